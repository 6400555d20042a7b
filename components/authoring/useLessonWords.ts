"use client";
/** What the editor of lessons says of fields and fences, in the reader's language. */
import { useTranslations } from "next-intl";
import { type RefObject, useRef } from "react";
import type { LessonWords } from "./language/completion.ts";

/** Always the same object; what it holds follows the language. */
export function useLessonWords(): RefObject<LessonWords> {
  const t = useTranslations("authoring");
  const words: LessonWords = {
    field(scope, name) {
      const key = `fields.${scope}.${name}` as Parameters<typeof t>[0];
      return t.has(key) ? t(key) : "";
    },
    fence: (name) => t(`fences.${name}`),
    step: t("fences.step"),
  };
  const held = useRef(words);
  held.current = words;
  return held;
}
