"use client";
import { useTranslations } from "next-intl";
import type { AdminOverview } from "../../server/protocol/admin.ts";

const HEAD = "border-b border-line px-2.5 py-1.5 text-left text-[12px] font-medium text-soft";

/** The environment as it is in force. */
export function LimitsTable({ overview }: { readonly overview: AdminOverview }) {
  const t = useTranslations("admin.limits");
  const { settings, version } = overview;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div className="min-h-0 flex-1 overflow-auto px-4 py-3" tabIndex={0} role="group" aria-label={t("caption")}>
      <p className="max-w-2xl text-[13px] break-keep text-soft">{t("lead")}</p>
      <table className="mt-3 w-full max-w-2xl border-collapse text-[13px]">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            <th className={HEAD}>{t("name")}</th>
            <th className={HEAD}>{t("value")}</th>
            <th className={HEAD}>{t("usual")}</th>
          </tr>
        </thead>
        <tbody>
          {settings.map(({ name, value, usual, given }) => (
            <tr key={name} className="border-b border-line" data-setting={name}>
              <th scope="row" className="px-2.5 py-1.5 text-left font-mono text-[12px] font-normal">
                {name}
              </th>
              <td className="px-2.5 py-1.5">
                <span className="font-mono text-[12px] break-all">{value || t("nothing")}</span>
                {given && <span className="ml-2 rounded bg-accent-soft px-1.5 py-px text-[12px]">{t("given")}</span>}
              </td>
              <td className="px-2.5 py-1.5 font-mono text-[12px] text-soft">{usual || t("nothing")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-3 text-[12px] text-soft">{t("version", { version })}</p>
    </div>
  );
}
