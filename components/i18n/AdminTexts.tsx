"use client";
/** The texts of the operator's page, and nobody else's. */
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { type TextLoaders, useFetchedTexts } from "./useFetchedTexts.ts";

const LOADERS: TextLoaders = {
  ko: async () => ({
    admin: (await import("./ko/admin.ts")).admin,
    common: (await import("./ko/common.ts")).common,
  }),
  en: async () => ({
    admin: (await import("./en/admin.ts")).admin,
    common: (await import("./en/common.ts")).common,
  }),
};

export function AdminTexts({ children }: { readonly children: ReactNode }) {
  const texts = useFetchedTexts(LOADERS);
  if (!texts) return <div aria-busy="true" className="min-h-dvh bg-paper" />;
  return (
    <NextIntlClientProvider locale={texts.locale} messages={texts.messages} timeZone="UTC">
      {children}
    </NextIntlClientProvider>
  );
}
