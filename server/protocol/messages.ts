/**
 * Everything browser and server say to each other over Socket.IO: version, shapes, sizes.
 *
 * A browser sends `client` events (`clientMessages.ts`, which only the server loads to parse them), the server sends
 * `server` events. Every message is a member of a discriminated union by `type`. Folding state and frames into what is
 * shown is `clusterState.ts`. It deliberately knows nothing of sockets.
 */
import type { ClassEntry, ClassState } from "./classroom/ClassState.ts";
import type { Looking } from "./clientMessages.ts";
import type { LiveMessage } from "./live.ts";
import type { TileChange } from "./monitor.ts";
import type { KubeObject } from "./kubernetes/index.ts";

export type { ClientMessage, Looking, MomentPart } from "./clientMessages.ts";

/** Raised whenever an older browser could misunderstand; a handshake with another number is refused. */
export const PROTOCOL_VERSION = 7;

/** Names of the two Socket.IO events. */
export const CLIENT_EVENT = "client";
export const SERVER_EVENT = "server";

export { LIMITS } from "./limits.ts";

export const ROLES = ["instructor", "student", "viewer"] as const;
/** What a link makes of who follows it, strongest first. */
export type Role = (typeof ROLES)[number];

/** Links there are: two make nobody of the room. One shows it inside another page, one gives its holder a copy of its cluster. */
export const LINK_KINDS = [...ROLES, "embed", "fork"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** Until when a link lets people in (wall ms), and how many; left out: as long as it is there, as many as come. */
export interface LinkLimits {
  readonly expiresAt?: number;
  readonly most?: number;
}

/** A link as instructors see it: all but its token. */
export interface LinkView extends LinkLimits {
  readonly kind: LinkKind;
  /** Wall ms. */
  readonly createdAt: number;
  /** How many came by it. */
  readonly came: number;
}

export const ROOM_MODES = ["shared", "namespace-each", "cluster-each"] as const;
export type RoomMode = (typeof ROOM_MODES)[number];

/** A text for people. */
export interface BilingualText {
  readonly ko: string;
  readonly en: string;
}

// ---------------------------------------------------------------------------------------------------------------
// From the server

/** Somebody of the room as all may see them. */
export interface PersonView {
  readonly id: string;
  readonly nickname: string;
  /** 0–11, an index into the palette. */
  readonly colour: number;
  readonly role: Role;
  /** Of a namespace of their own, see ownNamespace.ts. */
  readonly namespace?: string;
  readonly online: boolean;
  readonly looking?: Looking;
}

/** Somebody at the door whom an instructor lets in, or not. Only instructors see them. */
export interface WaitingView {
  readonly id: string;
  readonly nickname: string;
  readonly role: Role;
  /** Wall ms. */
  readonly since: number;
  /** Their page is open. */
  readonly online: boolean;
}

/** How cluster time goes on: `time` (cluster ms) was now when this was sent; speed 0 is paused. */
export interface ClockView {
  readonly time: number;
  readonly speed: number;
}

/** One command that changed something. `seq` is what objects' changes name as their cause. */
export interface ActivityView {
  readonly seq: number;
  readonly time: number;
  /** Person id; empty for the room itself (its first objects). */
  readonly person: string;
  /** create, update, patch, delete, deletecollection, scale… */
  readonly verb: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** The number of replicas for `scale`. */
  readonly replicas?: number;
  /** The instructor who typed it, holding the person's keyboard. */
  readonly typedBy?: string;
}

/** One command of a room's past. */
export type PastCommand = {
  readonly seq: number;
  /** Cluster time, ms. */
  readonly time: number;
  /** Person id; empty for the room itself. */
  readonly person: string;
} & (
  | {
      readonly type: "request";
      readonly verb: string;
      readonly resource: string;
      readonly namespace: string;
      readonly name: string;
      readonly typedBy?: string;
    }
  | { readonly type: "clock"; readonly speed?: number; readonly step?: number }
  | { readonly type: "restore"; readonly to: number }
);

/** The room as it was at a moment, as far as whoever asks may see it. */
export interface MomentView {
  /** Cluster time, ms, and the last command before it. */
  readonly time: number;
  readonly seq: number;
  /** False: another version recorded it, and what happened between commands may have been otherwise. */
  readonly exact: boolean;
  readonly revision: number;
  readonly objects: StatePart["objects"];
  readonly trimmed?: TrimmedSizes;
  readonly activity: readonly ActivityView[];
}

/** uid → characters of the whole object's JSON, of objects of which something is left out because they are large. */
export type TrimmedSizes = { readonly [uid: string]: number };

/** What one student's namespace may hold; quantities as Kubernetes writes them. */
export interface NamespaceLimits {
  /** ResourceQuota's `hard`: `pods`, `requests.cpu`, `limits.memory`… */
  readonly quota?: { readonly [resource: string]: string };
  /** A container's defaults, as in a LimitRange. */
  readonly defaults?: { readonly [resource: string]: string };
}

export interface RoomView {
  readonly id: string;
  readonly name: string;
  readonly mode: RoomMode;
  /** Of each student who comes while they have a namespace each. */
  readonly limits?: NamespaceLimits;
  /** A fork: the room whose class it is part of, and the student whose it is. */
  readonly parent?: string;
  readonly owner?: string;
  /** A dry run: the room in which the lesson is written that is tried here. */
  readonly trialOf?: string;
}

/** One change of an object. `by` is the command it follows from, 0 for the cluster's own doing. */
export type Change =
  | {
      readonly op: "upsert";
      readonly resource: string;
      readonly object: KubeObject;
      readonly by: number;
      /** Characters of the whole object's JSON, when something of it is left out because it is large. */
      readonly trimmed?: number;
    }
  | {
      readonly op: "delete";
      readonly resource: string;
      readonly namespace: string;
      readonly name: string;
      readonly uid: string;
      readonly revision: number;
      readonly by: number;
    };

/** All that changed between two revisions, as one moment. Revisions of resources one may not see leave no trace. */
export interface Frame {
  readonly type: "frame";
  readonly from: number;
  readonly to: number;
  /** Cluster time, ms. */
  readonly time: number;
  readonly changes: readonly Change[];
  /** What people did that led to them. */
  readonly activity?: readonly ActivityView[];
}

/** A part of the whole state; the state counts only when the `last` part is in. */
export interface StatePart {
  readonly type: "state";
  readonly part: number;
  readonly last: boolean;
  readonly epoch: string;
  /** Equal for all who see the same. */
  readonly rights: string;
  readonly revision: number;
  readonly time: number;
  /** Objects of one or more resources, in order of creation within each. */
  readonly objects: { readonly [resource: string]: readonly KubeObject[] };
  /** Of this part's objects. */
  readonly trimmed?: TrimmedSizes;
  /** In the last part: uid → the newest command that led to a change of the object; those the cluster did by itself are left out. */
  readonly causes?: { readonly [uid: string]: number };
}

export const ERROR_CODES = [
  "bad-message",
  "version",
  "unknown-room",
  "not-joined",
  "not-allowed",
  "too-fast",
  "too-many-people",
  "bad-link",
  "room-stopped",
  "removed",
  "turned-away",
  "shutting-down",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export type ServerMessage =
  | {
      readonly type: "welcome";
      readonly version: number;
      readonly you: PersonView;
      readonly room: RoomView;
      readonly people: readonly PersonView[];
      readonly clock: ClockView;
      readonly activity: readonly ActivityView[];
      /** The class as this person may see it. */
      readonly classroom: ClassState;
      readonly epoch: string;
      /** True: frames since what the browser holds follow, not the whole state. */
      readonly resumed: boolean;
      /** Which keys of requests the server remembers; another value: none of before. */
      readonly answers: string;
    }
  | StatePart
  | Frame
  | {
      readonly type: "result";
      readonly id: number;
      readonly status: number;
      readonly contentType: string;
      readonly warnings: readonly string[];
      readonly body: unknown;
    }
  | { readonly type: "person"; readonly person: PersonView }
  | { readonly type: "person-gone"; readonly id: string }
  /** To instructors: who waits at the door, all of them. */
  | { readonly type: "waiting"; readonly people: readonly WaitingView[] }
  /** To instructors: what is written of lessons is other than it was; what it is stands at `GET /api/rooms/<id>/lessons`. */
  | { readonly type: "shelf" }
  /** To who waits there: an instructor has to let them in; then `let-in` says that the door may be tried again. */
  | { readonly type: "wait"; readonly nickname: string }
  | { readonly type: "let-in" }
  /** What people did, for whom none of its changes are shown. */
  | { readonly type: "activity"; readonly items: readonly ActivityView[] }
  | { readonly type: "clock"; readonly clock: ClockView }
  /** Its name or mode is another now. */
  | { readonly type: "room"; readonly room: RoomView }
  /** Students whose tile in the monitor changed. */
  | { readonly type: "tiles"; readonly tiles: readonly TileChange[] }
  /** Something happened in the class. */
  | { readonly type: "class"; readonly entry: ClassEntry }
  /** What passes at the moment: see `live.ts`. */
  | LiveMessage
  | { readonly type: "log"; readonly id: number; readonly text: string; readonly end: boolean }
  /** The browser was too slow and frames were left out: it must ask for a resync. */
  | { readonly type: "resync" }
  | { readonly type: "error"; readonly code: ErrorCode; readonly text: BilingualText; readonly id?: number }
  | { readonly type: "goodbye"; readonly text: BilingualText };

/** Key of an object among those of its resource. */
export function objectKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}
