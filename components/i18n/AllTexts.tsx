"use client";
/** All texts with plurals and numbers, for `useTranslations`. A page that must be small takes its own by `usePlainTexts`. */
import type { ReactNode } from "react";
import { FetchedTexts } from "./FetchedTexts.tsx";
import type { LocaleTexts, TextLoaders } from "./useFetchedTexts.ts";

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
  return (
    <FetchedTexts loaders={LOADERS} brought={brought}>
      {children}
    </FetchedTexts>
  );
}
