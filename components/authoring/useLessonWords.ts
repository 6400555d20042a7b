"use client";
/** What the editor of lessons says of fields and fences, in the reader's language. */
import { type RefObject, useRef } from "react";
import { lessonFields as en } from "../i18n/en/lessonFields.ts";
import { lessonFields as ko } from "../i18n/ko/lessonFields.ts";
import { usePlainTexts } from "../i18n/usePlainTexts.ts";
import type { LessonWords } from "./language/completion.ts";

/** Always the same object; what it holds follows the language. */
export function useLessonWords(): RefObject<LessonWords> {
  const texts = usePlainTexts<typeof en>({ en, ko });
  const words: LessonWords = {
    field: (scope, name) => (texts.fields[scope] as { readonly [name: string]: string })[name] ?? "",
    fence: (name) => texts.fences[name],
    step: texts.fences.step,
  };
  const held = useRef(words);
  held.current = words;
  return held;
}
