"use client";
/** The texts of the operator's page, and nobody else's. */
import type { ReactNode } from "react";
import { FetchedTexts } from "./FetchedTexts.tsx";
import type { TextLoaders } from "./useFetchedTexts.ts";

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
  return <FetchedTexts loaders={LOADERS}>{children}</FetchedTexts>;
}
