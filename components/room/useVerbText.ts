"use client";
import { useTranslations } from "next-intl";
import { useCallback } from "react";

/** What somebody did, said of a verb of the API; a verb without words of its own stays as it is. */
export function useVerbText(): (verb: string) => string {
  const t = useTranslations("feed.verb");
  return useCallback((verb) => (t.has(verb) ? t(verb as "create") : verb), [t]);
}
