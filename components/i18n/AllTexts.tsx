"use client";
/** All texts with plurals and numbers, for `useTranslations`. A page that must be small takes its own by `usePlainTexts`. */
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { type LocaleTexts, type TextLoaders, useFetchedTexts } from "./useFetchedTexts.ts";

const LOADERS: TextLoaders = {
  ko: async () => (await import("./ko.ts")).ko,
  en: async () => (await import("./en.ts")).en,
};

interface AllTextsProps {
  /** What came with the page. */
  readonly brought?: LocaleTexts | undefined;
  readonly children: ReactNode;
}

export function AllTexts({ brought, children }: AllTextsProps) {
  const texts = useFetchedTexts(LOADERS, brought);
  if (!texts) return <div aria-busy="true" className="min-h-dvh bg-paper" />;
  return (
    <NextIntlClientProvider locale={texts.locale} messages={texts.messages} timeZone="UTC">
      {children}
    </NextIntlClientProvider>
  );
}
