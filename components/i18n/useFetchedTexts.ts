"use client";
import type { NextIntlClientProvider } from "next-intl";
import { type ComponentProps, useEffect, useState } from "react";
import { type Locale, usePreferences } from "./Preferences.tsx";

export type Messages = NonNullable<ComponentProps<typeof NextIntlClientProvider>["messages"]>;

/** How texts come in each language: one is fetched when it is read, nobody needs both at once. */
export type TextLoaders = { readonly [locale in Locale]: () => Promise<Messages> };

export interface LocaleTexts {
  readonly locale: Locale;
  readonly messages: Messages;
}

/**
 * The texts in the reader's language; until another one is there the one before, undefined at first. `brought`: what came with the page,
 * by what the server was told of its reader; they may prefer another.
 */
export function useFetchedTexts(loaders: TextLoaders, brought?: LocaleTexts): LocaleTexts | undefined {
  const { locale, known } = usePreferences();
  const [texts, setTexts] = useState<LocaleTexts>();
  useEffect(() => {
    if (!known) return undefined;
    if (brought?.locale === locale) {
      setTexts(brought);
      return undefined;
    }
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
  }, [loaders, brought, locale, known]);
  return texts;
}
