/** The pods of a Job: what makes one of them, which count, which go first. Models kubernetes pkg/controller/job. */
import type { Container, Job, ObjectDraft, Pod } from "../../../protocol/kubernetes/index.ts";
import { isPodActive, isPodReady, podCondition } from "../../controllerkit/podFacts.ts";
import { parseTimestamp } from "../../runtime/time.ts";
import { podDraft } from "../ownPods/making.ts";
import { failureVerdict } from "./policies.ts";

/** Keeps a finished pod until its Job has counted it. */
export const TRACKING = "batch.kubernetes.io/job-tracking";
const INDEX = "batch.kubernetes.io/job-completion-index";
const FAILURES = "batch.kubernetes.io/job-index-failure-count";
const IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";
const INDEX_VARIABLE = "JOB_COMPLETION_INDEX";
/** The server adds five characters to a generated name and cuts it to 63. */
const LONGEST_PREFIX = 58;
const LARGEST = 2147483647;

export const isIndexed = ({ spec }: Job): boolean => spec.completionMode === "Indexed";
export const isSuspended = ({ spec }: Job): boolean => spec.suspend === true;
export const isTracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(TRACKING) ?? false;

/** Whether a pod is replaced only when it has ended, not already while it is being deleted. */
export function replacesEndedOnly({ spec }: Job): boolean {
  return spec.podReplacementPolicy === "Failed" || spec.podFailurePolicy !== undefined;
}

export function isFailed(pod: Pod, job: Job): boolean {
  if (pod.status?.phase === "Failed") return true;
  if (replacesEndedOnly(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== "Succeeded";
}

export const isSucceeded = ({ status }: Pod): boolean => status?.phase === "Succeeded";

/** The index a pod works on; undefined when it has none. */
export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[INDEX] ?? "";
  const index = /^[+-]?\d+$/.test(text) ? Number(text) : -1;
  return index < 0 ? undefined : index;
}

/** The index of a pod when the Job has such an index. */
export function validIndexOf(pod: Pod, { spec }: Job): number | undefined {
  const index = indexOf(pod);
  return index !== undefined && index < (spec.completions ?? 0) ? index : undefined;
}

export function byIndex(left: Pod, right: Pod): number {
  return (indexOf(left) ?? -1) - (indexOf(right) ?? -1);
}

const countIn = ({ metadata }: Pod, annotation: string): number => {
  const text = metadata.annotations?.[annotation] ?? "";
  const count = /^[+-]?\d+$/.test(text) ? Number(text) : 0;
  return count < 0 || count > LARGEST ? 0 : count;
};

/** Failures of a pod's index before it that count. */
export const countedFailures = (pod: Pod): number => countIn(pod, FAILURES);
export const allFailures = (pod: Pod): number => countIn(pod, FAILURES) + countIn(pod, IGNORED_FAILURES);

/** The draft of a pod, for an index when there is one. `replaces` is the failed pod of that index. */
export function jobPodDraft(job: Job, index?: number, replaces?: Pod): ObjectDraft {
  const { template } = job.spec;
  const { finalizers = [], labels, annotations } = template.metadata ?? {};
  const tracked = finalizers.includes(TRACKING) ? finalizers : [...finalizers, TRACKING];
  if (index === undefined)
    return podDraft(job, { ...template, metadata: { ...template.metadata, finalizers: tracked } });
  const metadata = {
    labels: { ...labels, [INDEX]: String(index) },
    annotations: { ...annotations, [INDEX]: String(index), ...failureCounts(job, replaces) },
    finalizers: tracked,
  };
  const spec = template.spec && {
    ...template.spec,
    hostname: `${job.metadata.name}-${index}`,
    containers: template.spec.containers.map(withIndexVariable),
    ...(template.spec.initContainers && { initContainers: template.spec.initContainers.map(withIndexVariable) }),
  };
  const end = `-${index}-`;
  return podDraft(job, { metadata, spec }, job.metadata.name.slice(0, LONGEST_PREFIX - end.length) + end);
}

function failureCounts(job: Job, replaces: Pod | undefined): { readonly [annotation: string]: string } {
  if (job.spec.backoffLimitPerIndex === undefined) return {};
  let counted = 0;
  let ignored = 0;
  if (replaces) {
    counted = countIn(replaces, FAILURES);
    ignored = countIn(replaces, IGNORED_FAILURES);
    if (failureVerdict(job, replaces).counts) counted++;
    else ignored++;
  }
  return { [FAILURES]: String(counted), ...(ignored > 0 ? { [IGNORED_FAILURES]: String(ignored) } : {}) };
}

function withIndexVariable(container: Container): Container {
  const env = container.env ?? [];
  if (env.some(({ name }) => name === INDEX_VARIABLE)) return container;
  const fieldRef = { apiVersion: "v1", fieldPath: `metadata.labels['${INDEX}']` };
  return { ...container, env: [...env, { name: INDEX_VARIABLE, valueFrom: { fieldRef } }] };
}

/**
 * The active pods that are too many: of an Indexed Job first those without an index of their own, and then at least
 * `count` in all, those least along first.
 */
export function sparePods(job: Job, active: readonly Pod[], count: number): Pod[] {
  const spare: Pod[] = [];
  let left = [...active];
  if (isIndexed(job)) {
    const best = new Map<number, Pod>();
    for (const pod of [...active].sort(leastAlongFirst)) {
      const index = validIndexOf(pod, job);
      if (index !== undefined) best.set(index, pod);
    }
    spare.push(...active.filter((pod) => best.get(validIndexOf(pod, job) ?? -1) !== pod));
    left = [...best.values()];
  }
  left.sort(leastAlongFirst);
  return [...spare, ...left.slice(0, Math.max(count - spare.length, 0))];
}

const PHASES: { readonly [phase: string]: number } = { Pending: 0, Unknown: 1, Running: 2 };

/** Models kubernetes pkg/controller/controller_utils.go ActivePods. */
function leastAlongFirst(left: Pod, right: Pod): number {
  const known =
    Number(Boolean(left.spec.nodeName)) - Number(Boolean(right.spec.nodeName)) ||
    (PHASES[left.status?.phase ?? ""] ?? 0) - (PHASES[right.status?.phase ?? ""] ?? 0) ||
    Number(isPodReady(left)) - Number(isPodReady(right));
  if (known !== 0) return known;
  const since = isPodReady(left) && isPodReady(right) ? readySince(right) - readySince(left) : 0;
  return since || restarts(right) - restarts(left) || created(right) - created(left);
}

const readySince = ({ status }: Pod): number =>
  parseTimestamp(podCondition(status, "Ready")?.lastTransitionTime ?? "") || 0;
const created = ({ metadata }: Pod): number => parseTimestamp(metadata.creationTimestamp);
const restarts = ({ status }: Pod): number =>
  Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));

/** Whether containers started again in place have used up the Job's limit. */
export function isPastRestartLimit({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec?.restartPolicy !== "OnFailure") return false;
  let count = 0;
  for (const { status } of pods) {
    if (status?.phase !== "Running" && status?.phase !== "Pending") continue;
    for (const { restartCount } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])])
      count += restartCount;
  }
  const limit = spec.backoffLimit ?? 0;
  return limit === 0 ? count > 0 : count >= limit;
}

/** The indexes of some pods. */
export function indexesOf(pods: readonly Pod[]): number[] {
  return pods.flatMap((pod) => indexOf(pod) ?? []);
}

export const activeOnes = (pods: readonly Pod[]): Pod[] => pods.filter(isPodActive);
