"use client";
/** The texts of writing lessons. */
import type { ReactNode } from "react";
import { MoreTexts } from "./MoreTexts.tsx";
import type { TextLoaders } from "./useFetchedTexts.ts";

const LOADERS: TextLoaders = {
  ko: async () => ({ authoring: (await import("./ko/authoring.ts")).authoring }),
  en: async () => ({ authoring: (await import("./en/authoring.ts")).authoring }),
};

export function AuthoringTexts({ children }: { readonly children: ReactNode }) {
  return <MoreTexts loaders={LOADERS}>{children}</MoreTexts>;
}
