"use client";
/** All texts with plurals and numbers, for `useTranslations`. A page that must be small takes its own by `usePlainTexts`. */
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { en } from "./en.ts";
import { ko } from "./ko.ts";
import { usePreferences } from "./Preferences.tsx";

const MESSAGES = { ko, en };

export function AllTexts({ children }: { readonly children: ReactNode }) {
  const { locale } = usePreferences();
  return (
    <NextIntlClientProvider locale={locale} messages={MESSAGES[locale]} timeZone="UTC">
      {children}
    </NextIntlClientProvider>
  );
}
