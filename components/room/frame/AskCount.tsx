"use client";
/** On the tab where one asks: how much waits there. Nothing when nothing does. */
import { useTranslations } from "next-intl";
import { useAskCount } from "../../classroom/useAskCount.ts";

export function AskCount({ className = "" }: { readonly className?: string }) {
  const t = useTranslations("classroom");
  const count = useAskCount();
  if (count === 0) return null;
  return (
    <span
      data-testid="ask-count"
      className={`grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-[11px] leading-none font-semibold text-accent-ink tabular-nums ${className}`}
    >
      <span aria-hidden>{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{t("waitsHere", { count })}</span>
    </span>
  );
}
