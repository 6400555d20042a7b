"use client";
import { useTranslations } from "next-intl";
import { GLYPHS, TEXT_COLOUR } from "./podLook.ts";

const STATES = ["running", "pending", "failing", "ending", "unknown"] as const;

/** The signs of the map and what they mean. */
export function Legend() {
  const t = useTranslations("map");
  const states = useTranslations("overview");
  const line = "flex items-center gap-2";
  return (
    <div className="flex flex-col gap-3">
      <h3 className="font-semibold">{t("legend")}</h3>
      <ul className="flex flex-col gap-1">
        {STATES.map((state) => (
          <li key={state} className={line}>
            <span aria-hidden className={`w-6 text-center ${TEXT_COLOUR[state]}`}>
              {GLYPHS[state]}
            </span>
            {states(state)}
          </li>
        ))}
      </ul>
      <ul className="flex flex-col gap-1 border-t border-line pt-2 text-[12px] text-soft">
        <li className={line}>
          <Line className="text-running" />
          {t("legendReady")}
        </li>
        <li className={line}>
          <Line className="text-pending" dashed />
          {t("legendWaiting")}
        </li>
        <li className={line}>
          <Line className="text-ink-soft" />
          {t("legendOwner")}
        </li>
        <li className={line}>
          <span aria-hidden className="h-[5px] w-6 rounded-full bg-info" />
          {t("legendAsked")}
        </li>
        <li className={line}>
          <span aria-hidden className="h-[2px] w-6 bg-ink" />
          {t("legendUsed")}
        </li>
        <li className={line}>
          <span aria-hidden className="ml-[11px] mr-[11px] h-[9px] w-[2px] bg-ink-soft" />
          {t("legendLimit")}
        </li>
        <li className="break-keep">{t("legendEdge")}</li>
      </ul>
    </div>
  );
}

function Line({ className, dashed = false }: { readonly className: string; readonly dashed?: boolean }) {
  return (
    <svg aria-hidden width="24" height="8" className={`shrink-0 ${className}`}>
      <path d="M0 4H24" stroke="currentColor" strokeWidth="1.5" strokeDasharray={dashed ? "4 4" : undefined} />
    </svg>
  );
}
