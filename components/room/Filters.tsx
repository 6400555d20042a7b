"use client";
/** What is shown of the cluster: label chips and a person, as chips that go away by a click. */
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { usePreferences } from "../i18n/Preferences.tsx";
import { personColour } from "./personColours.ts";
import { useRoomPart, useRoomView } from "./RoomContext.tsx";

export function Filters() {
  const t = useTranslations("map");
  const { theme } = usePreferences();
  const { view, setView } = useRoomView();
  const people = useRoomPart((room) => room.people);
  const person = people.get(view.person);
  const chip =
    "inline-flex h-6 max-w-52 shrink-0 items-center gap-1 rounded-full bg-accent-soft pr-1.5 pl-2 text-[12px] hover:bg-line";
  return (
    <ul className="flex min-w-0 flex-1 items-center justify-end gap-1 overflow-x-auto px-1" aria-label={t("filters")}>
      {view.labels.map((label) => (
        <li key={label}>
          <button
            type="button"
            className={chip}
            aria-label={t("removeFilter", { filter: label })}
            onClick={() => setView({ labels: view.labels.filter((other) => other !== label) })}
          >
            <span className="truncate font-mono">{label}</span>
            <X size={12} aria-hidden />
          </button>
        </li>
      ))}
      {view.person !== "" && (
        <li>
          <button
            type="button"
            className={chip}
            aria-label={t("removeFilter", { filter: person?.nickname ?? view.person })}
            onClick={() => setView({ person: "" })}
          >
            <span
              aria-hidden
              className="size-2 rounded-full"
              style={{ background: personColour(person?.colour ?? 0, theme) }}
            />
            <span className="truncate">{person?.nickname ?? view.person}</span>
            <X size={12} aria-hidden />
          </button>
        </li>
      )}
    </ul>
  );
}
