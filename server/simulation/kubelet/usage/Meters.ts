/**
 * What containers use of CPU and memory, as data that changes only when a level changes: a rate that holds since a moment,
 * and work done at once (requests served) in windows as long as the metrics server's. Models cgroup v2 accounting as
 * metrics-server 0.8 sees it.
 */
import type { Runtime } from "../../runtime/Runtime.ts";

/** The metrics server scrapes every 15 s. */
export const WINDOW = 15_000;

/** Plain data in the runtime's state, replaced and never changed in place. CPU is counted in core-milliseconds. */
export interface Meter {
  readonly startedAt: number;
  /** Cores used all the time since `since`. */
  readonly rate: number;
  readonly since: number;
  /** Bytes held since then. */
  readonly memory: number;
  /** Used before `since`. */
  readonly used: number;
  /** Used before `since` in the last windows, by number. */
  readonly windows: readonly (readonly [window: number, used: number])[];
  /** Work taken on is done then, when the limit makes it wait. */
  readonly busyUntil: number;
  /** CFS periods in which the limit was reached before `since`, and the time lost in them, ms. */
  readonly throttled: number;
  readonly throttledMs: number;
  /** Cores wanted beyond the limit all the time since `since`. */
  readonly excess: number;
}

export const windowOf = (at: number): number => Math.floor(at / WINDOW);

export class Meters {
  constructor(private readonly runtime: Runtime) {}

  private get state(): Map<string, Meter> {
    return this.runtime.state<Meter>("usage");
  }

  get(id: string): Meter | undefined {
    return this.state.get(id);
  }

  start(id: string, level: { readonly rate: number; readonly memory: number }): void {
    const { now } = this.runtime;
    this.state.set(id, {
      startedAt: now,
      rate: level.rate,
      since: now,
      memory: level.memory,
      used: 0,
      windows: [],
      busyUntil: 0,
      throttled: 0,
      throttledMs: 0,
      excess: 0,
    });
  }

  stop(id: string): void {
    this.state.delete(id);
  }

  /** A new level from now on; true when it differs. `wanted` cores are cut to `limit`. */
  level(
    id: string,
    level: { readonly wanted: number; readonly limit: number | undefined; readonly memory: number },
  ): boolean {
    const meter = this.state.get(id);
    if (!meter) return false;
    const rate = Math.min(level.wanted, level.limit ?? Number.POSITIVE_INFINITY);
    const excess = level.wanted - rate;
    if (rate === meter.rate && excess === meter.excess && level.memory === meter.memory) return false;
    this.state.set(id, { ...this.upToNow(meter), rate, excess, memory: level.memory });
    return true;
  }

  /** Work of so many core-ms done at once; how long it takes under the limit, ms. */
  work(id: string, amount: number, limit: number | undefined): number {
    const meter = this.state.get(id);
    if (!meter || amount <= 0) return 0;
    const { now } = this.runtime;
    const current = this.upToNow(meter);
    const speed = Math.min(1, Math.max(0.001, (limit ?? 1) - (limit === undefined ? 0 : meter.rate)));
    const begins = limit === undefined ? now : Math.max(now, current.busyUntil);
    const ends = begins + amount / speed;
    const periods = speed < 1 ? Math.max(0, Math.ceil(amount / (speed * 100)) - 1) : 0;
    this.state.set(id, {
      ...current,
      used: current.used + amount,
      windows: addTo(current.windows, windowOf(now), amount),
      busyUntil: ends,
      throttled: current.throttled + periods,
      throttledMs: current.throttledMs + (speed < 1 ? amount / speed - amount : 0),
    });
    return Math.round(ends - now);
  }

  /** CPU used in a window that is over, core-ms. */
  usedIn(meter: Meter, window: number): number {
    const from = Math.max(meter.since, window * WINDOW);
    const to = Math.min(this.runtime.now, (window + 1) * WINDOW);
    const before = meter.windows.find(([at]) => at === window)?.[1] ?? 0;
    return before + Math.max(0, to - from) * meter.rate;
  }

  /** CPU used since the container began, core-ms. */
  total(meter: Meter): number {
    return meter.used + (this.runtime.now - meter.since) * meter.rate;
  }

  /** CFS periods in which the limit was reached since the container began, and the time lost in them, ms. */
  throttling(meter: Meter): { readonly periods: number; readonly lost: number } {
    const { throttled, throttledMs } = this.upToNow(meter);
    return { periods: throttled, lost: throttledMs };
  }

  /** Whether what the next window says may differ from what the last one says. */
  isMoving(meter: Meter): boolean {
    const current = windowOf(this.runtime.now);
    return meter.since >= (current - 1) * WINDOW || meter.windows.some(([window]) => window >= current - 1);
  }

  private upToNow(meter: Meter): Meter {
    const { now } = this.runtime;
    const spent = (now - meter.since) * meter.rate;
    let { windows } = meter;
    for (let window = Math.max(windowOf(meter.since), windowOf(now) - 2); window <= windowOf(now); window++) {
      const from = Math.max(meter.since, window * WINDOW);
      const to = Math.min(now, (window + 1) * WINDOW);
      if (to > from && meter.rate > 0) windows = addTo(windows, window, (to - from) * meter.rate);
    }
    const periods = meter.excess > 0 ? Math.floor((now - meter.since) / 100) : 0;
    return {
      ...meter,
      since: now,
      used: meter.used + spent,
      windows: windows.filter(([window]) => window >= windowOf(now) - 2),
      throttled: meter.throttled + periods,
      throttledMs: meter.throttledMs + periods * 100 * Math.min(1, meter.excess),
    };
  }
}

function addTo(windows: Meter["windows"], window: number, amount: number): Meter["windows"] {
  const found = windows.find(([at]) => at === window);
  if (!found) return [...windows, [window, amount]];
  return windows.map((entry) => (entry === found ? [window, entry[1] + amount] : entry));
}
