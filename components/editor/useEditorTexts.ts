"use client";
/** What the editor says, in the reader's language. */
import { useTranslations } from "next-intl";
import { type RefObject, useRef } from "react";
import type { LintTexts } from "./lint.ts";
import type { HoverTexts } from "./schema/hover.ts";

export interface EditorTexts {
  readonly lint: LintTexts;
  readonly hover: HoverTexts;
}

/** Always the same object; what it holds follows the language. */
export function useEditorTexts(): RefObject<EditorTexts> {
  const t = useTranslations("editor");
  const texts: EditorTexts = {
    lint: {
      problem: ({ code, name, wanted }) => {
        if (code === "unknownField") return t("problems.unknownField", { name }) + meant(wanted);
        if (code === "unknownKind") return t("problems.unknownKind", { name }) + meant(wanted);
        return t(`problems.${code}`, { name, wanted });
      },
      odd: ({ code, found }) => t(`odd.${code}`, { found }),
      fix: (text) => t("fix", { text }),
      fixAll: () => t("fixAll"),
    },
    hover: { required: t("required"), oneOf: t("oneOf") },
  };
  function meant(wanted: string): string {
    return wanted ? ` ${t("problems.meant", { name: wanted })}` : "";
  }
  const held = useRef(texts);
  held.current = texts;
  return held;
}
