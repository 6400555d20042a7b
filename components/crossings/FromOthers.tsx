"use client";
/** In Why: what others' commands did to the object, each with the way to its moment. */
import { useTranslations } from "next-intl";
import { Section } from "../inspector/Section.tsx";
import { clockText } from "../room/clockText.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { type Selection, sameSelection } from "../room/view.ts";
import { CrossingText } from "./CrossingText.tsx";
import { useGoToCrossing } from "./useGoToCrossing.ts";

const SHOWN = 5;

export function FromOthers({ selection }: { readonly selection: Selection }) {
  const t = useTranslations("crossings");
  const go = useGoToCrossing();
  const past = useRoomPart((room) => room.past?.time);
  const all = useRoomPart(({ classroom }) => classroom.crossings);
  const about = all
    .filter(({ object, moment }) => sameSelection(object, selection) && (past === undefined || moment <= past))
    .slice(-SHOWN)
    .reverse();
  if (about.length === 0) return null;
  return (
    <Section title={t("section")}>
      <ul className="flex flex-col gap-1.5" data-testid="from-others">
        {about.map((crossing) => (
          <li key={crossing.seq} className="border-l-2 border-pending pl-2 break-keep">
            <span className="mr-1.5 font-mono text-[12px] text-faint">{clockText(crossing.moment)}</span>
            <CrossingText crossing={crossing} />{" "}
            {past !== crossing.moment && (
              <button type="button" className="rounded text-accent hover:underline" onClick={() => go(crossing)}>
                {t("moment")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
