/**
 * Everything browser and server say to each other over Socket.IO, in one file: version, shapes, sizes.
 *
 * A browser sends `client` events (parsed here by zod: whatever comes in is hostile until parsed), the server sends
 * `server` events. Every message is a member of a discriminated union by `type`. Folding state and frames into what is
 * shown is `clusterState.ts`. It deliberately knows nothing of sockets.
 */
import { z } from "zod";
import type { KubeObject } from "./kubernetes/index.ts";

/** Raised whenever an older browser could misunderstand; a handshake with another number is refused. */
export const PROTOCOL_VERSION = 2;

/** Names of the two Socket.IO events. */
export const CLIENT_EVENT = "client";
export const SERVER_EVENT = "server";

/** Sizes in characters unless said otherwise. */
export const LIMITS = {
  /** One message from a browser, in bytes on the wire: a 3 MB manifest and its envelope. */
  messageBytes: 3_200_000,
  body: 3_145_728,
  path: 4096,
  nickname: 120,
  roomName: 120,
  shortText: 256,
} as const;

export const ROLES = ["instructor", "student", "viewer"] as const;
/** What a link makes of who follows it, strongest first. */
export type Role = (typeof ROLES)[number];

export const ROOM_MODES = ["shared", "namespace-each", "cluster-each"] as const;
export type RoomMode = (typeof ROOM_MODES)[number];

/** A text for people. */
export interface BilingualText {
  readonly ko: string;
  readonly en: string;
}

// ---------------------------------------------------------------------------------------------------------------
// From the browser

const shortText = z.string().max(LIMITS.shortText);
const requestId = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What somebody looks at: a screen part and the object selected in it. */
const lookingSchema = z.strictObject({
  view: shortText,
  resource: shortText.optional(),
  namespace: shortText.optional(),
  name: shortText.optional(),
});
export type Looking = z.infer<typeof lookingSchema>;

const joinSchema = z.strictObject({
  type: z.literal("join"),
  version: z.number(),
  room: z.string().min(1).max(64),
  /** What the browser holds already: frames since then are enough, if the epoch is the room's and history reaches back. */
  since: z.strictObject({ epoch: z.string().max(64), revision: requestId }).optional(),
});

/** A request to the cluster's API in the person's name; reads and writes alike, watches excepted. */
const requestSchema = z.strictObject({
  type: z.literal("request"),
  id: requestId,
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  path: z.string().startsWith("/").max(LIMITS.path),
  contentType: shortText.optional(),
  accept: shortText.optional(),
  body: z.string().max(LIMITS.body).optional(),
});

/** Follow a container's log from its beginning or its last lines; `stop` with the same id ends it. */
const followSchema = z.strictObject({
  type: z.literal("follow"),
  id: requestId,
  namespace: shortText,
  pod: shortText,
  container: shortText.optional(),
  previous: z.boolean().optional(),
  tailLines: z.number().int().min(0).max(100_000).optional(),
});

/** Speed 0 pauses; `step` lets a paused clock go on by so many ms. Instructors only. */
const clockSchema = z.strictObject({
  type: z.literal("clock"),
  id: requestId,
  speed: z.number().min(0).max(1000).optional(),
  step: z.number().int().min(1).max(3_600_000).optional(),
});

export const clientMessageSchema = z.discriminatedUnion("type", [
  joinSchema,
  requestSchema,
  followSchema,
  clockSchema,
  z.strictObject({ type: z.literal("stop"), id: requestId }),
  z.strictObject({ type: z.literal("looking"), at: lookingSchema }),
  /** The browser noticed a gap, or was told to: send frames since, or everything. */
  z.strictObject({ type: z.literal("resync"), epoch: z.string().max(64), revision: requestId }),
  z.strictObject({ type: z.literal("leave") }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** The message, or undefined with nothing thrown, whatever came in. */
export function parseClientMessage(value: unknown): ClientMessage | undefined {
  const parsed = clientMessageSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
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
  readonly online: boolean;
  readonly looking?: Looking;
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
}

export interface RoomView {
  readonly id: string;
  readonly name: string;
  readonly mode: RoomMode;
}

/** One change of an object. `by` is the command it follows from, 0 for the cluster's own doing. */
export type Change =
  | { readonly op: "upsert"; readonly resource: string; readonly object: KubeObject; readonly by: number }
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
  readonly revision: number;
  readonly time: number;
  /** Objects of one or more resources, in order of creation within each. */
  readonly objects: { readonly [resource: string]: readonly KubeObject[] };
}

export const ERROR_CODES = [
  "bad-message",
  "version",
  "unknown-room",
  "not-joined",
  "not-allowed",
  "too-fast",
  "too-many-people",
  "room-stopped",
  "removed",
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
      readonly epoch: string;
      /** True: frames since what the browser holds follow, not the whole state. */
      readonly resumed: boolean;
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
  /** What people did, for whom none of its changes are shown. */
  | { readonly type: "activity"; readonly items: readonly ActivityView[] }
  | { readonly type: "clock"; readonly clock: ClockView }
  | { readonly type: "log"; readonly id: number; readonly text: string; readonly end: boolean }
  /** The browser was too slow and frames were left out: it must ask for a resync. */
  | { readonly type: "resync" }
  | { readonly type: "error"; readonly code: ErrorCode; readonly text: BilingualText; readonly id?: number }
  | { readonly type: "goodbye"; readonly text: BilingualText };

/** Key of an object among those of its resource. */
export function objectKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}
