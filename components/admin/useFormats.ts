"use client";
/** Sizes and times of the operator's page, in the reader's language. */
import { useMemo } from "react";
import { usePreferences } from "../i18n/Preferences.tsx";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const STEPS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

export interface Formats {
  bytes(bytes: number): string;
  number(value: number): string;
  /** `2 days ago`, `in 3 hours`; the largest unit alone. */
  relative(ms: number): string;
  /** `3 days`; of less than a minute nothing. */
  span(ms: number): string;
  /** Day and time. */
  moment(wall: number): string;
  day(wall: number): string;
  clock(wall: number): string;
}

export function useFormats(): Formats {
  const { locale } = usePreferences();
  return useMemo(() => {
    const whole = new Intl.NumberFormat(locale);
    const short = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "short" });
    const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
    const day = new Intl.DateTimeFormat(locale, { year: "numeric", month: "2-digit", day: "2-digit" });
    const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
    const largest = (ms: number): readonly [unit: "day" | "hour" | "minute", count: number] => {
      const [unit, step] = STEPS.find(([, length]) => Math.abs(ms) >= length) ?? (["minute", 60_000] as const);
      return [unit, Math.round(ms / step)];
    };
    return {
      bytes(bytes) {
        const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
        return `${short.format(bytes / 1024 ** power)} ${UNITS[power]}`;
      },
      number: (value) => whole.format(value),
      relative(ms) {
        const [unit, count] = largest(ms);
        return relative.format(count, unit);
      },
      span(ms) {
        if (ms < 60_000) return "";
        const [unit, count] = largest(ms);
        return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(Math.abs(count));
      },
      moment: (wall) => moment.format(wall),
      day: (wall) => day.format(wall),
      clock: (wall) => clock.format(wall),
    };
  }, [locale]);
}
