"use client";
/** A span of time in full: `5 min 12 sec`, `5분 12초`. */
import { usePreferences } from "../i18n/Preferences.tsx";

const UNITS = [
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

export function useDuration(): (ms: number) => string {
  const { locale } = usePreferences();
  return (ms) => {
    let left = Math.max(0, Math.round(ms / 1000));
    const parts = UNITS.flatMap(([unit, seconds]) => {
      const count = Math.floor(left / seconds);
      left -= count * seconds;
      if (count === 0 && !(unit === "second" && ms < 1000)) return [];
      return [new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(count)];
    });
    return parts.join(" ");
  };
}
