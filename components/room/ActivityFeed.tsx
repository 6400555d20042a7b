"use client";
import { useTranslations } from "next-intl";
import { usePreferences } from "../i18n/Preferences.tsx";
import { personColour } from "./personColours.ts";
import { useRoom, useRoomView } from "./RoomContext.tsx";

/** Who did what, the newest first. */
export function ActivityFeed() {
  const t = useTranslations("feed");
  const { activity, people } = useRoom();
  const { select } = useRoomView();
  const { locale, theme } = usePreferences();
  if (activity.length === 0) return <p className="p-4 text-[13px] text-faint">{t("empty")}</p>;
  return (
    <ol className="min-h-0 flex-1 overflow-auto px-4 py-2 text-[13px]" aria-live="polite">
      {[...activity].reverse().map(({ seq, time, person, verb, resource, namespace, name, replicas }) => {
        const who = people.get(person);
        return (
          <li key={seq} className="flex items-baseline gap-3 py-0.5">
            <time className="shrink-0 font-mono text-[12px] text-faint">
              {new Date(time).toLocaleTimeString(locale, { hour12: false })}
            </time>
            <span className="min-w-0">
              <b style={{ color: who ? personColour(who.colour, theme) : undefined }}>{who?.nickname ?? t("system")}</b>{" "}
              {t.has(verb) ? t(verb as "create") : verb}{" "}
              <button
                type="button"
                className="font-mono hover:text-accent"
                onClick={() => select({ resource, namespace, name })}
              >
                {resource.split(".")[0]}/{name}
              </button>
              {replicas === undefined ? "" : ` → ${replicas}`}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
