/** Texts of refusals. Models FitError in kubernetes pkg/scheduler/framework/types.go. */
import type { Decision, Refusal } from "./Decision.ts";

/** `0/3 nodes are available: 1 Insufficient memory, 2 …` without the full stop: counts and reasons sorted as text. */
export function unavailableText(nodes: number, counts: ReadonlyMap<string, number>): string {
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${nodes} nodes are available: ${parts.join(", ")}`;
}

export function countReasons(counts: Map<string, number>, { reasons }: Pick<Refusal, "reasons">, times = 1): void {
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + times);
}

/** The message of PodScheduled=False and of the event FailedScheduling; `preemption` is what preemption had to say, "" when it found victims. */
export function refusalMessage(decision: Decision, preemption: string): string {
  const { nodes, refusals, refused, refusedByAll } = decision;
  if (nodes.length === 0) return "no nodes available to schedule pods";
  // The plugin for device claims answers before preemption does, and fails for want of what was never prepared.
  if (refusedByAll) return `0/${nodes.length} nodes are available: ${refusedByAll.reasons.join(", ")}. not found`;
  const counts = new Map<string, number>();
  refusals.forEach((refusal, index) => countReasons(counts, refusal, refused[index]));
  const text = `${unavailableText(nodes.length, counts)}.`;
  return preemption === "" ? text : `${text} no new claims to deallocate, ${preemption}`;
}
