/**
 * What the server itself sees of a class, in its own process: how long from the moment somebody said something until the last of the
 * class's sockets was given it, how long the event loop was held, and commits took. What its thread waited meanwhile for a processor
 * that others had is taken off, so that a busy machine tells nearly the same as a quiet one.
 */
import { PerformanceObserver } from "node:perf_hooks";
import type { RoomFrame } from "../server/rooms/frames.ts";
import type { Room } from "../server/rooms/Room.ts";
import type { StoragePort } from "../server/rooms/StoragePort.ts";
import { SENT_MARK } from "./clientPart.ts";
import { cpuSeconds, microseconds, percentile, waitedMs } from "./measure.ts";

/** ms: the middle, 99 of 100, the longest. */
export type Spread = readonly [number, number, number];

export interface ServerTimes {
  /** Said → committed and given to all sockets. */
  readonly handed: Spread;
  /** How late a timer came. */
  readonly held: Spread;
  readonly commits: Spread;
  /** Pauses in which memory was collected. */
  readonly collected: Spread;
  /** Processor seconds of the process; seconds its main thread could have run and had no processor. */
  readonly cpu: number;
  readonly waited: number;
}

const LOOK_EVERY_MS = 5;
/** How long a moment can be asked about after it was, in looks. */
const MOST_LOOKS = 4_000;

export class ServerSide {
  private commits: number[] = [];
  private handed: number[] = [];
  private held: number[] = [];
  private collected: number[] = [];
  private readonly collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) this.collected.push(duration);
  });
  private readonly seen = new Set<string>();
  private began = { cpu: cpuSeconds(), waited: waitedMs() };
  /** What the thread had waited by when, both ms. */
  private readonly looks: { readonly at: number; readonly waited: number }[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(storage: StoragePort) {
    const append = storage.append.bind(storage);
    storage.append = async (batch) => {
      const began = now();
      await append(batch);
      this.commits.push(this.since(began));
    };
    this.collections.observe({ entryTypes: ["gc"] });
    let last = this.look();
    this.timer = setInterval(() => {
      const look = this.look();
      this.held.push(Math.max(0, look.at - last.at - LOOK_EVERY_MS - (look.waited - last.waited)));
      last = look;
    }, LOOK_EVERY_MS);
  }

  /** To be called when everybody is in the room: it hears of a frame after all sockets were given it. */
  follow(room: Room): void {
    room.subscribe({ onFrame: (frame) => this.saw(frame) });
  }

  private saw({ changes }: RoomFrame): void {
    for (const change of changes) {
      if (change.op !== "upsert") continue;
      const { labels, annotations } = change.object.metadata;
      for (const mark of [labels?.sent, annotations?.note]) {
        if (!mark?.startsWith(SENT_MARK) || this.seen.has(mark)) continue;
        this.seen.add(mark);
        this.handed.push(this.since(Number(mark.slice(SENT_MARK.length)) / 1e3));
      }
    }
  }

  /** ms since a moment, without those in which the thread waited for a processor. */
  private since(began: number): number {
    const { at, waited } = this.look();
    return Math.max(0, at - began - (waited - this.waitedBy(began)));
  }

  private look(): { readonly at: number; readonly waited: number } {
    const look = { at: now(), waited: waitedMs() };
    this.looks.push(look);
    if (this.looks.length > 2 * MOST_LOOKS) this.looks.splice(0, MOST_LOOKS);
    return look;
  }

  private waitedBy(moment: number): number {
    let index = this.looks.length - 1;
    while (index > 0 && (this.looks[index]?.at ?? 0) > moment) index--;
    const [before, after] = [this.looks[index], this.looks[index + 1]];
    if (!before || !after || after.at <= before.at) return before?.waited ?? 0;
    const share = Math.min(1, Math.max(0, (moment - before.at) / (after.at - before.at)));
    return before.waited + (after.waited - before.waited) * share;
  }

  /** Forgets what was so far. */
  restart(): void {
    this.commits = [];
    this.handed = [];
    this.held = [];
    this.collected = [];
    this.began = { cpu: cpuSeconds(), waited: waitedMs() };
  }

  /** What was since; tells whoever reads the figures, too. */
  times(what: string): ServerTimes {
    const times: ServerTimes = {
      handed: spread(this.handed),
      held: spread(this.held),
      commits: spread(this.commits),
      collected: spread(this.collected),
      cpu: cpuSeconds() - this.began.cpu,
      waited: (waitedMs() - this.began.waited) / 1e3,
    };
    const said = (values: Spread): string => values.map((value) => value.toFixed(1)).join(" / ");
    console.error(
      `${what}, the server itself: given to all sockets after ${said(times.handed)} ms, event loop held ${said(times.held)} ms, ` +
        `commits ${said(times.commits)} ms, ${this.collected.length} collections ${said(times.collected)} ms (middle / 99 of 100 / longest); ${times.cpu.toFixed(1)} s CPU, and ` +
        `${times.waited.toFixed(1)} s without a processor`,
    );
    return times;
  }

  stop(): void {
    clearInterval(this.timer);
    this.collections.disconnect();
  }
}

/** As `microseconds`, which what is said is marked with. */
const now = (): number => microseconds() / 1e3;

const spread = (values: readonly number[]): Spread => [
  percentile(values, 0.5),
  percentile(values, 0.99),
  percentile(values, 1),
];
