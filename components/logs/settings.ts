/** How logs are shown, remembered by this browser. */
import { useSyncExternalStore } from "react";

export const TIMES = ["off", "ago", "utc"] as const;
/** 0 stands for all there is. */
export const TAILS = [10, 100, 500, 0] as const;

export interface LogSettings {
  readonly times: (typeof TIMES)[number];
  readonly tail: (typeof TAILS)[number];
  readonly wrap: boolean;
}

const KEY = "podroom:logs";
const INITIAL: LogSettings = { times: "utc", tail: 500, wrap: true };

let settings: LogSettings | undefined;
const listeners = new Set<() => void>();

/** What was stored, as far as it has the shape of settings. */
export function parseLogSettings(text: string | null): LogSettings {
  let stored: Partial<Record<string, unknown>>;
  try {
    stored = (JSON.parse(text ?? "{}") ?? {}) as Partial<Record<string, unknown>>;
  } catch {
    return INITIAL;
  }
  return {
    times: TIMES.find((times) => times === stored["times"]) ?? INITIAL.times,
    tail: TAILS.find((tail) => tail === stored["tail"]) ?? INITIAL.tail,
    wrap: typeof stored["wrap"] === "boolean" ? stored["wrap"] : INITIAL.wrap,
  };
}

function read(): LogSettings {
  settings ??= parseLogSettings(localStorage.getItem(KEY));
  return settings;
}

export function changeLogSettings(change: Partial<LogSettings>): void {
  settings = { ...read(), ...change };
  localStorage.setItem(KEY, JSON.stringify(settings));
  for (const listener of listeners) listener();
}

export function useLogSettings(): LogSettings {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read,
    () => INITIAL,
  );
}
