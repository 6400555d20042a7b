/** A room's own lessons as instructors write and give them: what the page and the server say of them over HTTP, see docs/http.md. */
import type { LessonLanguage } from "./lessons.ts";
import type { LessonTexts } from "./lessonText/ownLesson.ts";

/** A lesson of a room's own, as its instructors see it in the list. */
export interface OwnLessonSummary {
  readonly lesson: string;
  readonly titles: { readonly [language in LessonLanguage]?: string };
  readonly steps: number;
  readonly minutes: number;
  /** Newest first. */
  readonly versions: readonly OwnLessonVersion[];
}

export interface OwnLessonVersion {
  readonly version: number;
  /** Wall time, ms, and the person's id. */
  readonly at: number;
  readonly by: string;
}

/** A version of a lesson that is stored. */
export interface SavedLesson {
  readonly lesson: string;
  readonly version: number;
}

/** A version to be made. */
export interface LessonToSave {
  readonly texts: LessonTexts;
  /** The version it was written from; 0 for a new lesson. */
  readonly base: number;
  /** What it was kept as until now, which goes unless somebody wrote in it since. */
  readonly draft?: Pick<DraftSummary, "id" | "revision"> | undefined;
}

/** What is written of a lesson and is no version yet, as instructors see it in the list. */
export interface DraftSummary {
  /** The lesson's name; `~` and chance for one that was never saved. */
  readonly id: string;
  readonly titles: { readonly [language in LessonLanguage]?: string };
  /** The version it was written from; 0 for none. */
  readonly base: number;
  /** Greater with each change. */
  readonly revision: number;
  /** Wall time, ms, and the id of who changed it last. */
  readonly at: number;
  readonly by: string;
}

export interface LessonDraft extends DraftSummary {
  readonly texts: LessonTexts;
}

/** What a page wants kept of what is written. `revision`: of the draft it was written over, 0 for none. */
export interface DraftToKeep extends Pick<DraftSummary, "base" | "revision"> {
  readonly texts: LessonTexts;
}

export type KeptDraft = Pick<DraftSummary, "revision" | "at">;

/** Names of drafts of lessons that were never saved; no lesson is called so. */
export const NEW_DRAFT = /^~[a-z0-9]{6,40}$/;

/** A lesson or a draft that was removed and can be brought back under `id`. */
export interface RemovedLesson {
  readonly id: string;
  readonly kind: "lesson" | "draft";
  readonly titles: { readonly [language in LessonLanguage]?: string };
  /** Wall time, ms. */
  readonly removedAt: number;
}

/** Of one lesson whose version would be another. Students are counted. */
export interface LessonImpact {
  readonly lesson: string;
  readonly from: number;
  readonly to: number;
  /** Those who have done all of its steps, and those who are in the middle. */
  readonly finished: number;
  readonly inside: number;
  /** Titles of steps that are new, whose checks are others, and that are gone. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly dropped: readonly string[];
}

/** A link under which others take copies of lessons. */
export interface LessonShare {
  readonly id: string;
  readonly titles: readonly string[];
  readonly at: number;
  readonly by: string;
}
