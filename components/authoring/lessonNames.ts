/** What lessons are called in their texts. Pure. */
import { LESSON_LANGUAGES } from "../../server/protocol/lessons.ts";
import { labelOf, renamed } from "../../server/protocol/lessonText/courseFile.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";

/** What its texts say the lesson is called; "" while they do not say. */
export function nameIn(texts: LessonTexts): string {
  return Object.values(texts).flatMap((text) => labelOf(text)?.lesson ?? [])[0] ?? "";
}

/** The name, or with a number behind it one that is not taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name.slice(0, 58)}-${number}`;
    if (!taken.has(free)) return free;
  }
}

export function underName(texts: LessonTexts, name: string): LessonTexts {
  return Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, renamed(text, name)]));
}

export const isSame = (left: LessonTexts, right: LessonTexts): boolean =>
  LESSON_LANGUAGES.every((language) => left[language] === right[language]);
