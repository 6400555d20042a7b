"use client";
/** All texts with plurals and numbers, for `useTranslations`. A page that must be small takes its own by `usePlainTexts`. */
import { NextIntlClientProvider } from "next-intl";
import { type ComponentProps, type ReactNode, useEffect, useState } from "react";
import { type Locale, usePreferences } from "./Preferences.tsx";

type Messages = NonNullable<ComponentProps<typeof NextIntlClientProvider>["messages"]>;

/** A language is fetched when it is read: nobody needs both at once. */
const LOADERS: { readonly [locale in Locale]: () => Promise<Messages> } = {
  ko: async () => (await import("./ko.ts")).ko,
  en: async () => (await import("./en.ts")).en,
};

export function AllTexts({ children }: { readonly children: ReactNode }) {
  const { locale, known } = usePreferences();
  const [texts, setTexts] = useState<{ readonly locale: Locale; readonly messages: Messages }>();
  useEffect(() => {
    if (!known) return undefined;
    let wanted = true;
    LOADERS[locale]().then(
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
  }, [locale, known]);
  // Until another language is there the one before stays.
  if (!texts) return <div aria-busy="true" className="min-h-dvh bg-paper" />;
  return (
    <NextIntlClientProvider locale={texts.locale} messages={texts.messages} timeZone="UTC">
      {children}
    </NextIntlClientProvider>
  );
}
