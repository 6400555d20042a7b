/**
 * What happens to a pod's draft before it is stored, and how its deletion waits.
 * Models kubernetes pkg/registry/core/pod/strategy.go.
 */
import type { Pod } from "../../../../protocol/kubernetes/index.ts";
import { timestamp } from "../../../runtime/time.ts";
import type { Draft, StrategyContext } from "../../ResourceDefinition.ts";
import { qosClassOf } from "./qosClass.ts";

type LabelSelector = { matchExpressions?: { key: string; operator: string; values?: string[] }[] };

/** A new pod starts Pending, whatever status the client sent. */
export function preparePodCreate(pod: Draft<Pod>, { runtime }: StrategyContext): void {
  pod.status = { phase: "Pending", qosClass: qosClassOf(pod.spec as Pod["spec"]) };
  if (pod.spec.schedulingGates?.length) {
    pod.status.conditions = [
      {
        type: "PodScheduled",
        status: "False",
        lastProbeTime: null as unknown as string,
        lastTransitionTime: timestamp(runtime.now),
        reason: "SchedulingGated",
        message: "Scheduling is blocked due to non-empty scheduling gates",
      },
    ];
  }
  if (pod.spec.affinity || pod.spec.topologySpreadConstraints) mergeLabelKeys(pod);
  if (pod.spec.os?.name !== "windows") takeAppArmor(pod);
}

const APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";

/** The older annotations become the field they stand for. */
function takeAppArmor({ metadata, spec }: Draft<Pod>): void {
  const annotations = metadata.annotations ?? {};
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    const text = annotations[`${APP_ARMOR}${container.name}`];
    if (text === undefined || container.securityContext?.appArmorProfile) continue;
    const profile = appArmorOf(text);
    if (profile) container.securityContext = { ...container.securityContext, appArmorProfile: profile };
  }
}

type AppArmor = NonNullable<NonNullable<Draft<Pod>["spec"]["securityContext"]>["appArmorProfile"]>;

function appArmorOf(text: string): AppArmor | undefined {
  if (text === "unconfined") return { type: "Unconfined" };
  if (text === "runtime/default") return { type: "RuntimeDefault" };
  const file = text.startsWith("localhost/") ? text.slice("localhost/".length) : "";
  return file === "" ? undefined : { type: "Localhost", localhostProfile: file };
}

/** matchLabelKeys and mismatchLabelKeys become selector terms with the pod's own label values. */
function mergeLabelKeys(pod: Draft<Pod>): void {
  const labels = pod.metadata.labels ?? {};
  const merge = (selector: LabelSelector | undefined, keys: string[] | undefined, operator: string): void => {
    if (!selector) return;
    for (const key of keys ?? []) {
      const value = labels[key];
      if (value !== undefined)
        selector.matchExpressions = [...(selector.matchExpressions ?? []), { key, operator, values: [value] }];
    }
  };
  const { affinity, topologySpreadConstraints } = pod.spec;
  for (const side of [affinity?.podAffinity, affinity?.podAntiAffinity]) {
    const preferred = (side?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => term.podAffinityTerm);
    for (const term of [...preferred, ...(side?.requiredDuringSchedulingIgnoredDuringExecution ?? [])]) {
      merge(term.labelSelector as LabelSelector | undefined, term.matchLabelKeys, "In");
      merge(term.labelSelector as LabelSelector | undefined, term.mismatchLabelKeys, "NotIn");
    }
  }
  for (const constraint of topologySpreadConstraints ?? []) {
    merge(constraint.labelSelector as LabelSelector | undefined, constraint.matchLabelKeys, "In");
  }
}

/** The class is fixed at creation, and observed generations survive clients that do not know them. */
export function preparePodStatusUpdate(pod: Draft<Pod>, old: Pod): void {
  const status = (pod.status ??= {});
  const before = old.status ?? {};
  // The older podIP wins over a list that disagrees.
  if (status.podIP && status.podIPs?.[0]?.ip !== status.podIP) status.podIPs = [{ ip: status.podIP }];
  else if (!status.podIP && status.podIPs?.[0]) status.podIP = status.podIPs[0].ip;
  if (!status.qosClass && before.qosClass) status.qosClass = before.qosClass;
  if (!status.observedGeneration && before.observedGeneration) status.observedGeneration = before.observedGeneration;
  const generations = new Map<string, (number | undefined)[]>();
  for (const condition of before.conditions ?? []) {
    generations.set(condition.type, [...(generations.get(condition.type) ?? []), condition.observedGeneration]);
  }
  for (const condition of status.conditions ?? []) {
    const known = generations.get(condition.type)?.shift();
    if (!condition.observedGeneration && known) condition.observedGeneration = known;
  }
}

/** Seconds a deleted pod may take to stop; 0 = remove at once. */
export function podGracePeriod(pod: Pod, requested: number | undefined): number {
  const phase = pod.status?.phase;
  if (!pod.spec.nodeName || phase === "Failed" || phase === "Succeeded") return 0;
  const period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return period < 0 ? 1 : period;
}
