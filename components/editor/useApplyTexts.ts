"use client";
/** What applying a manifest may have to say, in the reader's language. */
import { useTranslations } from "next-intl";
import type { ApplyTexts } from "./applyManifest.ts";

export function useApplyTexts(): ApplyTexts {
  const t = useTranslations("editor");
  return {
    noName: t("noName"),
    allNamespaces: t("allNamespaces"),
    unknownKind: (kind, apiVersion) => t("unknownKind", { kind, apiVersion }),
    lost: t("lost"),
    unsent: t("unsent"),
    leaving: (name) => t("leaving", { name }),
  };
}
