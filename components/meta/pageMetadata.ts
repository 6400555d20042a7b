/// <reference types="next/image-types/global" />
/**
 * What stands beside a link to us in chats and search results, in the language of whoever fetches it. A room's preview names no room
 * and draws none: the token stands behind the #, so the server cannot know that who asks was invited.
 */
import type { Metadata } from "next";
import { headers } from "next/headers";
import { meta as en } from "../i18n/en/meta.ts";
import { meta as ko } from "../i18n/ko/meta.ts";
import { localeOf, originOf } from "./asked.ts";
import preview from "./icons/preview.png";

const TEXTS = { en, ko };
const PICTURE = { url: preview.src, width: preview.width, height: preview.height, type: "image/png" };

/** `lang`: as the address asks. The first page's stands in LandingHead. */
export async function pageMetadata(page: keyof typeof en, lang?: string | string[]): Promise<Metadata> {
  const asked = await headers();
  const header = (name: string): string | null => asked.get(name);
  const locale = localeOf(lang, header);
  const { title, description } = TEXTS[locale][page];
  return {
    metadataBase: originOf(header),
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
    robots: { index: false, follow: false },
  };
}
