/** How logs are shown, remembered by this browser. */
import { keptMembers } from "../client/kept.ts";
import { storedSettings } from "../ui/storedSettings.ts";

export const TIMES = ["off", "ago", "utc"] as const;
/** 0 stands for all there is. */
export const TAILS = [10, 100, 500, 0] as const;

export interface LogSettings {
  readonly times: (typeof TIMES)[number];
  readonly tail: (typeof TAILS)[number];
  readonly wrap: boolean;
}

const INITIAL: LogSettings = { times: "utc", tail: 500, wrap: true };

/** What was stored, as far as it has the shape of settings. */
export function parseLogSettings(text: string | null): LogSettings {
  const stored = keptMembers(text);
  return {
    times: TIMES.find((times) => times === stored["times"]) ?? INITIAL.times,
    tail: TAILS.find((tail) => tail === stored["tail"]) ?? INITIAL.tail,
    wrap: typeof stored["wrap"] === "boolean" ? stored["wrap"] : INITIAL.wrap,
  };
}

export const { change: changeLogSettings, use: useLogSettings } = storedSettings("podroom:logs", {
  initial: INITIAL,
  parse: parseLogSettings,
});
