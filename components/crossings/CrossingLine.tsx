"use client";
import { useTranslations } from "next-intl";
import type { Crossing } from "../../server/protocol/classroom/ClassState.ts";
import { clockText } from "../room/clockText.ts";
import { CrossingText } from "./CrossingText.tsx";
import { useGoToCrossing } from "./useGoToCrossing.ts";

/** A line of the activity: what one person's command did to another's object, and the way to that moment in Why. */
export function CrossingLine({ crossing }: { readonly crossing: Crossing }) {
  const t = useTranslations("crossings");
  const go = useGoToCrossing();
  return (
    <li className="flex items-baseline gap-3 py-0.5" data-testid="crossing">
      <time className="shrink-0 font-mono text-[12px] text-faint">{clockText(crossing.moment)}</time>
      <span className="min-w-0 border-l-2 border-pending pl-2 leading-6">
        <CrossingText crossing={crossing} />{" "}
        <button type="button" className="rounded text-accent hover:underline" onClick={() => go(crossing)}>
          {t("why")}
        </button>
      </span>
    </li>
  );
}
