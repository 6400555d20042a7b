/** What a class is at a moment, beside its cluster: folded from actions by `foldAction.ts`, in the server and in browsers. */
import type { Audience, ClassAction, CrossedAction, Parcel } from "./actionSchema.ts";
import type { Drill } from "./drills.ts";

/** An action as it happened. `seq` is its number in the room's log, `at` wall time in ms; `who` is empty for the
 * server and where it is hidden. */
export interface ClassEntry {
  readonly seq: number;
  readonly at: number;
  /** Cluster time, ms. */
  readonly time: number;
  readonly who: string;
  readonly action: ClassAction;
}

export interface Hand {
  readonly person: string;
  readonly question: string;
  /** Wall time, ms. */
  readonly since: number;
  /** The instructor who takes care of it. */
  readonly claimedBy?: string;
}

export interface ClassMessage {
  readonly seq: number;
  readonly at: number;
  readonly from: string;
  readonly to: "all" | "instructors" | string;
  readonly text: string;
}

/** Something an instructor sent. */
export interface Sent {
  readonly seq: number;
  readonly at: number;
  readonly from: string;
  readonly to: Audience;
  readonly parcel: Parcel;
}

export interface Freeze {
  readonly by: string;
  readonly since: number;
  readonly reason: string;
}

export interface Question extends Omit<Extract<ClassAction, { type: "ask" }>, "type"> {
  readonly by: string;
  readonly at: number;
  /** By person. Others' votes stay with the server until they are shown as a spread. */
  readonly votes: { readonly [person: string]: string };
  /** How many voted, whoever may see what. */
  readonly voted: number;
  /** All students who were there have voted: the votes are shown before it is known what comes of it. */
  readonly counted?: { readonly at: number; readonly spread: Spread };
  readonly revealed?: { readonly at: number; readonly outcome: string; readonly spread: Spread };
}

/** Votes by answer. */
export interface Spread {
  readonly [answer: string]: number;
}

/** Whether it can be answered. */
export const isOpen = ({ counted, revealed }: Question): boolean => !counted && !revealed;

/** Whether all have answered, and what comes of it is not told yet. */
export const awaitsOutcome = ({ counted, revealed }: Question): boolean => counted !== undefined && !revealed;

export interface Bookmark {
  readonly id: string;
  readonly label: string;
  readonly by: string;
  /** Cluster time, ms. */
  readonly time: number;
  readonly seq: number;
}

/** An instructor whose view these people follow. */
export interface Lead {
  readonly by: string;
  readonly to: Audience;
  /** The action it began with. */
  readonly seq: number;
}

export interface ShownScreen {
  readonly person: string;
  /** The instructor who asked for it. */
  readonly asker: string;
  /** The student agreed; before that, only they and instructors know of it. */
  readonly agreed: boolean;
  /** The action that asked for it, or agreed. */
  readonly seq: number;
}

/** What somebody's command did to another's object. */
export type Crossing = Omit<CrossedAction, "type"> & { readonly seq: number };

/** The operator made a new link for instructors. */
export interface OperatorLink {
  readonly seq: number;
  /** Wall ms. */
  readonly at: number;
  /** Cluster time, ms. */
  readonly time: number;
}

export interface StepAt {
  readonly course: string;
  readonly lesson: string;
  readonly step: string;
}

/** One step of one person. Times are wall ms, but `since`: cluster ms. */
export interface StepProgress {
  readonly opened: number;
  readonly since: number;
  readonly checks: readonly boolean[];
  readonly passed?: number;
  /** Attempts: changes, those less than two seconds apart counted as one. */
  readonly tries: number;
  /** Time spent on it so far, ms, and the last sign of that; long pauses count as short ones. */
  readonly spent?: number;
  readonly last?: number;
  readonly hints: number;
  readonly answerSeen?: true;
  /** Known mistakes that were seen, by their place among the step's; the newest last. */
  readonly mistakes: readonly number[];
  readonly prediction?: string;
  readonly outcome?: string;
}

export interface Progress {
  readonly at: StepAt;
  /** By `course/lesson/step`. */
  readonly steps: { readonly [key: string]: StepProgress };
}

export const stepKey = ({ course, lesson, step }: StepAt): string => `${course}/${lesson}/${step}`;

/** One lesson of what a class is to do; those of the room's own have a version. */
export interface PlannedLesson {
  readonly course: string;
  readonly lesson: string;
  readonly version?: number | undefined;
}

/** What a class is to do, in order. */
export interface Plan {
  /** Of the course; empty for none. */
  readonly title: string;
  readonly lessons: readonly PlannedLesson[];
}

/** What another version of a lesson changed. */
export interface LessonEdit {
  readonly lesson: string;
  /** Of steps that were there before: for each check and known mistake its place before, or -1. */
  readonly steps: {
    readonly [step: string]: { readonly checks: readonly number[]; readonly mistakes: readonly number[] };
  };
  /** Titles of the steps that are gone. */
  readonly dropped: { readonly [step: string]: string };
}

/** A lesson of the room's own that the class was given, also when it is not in the plan any more. */
export interface GivenLesson {
  readonly version: number;
  /** Titles of steps that earlier versions had. */
  readonly dropped: { readonly [step: string]: string };
}

export interface ClassState {
  readonly locked: boolean;
  /** Who comes by a link waits until they are let in. */
  readonly waitingRoom: boolean;
  readonly plan: Plan | undefined;
  /** By the lesson's id. */
  readonly given: { readonly [lesson: string]: GivenLesson };
  /** Oldest first. */
  readonly hands: readonly Hand[];
  readonly messages: readonly ClassMessage[];
  readonly sent: readonly Sent[];
  /** Who may not change anything: everybody, and single people. */
  readonly frozen: { readonly all?: Freeze; readonly people: { readonly [person: string]: Freeze } };
  readonly muted: readonly string[];
  readonly questions: readonly Question[];
  readonly bookmarks: readonly Bookmark[];
  /** Instructors whose view others follow, the newest last. */
  readonly leads: readonly Lead[];
  /** Whose screen everybody is shown, or who is asked to show it. */
  readonly shown: ShownScreen | undefined;
  /** Faults caused on purpose, oldest first. */
  readonly drills: readonly Drill[];
  /** What came of people's commands for others, oldest first. */
  readonly crossings: readonly Crossing[];
  /** Oldest first. */
  readonly operatorLinks: readonly OperatorLink[];
  /** How far everybody is in courses, by person. */
  readonly progress: { readonly [person: string]: Progress };
}

export const EMPTY_CLASS: ClassState = {
  locked: false,
  waitingRoom: false,
  plan: undefined,
  given: {},
  hands: [],
  messages: [],
  sent: [],
  frozen: { people: {} },
  muted: [],
  questions: [],
  bookmarks: [],
  leads: [],
  shown: undefined,
  drills: [],
  crossings: [],
  operatorLinks: [],
  progress: {},
};

/** Who looks: the person's id, and whether they teach. */
export interface ClassViewer {
  readonly id: string;
  readonly teaches: boolean;
}

export type { Audience } from "./actionSchema.ts";

export const isFor = (to: Audience, person: string): boolean => to === "all" || to.includes(person);

/** Whose view a person follows: the newest lead that is for them. Instructors follow nobody by themselves. */
export const leadFor = ({ leads }: ClassState, person: string): Lead | undefined =>
  leads.findLast(({ by, to }) => by !== person && isFor(to, person));

/** The freeze a person is under, if any. */
export function freezeOf({ frozen }: ClassState, person: string): Freeze | undefined {
  return frozen.all ?? (Object.hasOwn(frozen.people, person) ? frozen.people[person] : undefined);
}
