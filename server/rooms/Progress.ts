import type { Pacer } from "./Pacer.ts";
import type { SimulatedCluster } from "./SimulatedCluster.ts";

/** Tasks run between two looks at the clock; one can take milliseconds. */
const TASKS_AT_ONCE = 2;
const LONGEST_TIMER = 2 ** 31 - 1;

/** Brings a cluster up to the time its pacer tells, in slices, and holds the one timer until something is due again. */
export class Progress {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly cluster: SimulatedCluster,
    private readonly pacer: Pacer,
    private readonly wake: () => void,
  ) {}

  /** Runs due tasks until none is left or `deadline` (ms of `performance`); true in the first case. */
  advance(deadline: number): boolean {
    for (;;) {
      if (this.skipsWaits) this.skipWait();
      const target = Math.max(this.pacer.now(), this.cluster.runtime.now);
      let done = this.cluster.advance(target, TASKS_AT_ONCE);
      while (!done && performance.now() < deadline) done = this.cluster.advance(target, TASKS_AT_ONCE);
      if (!done) return false;
      if (!this.skipsWaits || this.cluster.runtime.nextDue("foreground") === undefined) return true;
      if (performance.now() >= deadline) return false;
    }
  }

  /** Wakes the room when the next task is due. */
  sleepUntilDue(): void {
    this.stop();
    const due = this.cluster.nextDue();
    const delay = due === undefined ? undefined : this.pacer.delayUntil(due);
    if (delay === undefined) return;
    this.timer = setTimeout(this.wake, Math.min(Math.max(delay, 1), LONGEST_TIMER));
    this.timer.unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private get skipsWaits(): boolean {
    return this.pacer.speed === Number.POSITIVE_INFINITY;
  }

  private skipWait(): void {
    const due = this.cluster.runtime.nextDue("foreground");
    if (due !== undefined) this.pacer.skipTo(due);
  }
}
