"use client";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { copyText } from "./copyText.ts";

/** Copies a text and says `done`, or that it has to be copied by hand. */
export function useCopy(): (text: string, done?: string) => void {
  const t = useTranslations("common");
  return (text, done = t("copied")) =>
    void copyText(text).then(
      () => toast.success(done),
      () => toast.error(t("notCopied")),
    );
}
