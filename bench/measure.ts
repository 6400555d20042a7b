/** Clocks of benchmarks: processor time, percentiles, and what this machine can do. */
import { readFileSync } from "node:fs";

/** Processor seconds of this process so far, all threads. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** ms the main thread waited for a processor that others had; 0 where the system does not say. */
export function waitedMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** The value that a share `p` of all does not exceed. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Monotonic microseconds, the same in all processes of a machine. */
export function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Bytes the program itself holds, after a thorough collection. */
export function heldBytes(): number {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (!collect) throw new Error("benchmarks of memory need node --expose-gc");
  for (let times = 0; times < 3; times++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Processor seconds of a fixed piece of plain JavaScript: objects made, copied with a change, indexed, sorted, written as
 * JSON and read. What is measured beside it tells of the program; it itself tells of the machine and of who else uses it.
 */
export function calibrate(): number {
  const began = cpuSeconds();
  let check = 0;
  for (let round = 0; round < 40; round++) {
    const byName = new Map<string, { readonly name: string; readonly labels: object; readonly count: number }>();
    for (let index = 0; index < 5_000; index++) {
      const name = `object-${(index * 7919) % 5_000}-${round}`;
      byName.set(name, { name, labels: { app: `app-${index % 17}`, tier: "front" }, count: index });
    }
    for (const [name, object] of byName) byName.set(name, { ...object, count: object.count + 1 });
    const sorted = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    check += (JSON.parse(JSON.stringify(sorted)) as readonly unknown[]).length;
  }
  if (check !== 200_000) throw new Error("the calibration did not do its work");
  return cpuSeconds() - began;
}
