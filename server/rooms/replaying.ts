/** Lets a cluster live through its log again, exactly, in slices so that others get their turn. */
import type { Activity } from "./Activity.ts";
import type { LogEntry } from "./LogEntry.ts";
import type { SimulatedCluster } from "./SimulatedCluster.ts";
import { breathe } from "./TurnScheduler.ts";

const SLICE_MS = 6;
const TASKS_AT_ONCE = 16;

export type ReplayMode = "exact" | "approximate";

/** The cluster did not come where the log says it was. */
export class ReplayDivergence extends Error {}

/** Applies one entry of the log where it was applied; `approximate`: at its time, whatever ran before it. */
export async function replay(
  cluster: SimulatedCluster,
  entry: LogEntry,
  { mode, activity }: { readonly mode: ReplayMode; readonly activity: Activity },
): Promise<void> {
  const { command, seq, who, time } = entry;
  if (mode === "exact") await runTo(cluster, entry);
  else await catchUp(cluster, time);
  if (command.type !== "request") return;
  const before = cluster.store.revision;
  const response = cluster.apply(command, seq);
  if (cluster.store.revision !== before) activity.note({ seq, time, who, request: command.request, response });
}

/** Runs tasks up to an exact place, in slices. */
export async function runTo(
  cluster: SimulatedCluster,
  { time, steps }: { readonly time: number; readonly steps: number },
): Promise<void> {
  const { runtime } = cluster;
  let began = performance.now();
  while (runtime.steps < steps) {
    // True: nothing is due any more, though more tasks were run here before.
    if (cluster.advance(time, Math.min(TASKS_AT_ONCE, steps - runtime.steps))) break;
    if (performance.now() - began < SLICE_MS) continue;
    await breathe();
    began = performance.now();
  }
  if (runtime.steps !== steps || runtime.now > time) {
    throw new ReplayDivergence(`at task ${runtime.steps}, ${runtime.now} instead of task ${steps}, ${time}`);
  }
  runtime.now = time;
}

/** Lets time pass to `time`, in slices. */
export async function catchUp(cluster: SimulatedCluster, time: number): Promise<void> {
  const target = Math.max(time, cluster.runtime.now);
  let began = performance.now();
  while (!cluster.advance(target, TASKS_AT_ONCE)) {
    if (performance.now() - began < SLICE_MS) continue;
    await breathe();
    began = performance.now();
  }
}
