/** Time of a recorded command: it stands still while the command works, and jumps to what is next when it waits. */
import type { Cluster } from "../../simulation/cluster.ts";

interface Timer {
  readonly due: number;
  readonly wake: () => void;
}

/** How far a command may be waited for, in ms of its time. */
const PATIENCE = 15 * 60_000;

export class VirtualClock {
  private timers: Timer[] = [];
  private readonly began: number;

  constructor(
    private readonly cluster: Cluster,
    /** Controllers act while time goes on. */
    private readonly live: boolean,
    private time: number,
  ) {
    this.began = time;
  }

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer: Timer = {
        due: this.time + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener("abort", cancel);
          resolve();
        },
      };
      const cancel = (): void => {
        this.timers = this.timers.filter((other) => other !== timer);
        resolve();
      };
      signal?.addEventListener("abort", cancel, { once: true });
      this.timers.push(timer);
    });
  }

  /** Runs until the work is done. Throws when it waits for what never comes. */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const settled = (): void => void (done = true);
    work.then(settled, settled);
    for (;;) {
      for (let turn = 0; turn < 3 && !done; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (done) return work;
      this.step();
    }
  }

  /** To the next timer, or what the cluster does before that. */
  private step(): void {
    const next = Math.min(...this.timers.map(({ due }) => due));
    const due = this.live ? (this.cluster.nextDue() ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    const to = Math.min(next, Math.max(due, this.time));
    if (!Number.isFinite(to) || to - this.began > PATIENCE) throw new Error("the command waits for ever");
    this.time = to;
    if (this.live) this.cluster.advance(to);
    const ready = this.timers.filter((timer) => timer.due <= to);
    this.timers = this.timers.filter((timer) => timer.due > to);
    for (const timer of ready) timer.wake();
  }
}
