/**
 * The logs that are followed now and what came of them: sources join and leave as pods do, a log that ended or could not
 * be had is asked for again when its container has got on. Without React, for `useSyncExternalStore`.
 */
import type { BilingualText } from "../../server/protocol/messages.ts";
import type { LogEnd } from "../client/LogFollowers.ts";
import type { RoomConnection } from "../client/RoomConnection.ts";
import { type LogLine, type LogOrigin, mergeLines, splitStamp } from "./lines.ts";
import type { LogSource } from "./sources.ts";

/** Containers followed at once. */
export const MOST_SOURCES = 20;
export const MOST_LINES = 50_000;
/** With those that left; the oldest of these go with their lines. */
const MOST_KEPT = 60;
/** What comes within this time is shown at once, ms. */
const TOGETHER_MS = 80;
/** Until a log is asked for again after the server had too many questions, ms. */
const AGAIN_MS = 1_500;

export interface LogOptions {
  /** Whether a pod is still there, by uid. */
  isThere(uid: string): boolean;
  /** The instance before the last restart. */
  readonly previous: boolean;
  /** The moment of the past that is shown, cluster ms; undefined: now. */
  readonly moment: number | undefined;
  /** Lines to begin with; undefined for all there are. */
  readonly tail: number | undefined;
}

/** follows; waits: there is no log yet, or it was refused; ended: all has come. */
export type SourcePhase = "follows" | "waits" | "ended";

export interface ShownSource {
  readonly origin: LogOrigin;
  readonly phase: SourcePhase;
  /** The server's words on why there is no log; "" when it says nothing. */
  readonly said: string | BilingualText;
}

export interface LogsShown {
  readonly lines: readonly LogLine[];
  /** Older lines that are not kept any more. */
  readonly dropped: number;
  readonly sources: readonly ShownSource[];
  /** Containers that were meant too, beyond the number that is followed. */
  readonly beyond: number;
}

interface Entry {
  source: LogSource;
  readonly origin: LogOrigin;
  phase: SourcePhase;
  said: string | BilingualText;
  /** Its pod went or is not meant any more. */
  left: boolean;
  /** How to stop; undefined while nothing is followed. */
  stop: (() => void) | undefined;
  lost: boolean;
  /** What the container was at when its log was last asked for. */
  askedAt: string;
  /** Time of the last line, the texts of that time, and those of them that may come again. */
  stamp: string;
  texts: string[];
  again: string[];
}

export class LogSession {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private options: LogOptions = { isThere: () => true, previous: false, tail: undefined, moment: undefined };
  private came: LogLine[] = [];
  private nextId = 1;
  private nextColour = 0;
  private telling = false;
  private shown: LogsShown = { lines: [], dropped: 0, sources: [], beyond: 0 };

  constructor(private readonly connection: Pick<RoomConnection, "followLog">) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): LogsShown => this.shown;

  /**
   * Follows these and no others. What is followed already goes on; what is not meant any more stays with its lines, unless
   * `anew`: then the choice is another, and only what it means is kept. Other options begin everything anew.
   */
  follow(sources: readonly LogSource[], options: LogOptions, anew: boolean): void {
    if ((["previous", "tail", "moment"] as const).some((name) => options[name] !== this.options[name])) this.stop();
    this.options = options;
    const isKnown = ({ key }: LogSource): number => (this.entries.get(key)?.left === false ? 0 : 1);
    const wanted = sources.toSorted((left, right) => isKnown(left) - isKnown(right)).slice(0, MOST_SOURCES);
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, entry] of this.entries) {
      if (keys.has(key)) continue;
      if (anew) this.forget(key);
      else this.leave(entry);
    }
    for (const source of sources) if (keys.has(source.key)) this.want(source);
    this.forgetOldest();
    this.shown = { ...this.shown, beyond: sources.length - wanted.length };
    this.tell();
  }

  /** Asks again for what was lost with the line to the server. */
  resume(): void {
    for (const entry of this.entries.values()) if (entry.lost) this.begin(entry);
  }

  /** Takes the lines away, and sources that ended with them. */
  clear(): void {
    this.came = [];
    for (const [key, { left }] of this.entries) if (left) this.entries.delete(key);
    this.shown = { ...this.shown, lines: [], dropped: 0 };
    this.tell();
  }

  /** Ends everything; `follow` begins anew. */
  stop(): void {
    for (const entry of this.entries.values()) entry.stop?.();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.telling = false;
    this.entries.clear();
    this.came = [];
    this.nextColour = 0;
    this.shown = { lines: [], dropped: 0, sources: [], beyond: 0 };
  }

  private want(source: LogSource): void {
    const known = this.entries.get(source.key);
    if (!known) {
      const { key, namespace, pod, container } = source;
      const entry: Entry = {
        source,
        origin: { key, namespace, pod, container, colour: this.nextColour++ },
        phase: "waits",
        said: "",
        left: false,
        stop: undefined,
        lost: false,
        askedAt: "",
        stamp: "",
        texts: [],
        again: [],
      };
      this.entries.set(key, entry);
      return this.begin(entry);
    }
    known.source = source;
    known.left = false;
    if (!known.stop && !known.lost && source.life !== known.askedAt) this.begin(known);
  }

  /** A pod that went may still have told its last lines: the server ends its log. One that is not meant any more is stopped. */
  private leave(entry: Entry): void {
    if (entry.left) return;
    entry.left = true;
    entry.lost = false;
    if (this.options.isThere(entry.source.uid)) {
      entry.stop?.();
      entry.stop = undefined;
    }
    if (!entry.stop) entry.phase = "ended";
  }

  private begin(entry: Entry): void {
    const { namespace, pod, container, life } = entry.source;
    const { previous, tail } = this.options;
    entry.phase = "follows";
    entry.said = "";
    entry.lost = false;
    entry.askedAt = life;
    entry.again = [...entry.texts];
    const from = entry.stamp !== "" ? { sinceTime: entry.stamp } : tail === undefined ? {} : { tailLines: tail };
    let over = false;
    const stop = this.connection.followLog(
      { namespace, pod, container, timestamps: true, ...(previous ? { previous } : {}), ...from },
      {
        onText: (text) => this.take(entry, text),
        onEnd: (end) => {
          over = true;
          this.ended(entry, end);
        },
      },
    );
    entry.stop = over ? undefined : stop;
  }

  private take(entry: Entry, text: string): void {
    for (const line of text.replace(/\n$/, "").split("\n")) {
      const { stamp, text: rest } = splitStamp(line);
      if (!isNew(entry, stamp, rest)) continue;
      this.came.push({ id: this.nextId++, origin: entry.origin, stamp, text: rest });
    }
    this.tell();
  }

  private ended(entry: Entry, end: LogEnd): void {
    entry.stop = undefined;
    entry.phase = "ended";
    if (end.why === "lost") entry.lost = !entry.left;
    if (end.why === "answer") {
      entry.phase = "waits";
      entry.said = (end.answer.body as { message?: string } | undefined)?.message ?? entry.source.waits;
    }
    if (end.why === "refused") {
      entry.phase = "waits";
      entry.said = end.text;
      if (end.code === "too-fast") this.later(AGAIN_MS, () => this.isHeld(entry) && !entry.stop && this.begin(entry));
    }
    if (entry.left) entry.phase = "ended";
    // The container may have got on while the answer was on its way.
    else if (end.why !== "lost" && end.why !== "refused" && entry.source.life !== entry.askedAt) this.begin(entry);
    this.tell();
  }

  private isHeld(entry: Entry): boolean {
    return this.entries.get(entry.origin.key) === entry && !entry.left;
  }

  private forget(key: string): void {
    this.entries.get(key)?.stop?.();
    this.entries.delete(key);
    this.came = this.came.filter(({ origin }) => origin.key !== key);
    this.shown = { ...this.shown, lines: this.shown.lines.filter(({ origin }) => origin.key !== key) };
  }

  private forgetOldest(): void {
    for (const [key, { left }] of this.entries) {
      if (this.entries.size <= MOST_KEPT) return;
      if (left) this.forget(key);
    }
  }

  private tell(): void {
    if (this.telling) return;
    this.telling = true;
    this.later(TOGETHER_MS, () => {
      this.telling = false;
      const { lines, dropped } = mergeLines(this.shown.lines, this.came, MOST_LINES);
      this.came = [];
      const sources = Array.from(this.entries.values(), ({ origin, phase, said }) => ({ origin, phase, said }));
      this.shown = { ...this.shown, lines, dropped: this.shown.dropped + dropped, sources };
      for (const listener of this.listeners) listener();
    });
  }

  private later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms);
    this.timers.add(timer);
  }
}

/** Whether a line has not come before: after a broken line or a restart lines of the last time are told again. */
function isNew(entry: Entry, stamp: string, text: string): boolean {
  if (stamp < entry.stamp) return false;
  if (stamp > entry.stamp) {
    entry.stamp = stamp;
    entry.texts = [text];
    entry.again = [];
    return true;
  }
  const known = entry.again.indexOf(text);
  if (known >= 0) entry.again.splice(known, 1);
  else entry.texts.push(text);
  return known < 0;
}
