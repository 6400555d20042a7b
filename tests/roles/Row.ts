/** One action somebody may try, who may, and how it is tried at the server's own doors. */
import type { Actor, Scene } from "./Scene.ts";
import type { RoomMode } from "../../server/protocol/messages.ts";

export type ByMode = { readonly [mode in RoomMode]: boolean };

export interface Row {
  /** As in docs/roles.md. */
  readonly action: string;
  readonly door: string;
  /** Routes, messages and actions of a class that it tries: see `doors.test.ts`. */
  readonly covers?: readonly string[];
  /** `nobody`: whoever is not in the room, has been removed, was cut off with their link, waits at the door, or belongs to another room. */
  readonly may: {
    readonly instructor: boolean;
    readonly student: ByMode;
    readonly viewer: ByMode;
    readonly nobody: boolean;
  };
  /** Tries it; true when it was done. Each try is as good as the first. */
  readonly ask: (actor: Actor, scene: Scene) => Promise<boolean>;
}

export interface Part {
  readonly title: string;
  readonly rows: readonly Row[];
}

const each = (shared: boolean, namespace: boolean, cluster: boolean): ByMode => ({
  shared,
  "namespace-each": namespace,
  "cluster-each": cluster,
});
export const always = each(true, true, true);
export const never = each(false, false, false);
const whereShared = each(true, false, false);
export const whereNotApart = each(true, true, false);

/** Who may, in a word. */
export const MAY = {
  teachers: { instructor: true, student: never, viewer: never, nobody: false },
  students: { instructor: true, student: always, viewer: never, nobody: false },
  members: { instructor: true, student: always, viewer: always, nobody: false },
  everybody: { instructor: true, student: always, viewer: always, nobody: true },
  /** Students where all share one cluster. */
  sharers: { instructor: true, student: whereShared, viewer: never, nobody: false },
} as const satisfies { readonly [name: string]: Row["may"] };
