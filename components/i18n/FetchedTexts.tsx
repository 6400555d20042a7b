"use client";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { type LocaleTexts, type TextLoaders, useFetchedTexts } from "./useFetchedTexts.ts";

interface FetchedTextsProps {
  readonly loaders: TextLoaders;
  /** What came with the page. */
  readonly brought?: LocaleTexts | undefined;
  readonly children: ReactNode;
}

/** A page with its texts, for `useTranslations`; empty until they are there. */
export function FetchedTexts({ loaders, brought, children }: FetchedTextsProps) {
  const texts = useFetchedTexts(loaders, brought);
  if (!texts) return <div aria-busy="true" className="min-h-dvh bg-paper" />;
  return (
    <NextIntlClientProvider locale={texts.locale} messages={texts.messages} timeZone="UTC">
      {children}
    </NextIntlClientProvider>
  );
}
