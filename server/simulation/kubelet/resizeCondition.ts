import type { Pod, PodCondition } from "../../protocol/kubernetes/index.ts";
import type { PodRecord } from "./records.ts";

/** The condition that tells of a resize that is not done. */
export function resizeCondition(
  pod: Pod,
  { resize: state }: PodRecord,
  { old, now }: { readonly old: readonly PodCondition[]; readonly now: string },
): PodCondition | undefined {
  if (!state) return undefined;
  const before = old.find(({ type, reason }) => type === state.type && reason === state.reason);
  const lastTransitionTime = before?.lastTransitionTime ?? now;
  return {
    type: state.type,
    status: "True",
    observedGeneration: pod.metadata.generation,
    reason: state.reason,
    message: state.message,
    lastProbeTime: null,
    lastTransitionTime,
  } as unknown as PodCondition;
}
