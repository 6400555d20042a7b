"use client";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import { copyText } from "./copyText.ts";

/** Copies a text and says `done`, or that it has to be copied by hand; the same function as long as the language is. */
export function useCopy(): (text: string, done?: string) => void {
  const t = useTranslations("common");
  return useCallback(
    (text, done = t("copied")) =>
      void copyText(text).then(
        () => toast.success(done),
        () => toast.error(t("notCopied")),
      ),
    [t],
  );
}
