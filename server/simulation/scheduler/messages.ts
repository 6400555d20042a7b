import type { Preemption } from "./preemption.ts";
import { type Decision, unavailableText } from "./schedulePod.ts";

/** The message of PodScheduled=False and of the event FailedScheduling. */
export function refusalMessage(decision: Decision, preemption: Preemption): string {
  if (decision.nodeCount === 0) return "no nodes available to schedule pods";
  const refusals = unavailableText(decision.nodeCount, Object.values(decision.refusals));
  return preemption.node === undefined
    ? `${refusals}. no new claims to deallocate, ${preemption.text}`
    : `${refusals}.`;
}
