"use client";
/** Texts of a part of the room that most people never open, beside all others. */
import { NextIntlClientProvider, useMessages } from "next-intl";
import type { ReactNode } from "react";
import { type TextLoaders, useFetchedTexts } from "./useFetchedTexts.ts";

export function MoreTexts({ loaders, children }: { readonly loaders: TextLoaders; readonly children: ReactNode }) {
  const all = useMessages();
  const texts = useFetchedTexts(loaders);
  if (!texts) return null;
  return (
    <NextIntlClientProvider locale={texts.locale} messages={{ ...all, ...texts.messages }} timeZone="UTC">
      {children}
    </NextIntlClientProvider>
  );
}
