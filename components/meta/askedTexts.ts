/** The texts of a page's screens in the language its request asks for: with the page itself they come one answer earlier. */
import { headers } from "next/headers";
import { en } from "../i18n/en.ts";
import { ko } from "../i18n/ko.ts";
import type { LocaleTexts } from "../i18n/useFetchedTexts.ts";
import { localeOf } from "./asked.ts";

export async function askedTexts(lang: string | string[] | undefined): Promise<LocaleTexts> {
  const asked = await headers();
  const locale = localeOf(lang, (name) => asked.get(name));
  return { locale, messages: { en, ko }[locale] };
}
