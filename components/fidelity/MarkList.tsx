"use client";
import { useTranslations } from "next-intl";
import { marks as english } from "../i18n/en/marks.generated.ts";
import { marks as korean } from "../i18n/ko/marks.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import type { Mark } from "./marks.generated.ts";

const SENTENCES = { en: english, ko: korean };

/** Marks one under the other: the word, the sentence, the number of its rule. */
export function MarkList({ marks }: { readonly marks: readonly Mark[] }) {
  const t = useTranslations("fidelity");
  const { locale } = usePreferences();
  return (
    <ul className="flex flex-col gap-1.5 text-[12px]">
      {marks.map(({ id, kind }) => (
        <li key={id} className="grid grid-cols-[4.5rem_1fr] gap-2">
          <span className="text-faint">{t(kind)}</span>
          <span className="min-w-0 text-soft break-keep">
            {SENTENCES[locale][id]} <span className="font-mono text-faint">{id}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
