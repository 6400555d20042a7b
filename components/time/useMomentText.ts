"use client";
import { useCallback } from "react";
import { usePreferences } from "../i18n/Preferences.tsx";
import { clockText } from "../room/clockText.ts";

/** A cluster time, ms, as a text: the hour of today, of other days the day too. */
export function useMomentText(): (time: number) => string {
  const { locale } = usePreferences();
  return useCallback(
    (time) => {
      const date = new Date(time);
      const today = date.toDateString() === new Date().toDateString();
      const day = date.toLocaleDateString(locale, { month: "short", day: "numeric" });
      return today ? clockText(time) : `${day} ${clockText(time)}`;
    },
    [locale],
  );
}
