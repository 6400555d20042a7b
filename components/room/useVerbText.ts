"use client";
import { useTranslations } from "next-intl";

/** What somebody did, said of a verb of the API; a verb without words of its own stays as it is. */
export function useVerbText(): (verb: string) => string {
  const t = useTranslations("feed.verb");
  return (verb) => (t.has(verb) ? t(verb as "create") : verb);
}
