"use client";
/** How long ago, as people say it, once a second. */
import { useEffect, useState } from "react";
import { usePreferences } from "../i18n/Preferences.tsx";

/** Wall time now, ms; changes every `every` ms. */
export function useNow(every = 1_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** `3 min`, `3분`: the largest unit alone. */
export function useSpan(): (ms: number) => string {
  const { locale } = usePreferences();
  return (ms) => {
    const seconds = Math.max(0, Math.round(ms / 1000));
    const [value, unit] =
      seconds < 60
        ? [seconds, "second"]
        : seconds < 3600
          ? [Math.floor(seconds / 60), "minute"]
          : [Math.floor(seconds / 3600), "hour"];
    return new Intl.NumberFormat(locale, { style: "unit", unit: unit as string, unitDisplay: "short" }).format(
      value as number,
    );
  };
}
