"use client";
import type { NextIntlClientProvider } from "next-intl";
import { type ComponentProps, useEffect, useState } from "react";
import { type Locale, usePreferences } from "./Preferences.tsx";

export type Messages = NonNullable<ComponentProps<typeof NextIntlClientProvider>["messages"]>;

/** How texts come in each language: one is fetched when it is read, nobody needs both at once. */
export type TextLoaders = { readonly [locale in Locale]: () => Promise<Messages> };

/** The texts in the reader's language; until another one is there the one before, undefined at first. */
export function useFetchedTexts(
  loaders: TextLoaders,
): { readonly locale: Locale; readonly messages: Messages } | undefined {
  const { locale, known } = usePreferences();
  const [texts, setTexts] = useState<{ readonly locale: Locale; readonly messages: Messages }>();
  useEffect(() => {
    if (!known) return undefined;
    let wanted = true;
    loaders[locale]().then(
      (messages) => {
        if (wanted) setTexts({ locale, messages });
      },
      (error: unknown) =>
        // Thrown where the page's own error page hears of it.
        setTexts(() => {
          throw error;
        }),
    );
    return () => {
      wanted = false;
    };
  }, [loaders, locale, known]);
  return texts;
}
