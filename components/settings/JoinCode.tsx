"use client";
import { useTranslations } from "next-intl";
import { joinCodeOf, showJoinCode } from "../../server/protocol/joinCode.ts";

/** The code of a link, where it has one: links that are older than codes, and instructors', have none. */
export function JoinCode({ link }: { readonly link: string }) {
  const t = useTranslations("settings");
  const code = joinCodeOf(link);
  if (code === undefined) return null;
  return (
    <p className="mt-1 text-[12px] text-soft">
      {t("code")} <strong className="font-mono text-[14px] text-ink select-all">{showJoinCode(code)}</strong>{" "}
      <span className="text-faint">{t("codeHint")}</span>
    </p>
  );
}
