/** What is written of lessons and not saved yet, kept in this browser by room and lesson. */
import { LESSON_LANGUAGES } from "../../server/protocol/lessons.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import { storedMembers } from "../ui/storedSettings.ts";

export interface Draft {
  readonly texts: LessonTexts;
  /** The version it was written from; 0 for a new lesson. */
  readonly base: number;
}

/** The name under which a lesson that was never saved is kept. */
export const NEW = "+";

const keyOf = (roomId: string, lesson: string): string => `podroom:lesson:${roomId}:${lesson}`;

export function readDraft(roomId: string, lesson: string): Draft | undefined {
  const { texts, base } = storedMembers(localStorage.getItem(keyOf(roomId, lesson)));
  if (texts === null || typeof texts !== "object" || typeof base !== "number") return undefined;
  const given = texts as { readonly [language: string]: unknown };
  const known = LESSON_LANGUAGES.flatMap((language) =>
    typeof given[language] === "string" ? [[language, given[language]] as const] : [],
  );
  return known.length > 0 ? { texts: Object.fromEntries(known), base } : undefined;
}

/** Undefined: there is nothing unsaved. */
export function keepDraft(roomId: string, lesson: string, draft: Draft | undefined): void {
  if (draft) localStorage.setItem(keyOf(roomId, lesson), JSON.stringify(draft));
  else localStorage.removeItem(keyOf(roomId, lesson));
}
