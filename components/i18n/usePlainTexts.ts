"use client";
import { usePreferences } from "./Preferences.tsx";

/** Texts without placeholders in the reader's language. */
export function usePlainTexts<T>({ en, ko }: { readonly en: T; readonly ko: T }): T {
  const { locale } = usePreferences();
  return locale === "ko" ? ko : en;
}
