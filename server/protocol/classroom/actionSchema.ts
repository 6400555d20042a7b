/**
 * What people do in a class beside changing the cluster: raise a hand, say something, vote, freeze, set a bookmark. An action
 * becomes an entry of the room's log, like a command; `foldAction.ts` says what it makes of the class, `permission.ts` who may,
 * `visibility.ts` who sees it. Only the server imports this file's values; types go everywhere.
 */
import { z } from "zod";
import type { DrillAction, DrillNews } from "./drills.ts";

const id = z.string().min(1).max(64);
const line = (most: number) => z.string().trim().min(1).max(most);
const time = z.number().min(0).max(8.64e15);

/** Everybody, or the people of these ids. */
const audience = z.union([z.literal("all"), z.array(id).min(1).max(500)]);

/** What an instructor sends: words, a manifest for the editor, or a step of the course. */
const parcel = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("hint"), text: line(2000) }),
  z.strictObject({ kind: z.literal("yaml"), title: line(120), yaml: z.string().min(1).max(100_000) }),
  z.strictObject({ kind: z.literal("step"), course: id, lesson: id, step: id }),
]);

/** An answer is one of `options`; of free numbers and texts there are none. */
const question = z.strictObject({
  type: z.literal("ask"),
  id,
  text: line(500),
  answers: z.enum(["node", "state", "number", "choice", "text"]),
  options: z.array(line(120)).max(40),
  /** The object it is about, whose explanation is shown after the run. */
  about: z
    .strictObject({ resource: z.string().max(120), namespace: z.string().max(253), name: z.string().max(253) })
    .optional(),
});

/** A step of a course. */
const stepAt = { course: id, lesson: id, step: id };

export const classActionSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("raise-hand"), question: z.string().trim().max(500) }),
  z.strictObject({ type: z.literal("lower-hand") }),
  /** `from`: the instructor it is taken over from. */
  z.strictObject({ type: z.literal("claim-hand"), person: id, from: id.optional() }),
  z.strictObject({ type: z.literal("resolve-hand"), person: id }),
  z.strictObject({ type: z.literal("say"), to: z.union([z.enum(["all", "instructors"]), id]), text: line(2000) }),
  z.strictObject({ type: z.literal("send"), to: audience, parcel }),
  z.strictObject({
    type: z.literal("freeze"),
    to: audience,
    frozen: z.boolean(),
    reason: z.string().trim().max(200),
  }),
  z.strictObject({ type: z.literal("mute"), person: id, muted: z.boolean() }),
  z.strictObject({ type: z.literal("lock"), locked: z.boolean() }),
  /** Whoever follows a link waits until an instructor lets them in. */
  z.strictObject({ type: z.literal("waiting-room"), on: z.boolean() }),
  question,
  z.strictObject({ type: z.literal("vote"), id, answer: line(120) }),
  /** `spread` (votes by answer) is filled in by the server. */
  z.strictObject({
    type: z.literal("reveal"),
    id,
    outcome: z.string().trim().max(200),
    spread: z.record(z.string(), z.number()).optional(),
  }),
  z.strictObject({ type: z.literal("withdraw"), id }),
  z.strictObject({ type: z.literal("bookmark"), id, label: line(120), time, seq: z.number().int().min(0) }),
  z.strictObject({ type: z.literal("unbookmark"), id }),
  /** The pages of these people go where this instructor's goes; left out: everybody's. */
  z.strictObject({ type: z.literal("follow-me"), on: z.boolean(), to: audience.optional() }),
  /** A student is asked to show their screen to everybody; null: nobody's is shown any more. */
  z.strictObject({ type: z.literal("show-screen"), person: id.nullable() }),
  /** The student who was asked agrees, or does not or no longer. `asker` is filled in by the server. */
  z.strictObject({ type: z.literal("share-screen"), on: z.boolean(), asker: id.optional() }),
  z.strictObject({ type: z.literal("open-step"), ...stepAt }),
  z.strictObject({ type: z.literal("take-hint"), ...stepAt, hint: z.number().int().min(1).max(50) }),
  z.strictObject({ type: z.literal("see-answer"), ...stepAt }),
  z.strictObject({ type: z.literal("predict"), ...stepAt, answer: line(120) }),
]);

/** What the server found of a student's step: never sent by a browser. */
export interface CheckedAction {
  readonly type: "checked";
  readonly person: string;
  readonly course: string;
  readonly lesson: string;
  readonly step: string;
  /** Which of the step's checks hold, in order. */
  readonly checks: readonly boolean[];
  readonly passed: boolean;
  /** Attempts of the student in the step so far. */
  readonly tries: number;
  /** The known mistake that was just seen: its place among the step's. */
  readonly mistake?: number;
  /** What came of what was predicted. */
  readonly outcome?: string;
}

/** What the class is to do from now on: an instructor's, by way of the server, which knows what each lesson changed. */
export interface AssignAction {
  readonly type: "assign";
  readonly title: string;
  readonly lessons: readonly {
    readonly course: string;
    readonly lesson: string;
    readonly version?: number | undefined;
  }[];
  /** Lessons that come in another version than the class had. */
  readonly edits: readonly {
    readonly lesson: string;
    readonly steps: {
      readonly [step: string]: { readonly checks: readonly number[]; readonly mistakes: readonly number[] };
    };
    readonly dropped: { readonly [step: string]: string };
  }[];
}

/** A person was away for too long, or is out: whatever they lead or show ends. Never sent by a browser. */
export interface AwayAction {
  readonly type: "away";
  readonly person: string;
}

/** Every student who is there has voted. `spread` is filled in as it is noted. Never sent by a browser. */
export interface AllVotedAction {
  readonly type: "all-voted";
  readonly id: string;
  readonly spread?: { readonly [answer: string]: number };
}

/** What came of somebody's command for another's object. */
export type CrossingWhat =
  | {
      /** It was deleted. */
      readonly kind: "deleted";
      /** With what else it went, or by what was done to that; left out: it was named itself. */
      readonly with?: { readonly resource: string; readonly name: string; readonly deleted: boolean };
      /** More of the same person's went at the same moment. */
      readonly more: boolean;
    }
  | {
      /** A pod had to go for one of a higher priority. */
      readonly kind: "preempted";
      readonly node: string;
      readonly pod: string;
      readonly priority: number;
    }
  | {
      /** A pod waits: another's has the place it would need. */
      readonly kind: "pending";
      readonly node: string;
      /** `cpu` (thousandths), `memory` (bytes), `pods`, `port`… */
      readonly resource: string;
      /** How much of it the other pod has. */
      readonly amount?: number;
      readonly holder: { readonly namespace: string; readonly name: string };
    }
  | {
      /** A Service lost endpoints. */
      readonly kind: "endpoint";
      readonly pod: string;
      /** How many it lost, how many it still has. */
      readonly lost: number;
      readonly left: number;
      readonly reason: "selector" | "deleted" | "unready";
    }
  | {
      readonly kind: "endpoint";
      readonly pod: string;
      readonly lost: number;
      readonly left: number;
      readonly reason: "label";
      /** The label that does not fit any more, and what it is now; left out: it is gone. */
      readonly label: string;
      readonly value?: string;
    };

/** Somebody's command did something to another's object. Never sent by a browser. */
export interface CrossedAction {
  readonly type: "crossed";
  /** Whose object it is. */
  readonly person: string;
  readonly object: { readonly resource: string; readonly namespace: string; readonly name: string };
  /** Who did it, by which command. */
  readonly by: string;
  readonly cause: number;
  /** Cluster time when it showed, ms. */
  readonly moment: number;
  readonly what: CrossingWhat;
}

/** The operator made a new link for instructors. Never sent by a browser. */
export interface OperatorLinkAction {
  readonly type: "operator-link";
}

/** What people may send. */
export type PersonAction = z.infer<typeof classActionSchema>;
/** What the server finds by itself. */
export type FoundAction =
  | CheckedAction
  | AwayAction
  | AllVotedAction
  | CrossedAction
  | DrillAction
  | DrillNews
  | OperatorLinkAction;
export type ClassAction = PersonAction | FoundAction | AssignAction;
export type Audience = z.infer<typeof audience>;
export type Parcel = z.infer<typeof parcel>;
