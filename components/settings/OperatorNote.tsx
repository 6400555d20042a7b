"use client";
import { useTranslations } from "next-intl";
import { usePreferences } from "../i18n/Preferences.tsx";

/** That somebody outside of the room made a link into it. */
export function OperatorNote({ at }: { readonly at: number }) {
  const t = useTranslations("settings");
  const { locale } = usePreferences();
  const time = new Date(at).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
  return (
    <p className="mb-3 rounded-control bg-accent-soft px-3 py-2 text-[13px] break-keep" data-testid="operator-note">
      {t("operatorLink", { time })}
    </p>
  );
}
