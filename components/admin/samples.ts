/** The server's counters of the last minute: what they say is how they went on. Pure. */
import type { AdminOverview, SeenMetric } from "../../server/protocol/admin.ts";

/** The server's clock, ms. */
export interface Sample {
  readonly now: number;
  readonly metrics: AdminOverview["metrics"];
}

const MINUTE_MS = 60_000;

export const sampleOf = ({ now, metrics }: AdminOverview): Sample => ({ now, metrics });

/**
 * With the newest; those of more than a minute ago go, but one that is not much older, and all of a server that started anew since.
 */
export function withSample(before: readonly Sample[], sample: Sample): readonly Sample[] {
  const same = before.filter(
    ({ now, metrics }) =>
      now < sample.now && metrics.process_start_time_seconds === sample.metrics.process_start_time_seconds,
  );
  const old = same.filter(({ now }) => now <= sample.now - MINUTE_MS);
  const last = old.slice(-1).filter(({ now }) => now > sample.now - 1.5 * MINUTE_MS);
  return [...last, ...same.slice(old.length), sample];
}

/** By how much a counter went on since the oldest sample, and in how many ms; undefined when there is nothing to compare. */
export function growth(
  samples: readonly Sample[],
  name: SeenMetric,
): { readonly by: number; readonly ms: number } | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  const [from, to] = [first?.metrics[name], last?.metrics[name]];
  if (!first || !last || from === undefined || to === undefined || last.now <= first.now) return undefined;
  return { by: to - from, ms: last.now - first.now };
}
