"use client";
/** How long ago, as people say it, and what else changes as time goes. */
import { useSyncExternalStore } from "react";
import { usePreferences } from "../i18n/Preferences.tsx";

/** One timer for all that looks as often, however many tiles there are. */
class Ticker {
  now = Date.now();
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly every: number) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (!this.timer) {
      this.now = Date.now();
      this.timer = setInterval(() => this.tick(), this.every);
    }
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  };

  private tick(): void {
    this.now = Date.now();
    for (const listener of this.listeners) listener();
  }
}

const tickers = new Map<number, Ticker>();

function tickerOf(every: number): Ticker {
  let ticker = tickers.get(every);
  if (!ticker) tickers.set(every, (ticker = new Ticker(every)));
  return ticker;
}

/** Wall time now, ms; changes every `every` ms. */
export function useNow(every = 1_000): number {
  const ticker = tickerOf(every);
  const read = (): number => ticker.now;
  return useSyncExternalStore(ticker.subscribe, read, read);
}

/** A text that changes with time: what shows it is drawn anew only when it reads differently. */
export function useTimedText(text: () => string, every = 5_000): string {
  return useSyncExternalStore(tickerOf(every).subscribe, text, text);
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
    return formatOf(locale, unit as string).format(value as number);
  };
}

const formats = new Map<string, Intl.NumberFormat>();

/** Made once: making one costs more than all it formats. */
function formatOf(locale: string, unit: string): Intl.NumberFormat {
  const key = `${locale} ${unit}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" });
    formats.set(key, format);
  }
  return format;
}
