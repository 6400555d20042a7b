import type { Runtime } from "../../runtime/Runtime.ts";

const FIRST_MS = 1000;
const LONGEST_MS = 900_000;

interface Entry {
  readonly backoff: number;
  readonly since: number;
  /** When to look again, set by the first refusal. */
  readonly due?: number;
}

/**
 * How long a failed daemon pod stays before it is replaced again: 1 s, doubled each time up to 15 min, forgotten after
 * twice that. Models client-go util/flowcontrol Backoff. What it remembers is runtime state.
 */
export class FailedPodBackoff {
  private readonly entries: Map<string, Entry>;

  constructor(private readonly runtime: Runtime) {
    this.entries = runtime.state("daemonset-failed-pods");
  }

  /** When the next failed pod under `key` may be looked at, ms; undefined when it may be deleted now. */
  heldUntil(key: string): number | undefined {
    const { now } = this.runtime;
    const entry = this.entries.get(key);
    if (!entry || isForgotten(entry, now) || now - entry.since >= entry.backoff) return undefined;
    if (entry.due !== undefined && entry.due > now) return entry.due;
    // As upstream: a whole interval from the first refusal, not what is left of it.
    const due = now + entry.backoff;
    this.entries.set(key, { ...entry, due });
    return due;
  }

  /** A failed pod under `key` is deleted now. */
  next(key: string): void {
    const { now } = this.runtime;
    for (const [known, entry] of this.entries) if (isForgotten(entry, now)) this.entries.delete(known);
    const entry = this.entries.get(key);
    this.entries.set(key, { backoff: entry ? Math.min(entry.backoff * 2, LONGEST_MS) : FIRST_MS, since: now });
  }
}

function isForgotten({ since }: Entry, now: number): boolean {
  return now - since > 2 * LONGEST_MS;
}
