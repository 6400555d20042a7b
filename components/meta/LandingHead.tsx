/// <reference types="next/image-types/global" />
/** The first page's head: what a room's page gets from pageMetadata, and what app/ names by its files. */
import Head from "next/head";
import { THEME_COLOUR } from "../i18n/themeColour.ts";
import preview from "./icons/preview.png";

export interface LandingHeadProps {
  readonly title: string;
  readonly description: string;
  readonly locale: "ko" | "en";
  /** Of this server, as the world knows it. */
  readonly origin: string;
}

export function LandingHead({ title, description, locale, origin }: LandingHeadProps) {
  const picture = new URL(preview.src, origin).href;
  return (
    <Head>
      <title>{title}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta key="light" name="theme-color" media="(prefers-color-scheme: light)" content={THEME_COLOUR.light} />
      <meta key="dark" name="theme-color" media="(prefers-color-scheme: dark)" content={THEME_COLOUR.dark} />
      <meta name="description" content={description} />
      <meta name="application-name" content="Podroom" />
      <meta name="apple-mobile-web-app-title" content="Podroom" />
      <link rel="manifest" href="/manifest.webmanifest" />
      <link rel="icon" href="/favicon.ico" sizes="any" />
      <link rel="icon" href="/icon.svg" type="image/svg+xml" sizes="any" />
      <link rel="apple-touch-icon" href="/apple-icon.png" sizes="180x180" />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content="Podroom" />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:locale" content={locale === "ko" ? "ko_KR" : "en_US"} />
      <meta property="og:locale:alternate" content={locale === "ko" ? "en_US" : "ko_KR"} />
      <meta property="og:image" content={picture} />
      <meta property="og:image:width" content={String(preview.width)} />
      <meta property="og:image:height" content={String(preview.height)} />
      <meta property="og:image:alt" content={description} />
      <meta name="twitter:card" content="summary_large_image" />
      <meta name="twitter:title" content={title} />
      <meta name="twitter:description" content={description} />
      <meta name="twitter:image" content={picture} />
    </Head>
  );
}
