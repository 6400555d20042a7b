"use client";
/** What is stored about people, on one page, as this server is set up. */
import { privacy as en } from "../i18n/en/privacy.ts";
import { privacy as ko } from "../i18n/ko/privacy.ts";
import { PageHeader } from "../meta/PageHeader.tsx";
import type { Texts } from "../i18n/Texts.ts";
import { usePlainTexts } from "../i18n/usePlainTexts.ts";

export interface PrivacyProps {
  /** Days without use until a room is deleted; undefined: never. */
  readonly roomDays: number | undefined;
  /** Days a deleted room can be brought back. */
  readonly graceDays: number;
}

export function Privacy({ roomDays, graceDays }: PrivacyProps) {
  const t = usePlainTexts<Texts<typeof en>>({ en, ko });
  const days = (text: string, count: number): string => text.replace("{days}", String(count));
  const life = [
    roomDays === undefined ? t.life.never : days(t.life.unused, roomDays),
    graceDays > 0 ? days(t.life.grace, graceDays) : t.life.atOnce,
  ];
  const parts: readonly { readonly id?: string; readonly title: string; readonly items: readonly string[] }[] = [
    t.kept,
    t.door,
    t.not,
    t.browser,
    t.who,
    { id: "life", title: t.life.title, items: life },
    t.rights,
  ];
  return (
    <div className="mx-auto flex min-h-dvh max-w-2xl flex-col px-5 py-4">
      <PageHeader />
      <main className="py-8 text-[14px]" data-testid="privacy">
        <h1 className="text-[28px] leading-tight font-bold break-keep">{t.title}</h1>
        <p className="mt-3 text-soft break-keep">{t.lead}</p>
        {parts.map(({ id, title, items }) => (
          <section key={title} id={id} className="mt-6">
            <h2 className="text-[16px] font-semibold">{title}</h2>
            <ul className="mt-1.5 list-disc space-y-1 pl-5">
              {items.map((item) => (
                <li key={item} className="break-keep">
                  {item}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </main>
    </div>
  );
}
