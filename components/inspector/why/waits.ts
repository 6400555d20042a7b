/** Until when something waits, from what the cluster says. Pure; cluster ms. */
import type { ContainerStatus, Pod } from "../../../server/protocol/kubernetes/index.ts";

/** The end of a crash's back-off: `back-off 40s restarting failed container…` counts from the end of the last run. */
export function backOffEnd({ state, lastState }: ContainerStatus): number | undefined {
  if (state?.waiting?.reason !== "CrashLoopBackOff") return undefined;
  const length = /back-off ((?:\d+h)?(?:\d+m)?(?:\d+s)?) restarting/.exec(state.waiting.message ?? "")?.[1];
  const ended = Date.parse(lastState?.terminated?.finishedAt ?? "");
  if (!length || Number.isNaN(ended)) return undefined;
  return ended + durationMs(length);
}

/** When what still runs of a pod that ends is killed. */
export function graceEnd({ metadata }: Pod): number | undefined {
  const end = Date.parse(metadata.deletionTimestamp ?? "");
  return Number.isNaN(end) ? undefined : end;
}

function durationMs(text: string): number {
  const part = (unit: string): number => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0);
  return (part("h") * 3_600 + part("m") * 60 + part("s")) * 1_000;
}
