"use client";
/** The texts of sharing, exporting and embedding. */
import type { ReactNode } from "react";
import { MoreTexts } from "./MoreTexts.tsx";
import type { TextLoaders } from "./useFetchedTexts.ts";

const LOADERS: TextLoaders = {
  ko: async () => ({
    sharing: (await import("./ko/sharing.ts")).sharing,
    embed: (await import("./ko/embed.ts")).embed,
  }),
  en: async () => ({
    sharing: (await import("./en/sharing.ts")).sharing,
    embed: (await import("./en/embed.ts")).embed,
  }),
};

export function SharingTexts({ children }: { readonly children: ReactNode }) {
  return <MoreTexts loaders={LOADERS}>{children}</MoreTexts>;
}
