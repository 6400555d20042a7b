"use client";
/** The texts of writing lessons beside all others: most people in a room never write one. */
import { NextIntlClientProvider, useMessages } from "next-intl";
import type { ReactNode } from "react";
import { type TextLoaders, useFetchedTexts } from "./useFetchedTexts.ts";

const LOADERS: TextLoaders = {
  ko: async () => ({ authoring: (await import("./ko/authoring.ts")).authoring }),
  en: async () => ({ authoring: (await import("./en/authoring.ts")).authoring }),
};

export function AuthoringTexts({ children }: { readonly children: ReactNode }) {
  const all = useMessages();
  const texts = useFetchedTexts(LOADERS);
  if (!texts) return null;
  return (
    <NextIntlClientProvider locale={texts.locale} messages={{ ...all, ...texts.messages }} timeZone="UTC">
      {children}
    </NextIntlClientProvider>
  );
}
