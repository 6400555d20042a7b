"use client";
/** Who did something of the lessons and when, in the reader's words. */
import { useTranslations } from "next-intl";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";

export interface When {
  /** A wall time, ms: the time of day, before today with its day. */
  time(at: number): string;
  /** A person by their id. */
  name(by: string): string;
  /** Both; of what came with a copy of the room, which nobody there wrote, the time. */
  said(by: string, at: number): string;
}

export function useWhen(): When {
  const t = useTranslations("authoring");
  const { locale } = usePreferences();
  const people = useRoomPart((snapshot) => snapshot.people);
  const you = useRoomPart((snapshot) => snapshot.you);
  const when: When = {
    time(at) {
      const date = new Date(at);
      const isToday = date.toDateString() === new Date().toDateString();
      return date.toLocaleString(locale, {
        hour: "numeric",
        minute: "2-digit",
        ...(isToday ? {} : { month: "short", day: "numeric" }),
      });
    },
    name: (by) => (by === you?.id ? t("you") : (people.get(by)?.nickname ?? t("somebody"))),
    said: (by, at) => (by === "" ? when.time(at) : t("savedBy", { name: when.name(by), at: when.time(at) })),
  };
  return when;
}
