"use client";
import { useTranslations } from "next-intl";
import type { LinkView } from "../../server/protocol/messages.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { leftOf, stateOf } from "./linkEnd.ts";

export interface LinkLeftProps {
  readonly link: LinkView;
  /** The server's clock, ms. */
  readonly now: number;
  /** What is said of how many came; left out: that they came. */
  readonly cameText?: string;
}

/** How many came by a link, until when it lets people in, and how many more. */
export function LinkLeft({ link, now, cameText }: LinkLeftProps) {
  const t = useTranslations("settings.left");
  const { locale } = usePreferences();
  const { came, most, expiresAt } = link;
  const state = stateOf(link, now);
  const parts = [cameText ?? t("came", { count: came })];
  if (most !== undefined) parts.push(t("places", { most, left: Math.max(0, most - came) }));
  if (expiresAt !== undefined && state !== "expired") {
    const time = new Date(expiresAt).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
    const { unit, count } = leftOf(expiresAt - now);
    parts.push(t("until", { time, left: t(unit, { count }) }));
  }
  return (
    <p className="mt-1 text-[12px] break-keep tabular-nums" data-state={state}>
      {state !== "open" && <b className="mr-1.5 text-failing">{t(state)}</b>}
      <span className="text-soft">{parts.join(" · ")}</span>
    </p>
  );
}
