/** Courses as browsers get them. What is checked stays with the server; each check comes as the sentence that says what holds. */

import type { BilingualText } from "./messages.ts";

/** What is checked comes from the first a lesson is in. */
export const LESSON_LANGUAGES = ["ko", "en"] as const;
export type LessonLanguage = (typeof LESSON_LANGUAGES)[number];

/** The course of the lessons a room has of its own; no other is called so. */
export const OWN_COURSE = "own";

export interface CourseSummary {
  readonly id: string;
  readonly languages: {
    readonly [language in LessonLanguage]?: {
      readonly title: string;
      readonly about: string;
      /** In their order. */
      readonly lessons: readonly { readonly id: string; readonly title: string }[];
    };
  };
}

export interface Course {
  readonly id: string;
  readonly language: LessonLanguage;
  readonly title: string;
  readonly about: string;
  readonly lessons: readonly Lesson[];
}

export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** How long it takes most people. */
  readonly minutes: number;
  /** Markdown before the first step. */
  readonly intro: string;
  /** YAML of the objects it begins with; empty for none. */
  readonly setup: string;
  /** What is deleted to begin anew: `pods/pod-1`, `services/svc-1`. */
  readonly objects: readonly string[];
  /** Labels that are taken off to begin anew: `nodes/k8s-worker1/hostname`. */
  readonly unlabel: readonly string[];
  readonly steps: readonly Step[];
}

export interface Step {
  readonly id: string;
  readonly title: string;
  /** Markdown; a fence `yaml` can be applied, one of `sh` run. */
  readonly text: string;
  /** What must hold, as sentences. */
  readonly checks: readonly string[];
  /** From a nudge to nearly the answer. */
  readonly hints: readonly string[];
  readonly answer: string;
  readonly predict?: Prediction;
  /** What to say to known mistakes. */
  readonly mistakes: readonly string[];
}

/** Asked before the run; the outcome is read from the cluster when the step is done. */
export interface Prediction {
  readonly question: string;
  readonly answers: "node" | "state" | "number" | "choice" | "text";
  readonly options: readonly string[];
  /** Said with the outcome. */
  readonly because: string;
}

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

/** A lesson or a draft that was removed and can be brought back under `id`. */
export interface RemovedLesson {
  readonly id: string;
  readonly kind: "lesson" | "draft";
  readonly titles: { readonly [language in LessonLanguage]?: string };
  /** Wall time, ms. */
  readonly removedAt: number;
}

/** Names of drafts of lessons that were never saved; no lesson is called so. */
export const NEW_DRAFT = /^~[a-z0-9]{6,40}$/;

/** What another version of the plan would mean for the class, before it is done. */
export interface PlanPreview {
  readonly lessons: readonly LessonImpact[];
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

/** One check of a step that is tried: whether it has held before, holds now, and what is there. */
export interface CheckFinding {
  readonly held: boolean;
  readonly holds: boolean;
  readonly found: BilingualText;
}

/** A link under which others take copies of lessons. */
export interface LessonShare {
  readonly id: string;
  readonly titles: readonly string[];
  readonly at: number;
  readonly by: string;
}
