/// <reference types="next/image-types/global" />
/**
 * What stands beside a link to us in chats and search results, in the language of whoever fetches it. A room's preview names no room
 * and draws none: the token stands behind the #, so the server cannot know that who asks was invited.
 */
import type { Metadata } from "next";
import { headers } from "next/headers";
import preview from "./icons/preview.png";
import { meta as en } from "../i18n/en/meta.ts";
import { meta as ko } from "../i18n/ko/meta.ts";

const TEXTS = { en, ko };
const PICTURE = { url: preview.src, width: preview.width, height: preview.height, type: "image/png" };

/** `lang`: as the address asks. */
export async function pageMetadata(page: keyof typeof en, lang?: string | string[]): Promise<Metadata> {
  const asked = await headers();
  const locale = localeOf(lang, asked.get("accept-language"));
  const { title, description } = TEXTS[locale][page];
  return {
    metadataBase: originOf(asked),
    applicationName: "Podroom",
    title,
    description,
    openGraph: {
      type: "website",
      siteName: "Podroom",
      title,
      description,
      locale: locale === "ko" ? "ko_KR" : "en_US",
      alternateLocale: locale === "ko" ? "en_US" : "ko_KR",
      images: [{ ...PICTURE, alt: TEXTS[locale].landing.description }],
    },
    twitter: { card: "summary_large_image", title, description, images: [PICTURE.url] },
    appleWebApp: { title: "Podroom" },
    // Rooms are their people's matter.
    ...(page === "landing" ? {} : { robots: { index: false, follow: false } }),
  };
}

/** What the address asks for, else the first of ours that the browser names; those who name none read Korean. */
function localeOf(lang: string | string[] | undefined, accepted: string | null): "ko" | "en" {
  if (lang === "ko" || lang === "en") return lang;
  return /\b(ko|en)\b/i.exec(accepted ?? "")?.[1]?.toLowerCase() === "en" ? "en" : "ko";
}

function originOf(asked: Headers): URL {
  const configured = process.env["PUBLIC_URL"];
  if (configured) return new URL(configured);
  const host = asked.get("host") ?? "";
  const secure = asked.get("x-forwarded-proto") === "https";
  return new URL(`${secure ? "https" : "http"}://${/^[\w.:[\]-]{1,255}$/.test(host) ? host : "localhost"}`);
}
