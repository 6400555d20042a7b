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

/** One check of a step that is tried: whether it has held before, holds now, and what is there. */
export interface CheckFinding {
  readonly held: boolean;
  readonly holds: boolean;
  readonly found: BilingualText;
}
