/** How long a Job waits before it tries again. Models kubernetes pkg/controller/job/backoff_utils.go. */
import type { ContainerStatus, Pod } from "../../../protocol/kubernetes/index.ts";
import { podCondition } from "../../controllerkit/podFacts.ts";
import { parseTimestamp } from "../../runtime/time.ts";

const FIRST_MS = 10_000;
const LONGEST_MS = 600_000;

/** What is remembered of a Job's failures: plain data, part of snapshots. */
export interface BackoffRecord {
  /** Failures since the last success. */
  readonly failures: number;
  /** When the last of them was, ms. */
  readonly lastFailure: number;
}

const NONE: BackoffRecord = { failures: 0, lastFailure: 0 };

/** The record with pods that finished since. */
export function recordAfter(
  record: BackoffRecord = NONE,
  { succeeded, failed }: { readonly succeeded: readonly Pod[]; readonly failed: readonly Pod[] },
): BackoffRecord {
  const failures = failed.map(finishedAt);
  if (succeeded.length === 0) {
    if (failures.length === 0) return record;
    return { failures: record.failures + failures.length, lastFailure: Math.max(...failures) };
  }
  const lastSuccess = Math.max(...succeeded.map(finishedAt));
  const since = failures.filter((time) => time > lastSuccess);
  return since.length === 0 ? NONE : { failures: since.length, lastFailure: Math.max(...since) };
}

/** What is left to wait, ms: 10 s after the first failure, twice as long after each further one, at most 10 min. */
export function remainingBackoff({ failures, lastFailure }: BackoffRecord, now: number): number {
  if (failures === 0) return 0;
  const wait = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
  return Math.max(wait - (now - lastFailure), 0);
}

/** When a pod finished, ms: its last container; or since when it is not ready; or since when it is being deleted. */
export function finishedAt({ metadata, spec, status }: Pod): number {
  const sidecars = new Set(
    (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always").map(({ name }) => name),
  );
  const containers = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  ];
  const ends = containers.map(endOf);
  if (ends.length > 0 && ends.every((end) => end !== undefined)) return Math.max(...(ends as number[]));
  const ready = podCondition(status, "Ready");
  if (ready?.status === "False" && ready.lastTransitionTime) return parseTimestamp(ready.lastTransitionTime);
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = metadata;
  if (deletionTimestamp) return parseTimestamp(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  return parseTimestamp(creationTimestamp);
}

function endOf({ state }: ContainerStatus): number | undefined {
  const end = state?.terminated?.finishedAt;
  return end ? parseTimestamp(end) : undefined;
}
