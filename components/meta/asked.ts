/** What a request for a page tells of its reader's language and of the address the world knows this server by. */
import type { Locale } from "../i18n/Preferences.tsx";

/** A header's value, by its name in lower case. */
export type AskedHeader = (name: string) => string | null | undefined;

/** What the address asks for, else the first of ours that the browser names; those who name none read Korean. */
export function localeOf(lang: string | string[] | undefined, header: AskedHeader): Locale {
  if (lang === "ko" || lang === "en") return lang;
  return /\b(ko|en)\b/i.exec(header("accept-language") ?? "")?.[1]?.toLowerCase() === "en" ? "en" : "ko";
}

export function originOf(header: AskedHeader): URL {
  const configured = process.env["PUBLIC_URL"];
  if (configured) return new URL(configured);
  const host = header("host") ?? "";
  const scheme = header("x-forwarded-proto") === "https" ? "https" : "http";
  const asked = `${scheme}://${host}`;
  return new URL(/^[\w.:[\]-]{1,255}$/.test(host) && URL.canParse(asked) ? asked : `${scheme}://localhost`);
}
