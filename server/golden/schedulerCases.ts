/** Runs recordings of kube-scheduler's decisions against ours. Format: tests/golden/scheduler/README.md. */
import type {
  CSINode,
  LabelSelector,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  Service,
  StorageClass,
} from "../protocol/kubernetes/index.ts";
import { cloneJson } from "../simulation/api/json.ts";
import { compileSelector } from "../simulation/api/machinery/selectors.ts";
import type { Draft } from "../simulation/api/ResourceDefinition.ts";
import type { ClusterLookup } from "../simulation/scheduler/ClusterLookup.ts";
import { ClusterView } from "../simulation/scheduler/ClusterView.ts";
import { at, refusalOf } from "../simulation/scheduler/Decision.ts";
import { refusalMessage } from "../simulation/scheduler/messages.ts";
import { preempt } from "../simulation/scheduler/preemption.ts";
import { storageClassOf } from "../simulation/scheduler/plugins/volumeBinding.ts";
import { WEIGHTS } from "../simulation/scheduler/profile.ts";
import { decide, type Outcome } from "../simulation/scheduler/schedulePod.ts";

interface Expected {
  readonly node: string | null;
  readonly acceptableNodes: readonly string[];
  readonly filters: {
    readonly [node: string]: {
      readonly plugin: string;
      readonly reasons: readonly string[];
      readonly prefilter?: boolean;
    } | null;
  } | null;
  readonly scores: { readonly [node: string]: { readonly [plugin: string]: number } } | null;
  readonly failedSchedulingMessage: string | null;
  readonly reason?: string;
  readonly preempted: readonly string[];
  readonly nominatedNode: string | null;
  readonly scheduler?: false;
  readonly preFilter?: string;
  readonly volumeBinding?: { readonly claims?: { readonly [claim: string]: string }; readonly provision?: true };
}

export interface SchedulerCase {
  readonly id: string;
  readonly nodes: readonly Node[];
  readonly existing: readonly (Pod & { readonly priority?: number; readonly order?: number })[];
  readonly extra: readonly (Record<string, unknown> & {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  })[];
  readonly pod: Pod;
  readonly expected: Expected;
}

/** Undefined when the decision is as recorded, else what differs. */
export function schedulerDifference(scenario: SchedulerCase): string | undefined {
  const { expected } = scenario;
  if (expected.scheduler === false)
    return scenario.pod.spec.nodeName === expected.node ? undefined : "the pod names another node";
  const pod = admitted(scenario.pod, scenario, "incoming");
  if (pod.spec.schedulingGates?.length) return expected.reason === "SchedulingGated" ? undefined : "gated";
  const view = new ClusterView(lookupOf(scenario));
  for (const node of scenario.nodes) view.setNode(node);
  [...scenario.existing]
    .sort((left, right) => (left.order ?? 0) - (right.order ?? 0))
    .forEach((existing, index) => view.setPod(admitted(existing, scenario, `existing-${index}`)));
  return differenceOf(decide(pod, view), expected);
}

function differenceOf(outcome: Outcome, expected: Expected): string | undefined {
  const { decision } = outcome;
  const best = decision.best.map((place) => decision.nodes[place] as string);
  if (expected.node === null) {
    if (best.length > 0) return `placed on ${best.join()} instead of refused`;
    const preemption = preempt(outcome);
    const message = refusalMessage(decision, preemption.text);
    if (message !== expected.failedSchedulingMessage)
      return `message ${message} instead of ${expected.failedSchedulingMessage}`;
    const victims = preemption.victims.map(({ metadata }) => metadata.name).sort();
    if (victims.join() !== [...expected.preempted].sort().join())
      return `victims ${victims.join()} instead of ${expected.preempted.join()}`;
    if ((preemption.node ?? null) !== expected.nominatedNode)
      return `nominated ${preemption.node} instead of ${expected.nominatedNode}`;
  } else if (best.sort().join() !== [...expected.acceptableNodes].sort().join()) {
    return `best ${best.join()} instead of ${expected.acceptableNodes.join()}; totals ${JSON.stringify(decision.totals)}`;
  }
  for (const [node, want] of Object.entries(expected.filters ?? {})) {
    if (want === null) continue;
    const got = refusalOf(decision, decision.nodes.indexOf(node));
    if (got?.plugin !== want.plugin || [...got.reasons].sort().join() !== [...want.reasons].sort().join())
      return `${node} refused by ${got?.plugin}: ${got?.reasons.join()} instead of ${want.plugin}: ${want.reasons.join()}`;
  }
  return scoreDifference(outcome, expected) ?? volumeDifference(outcome, expected);
}

function scoreDifference({ decision }: Outcome, { scores }: Expected): string | undefined {
  for (const [node, want] of Object.entries(scores ?? {})) {
    const index = decision.feasible.indexOf(decision.nodes.indexOf(node));
    if (index < 0) return `${node} is refused`;
    const got: Record<string, number> = { total: at(decision.totals, index) };
    for (const { plugin, normalized } of decision.scores)
      got[plugin] = at(normalized, index) * (WEIGHTS.get(plugin) ?? 0);
    for (const plugin of new Set([...Object.keys(want), ...Object.keys(got)])) {
      if (want[plugin] !== got[plugin]) return `${node} ${plugin} scores ${got[plugin]} instead of ${want[plugin]}`;
    }
  }
  return undefined;
}

/** What happens to claims on the node that was picked. */
function volumeDifference({ filters }: Outcome, { node, volumeBinding }: Expected): string | undefined {
  const chosen = node && volumeBinding ? filters.input.view.node(node) : undefined;
  if (!chosen) return undefined;
  const { bind = {}, provision = [] } = filters.volumesFor(chosen) ?? {};
  for (const [claim, volume] of Object.entries(volumeBinding?.claims ?? {})) {
    if (bind[claim] !== volume) return `${claim} gets ${bind[claim]} instead of ${volume}`;
  }
  return volumeBinding?.provision && provision.length === 0 ? "nothing is provisioned" : undefined;
}

/** What defaulting and admission make of a manifest, as far as the scheduler sees it. */
function admitted(manifest: Pod & { readonly priority?: number }, scenario: SchedulerCase, uid: string): Pod {
  const pod = cloneJson(manifest) as Draft<Pod> & { priority?: number };
  pod.metadata.uid = uid;
  pod.metadata.namespace ??= "default";
  pod.metadata.creationTimestamp ??= "2026-01-01T00:00:00Z";
  for (const container of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]) {
    const { limits } = container.resources ?? {};
    if (limits)
      container.resources = { ...container.resources, requests: { ...limits, ...container.resources?.requests } };
    if (pod.spec.hostNetwork) for (const port of container.ports ?? []) port.hostPort ??= port.containerPort;
  }
  const level = pod.spec.resources;
  if (level?.limits) {
    const requests: Record<string, string> = { ...level.requests };
    for (const [name, limit] of Object.entries(level.limits)) {
      if (requests[name] !== undefined) continue;
      const named = pod.spec.containers.every((container) => container.resources?.requests?.[name] !== undefined);
      if (!named) requests[name] = limit;
    }
    level.requests = requests;
  }
  pod.spec.priority ??= manifest.priority ?? classPriority(scenario, pod);
  pod.spec.tolerations = [
    ...(pod.spec.tolerations ?? []),
    ...["not-ready", "unreachable"].map((name) => ({
      key: `node.kubernetes.io/${name}`,
      operator: "Exists" as const,
      effect: "NoExecute" as const,
      tolerationSeconds: 300,
    })),
  ];
  for (const constraint of pod.spec.topologySpreadConstraints ?? []) {
    for (const key of constraint.matchLabelKeys ?? []) addExpression(constraint, key, pod);
  }
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  for (const side of [podAffinity, podAntiAffinity]) {
    const terms = [
      ...(side?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(side?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
    ];
    for (const term of terms) {
      for (const key of term.matchLabelKeys ?? []) addExpression(term, key, pod);
      for (const key of term.mismatchLabelKeys ?? []) addExpression(term, key, pod, "NotIn");
    }
  }
  return pod as Pod;
}

function addExpression(
  holder: { labelSelector?: Draft<LabelSelector> },
  key: string,
  pod: Draft<Pod>,
  operator: "In" | "NotIn" = "In",
): void {
  const value = pod.metadata.labels?.[key];
  if (value === undefined || !holder.labelSelector) return;
  holder.labelSelector.matchExpressions = [
    ...(holder.labelSelector.matchExpressions ?? []),
    { key, operator, values: [value] },
  ];
}

function classPriority(scenario: SchedulerCase, pod: Draft<Pod>): number {
  const classes = scenario.extra.filter(({ kind }) => kind === "PriorityClass");
  const found =
    classes.find(({ metadata }) => metadata.name === pod.spec.priorityClassName) ??
    classes.find((candidate) => candidate.globalDefault === true && !pod.spec.priorityClassName);
  if (found?.preemptionPolicy) pod.spec.preemptionPolicy ??= found.preemptionPolicy as "Never";
  const system: Record<string, number> = { "system-cluster-critical": 2000000000, "system-node-critical": 2000001000 };
  return (found?.value as number | undefined) ?? system[pod.spec.priorityClassName ?? ""] ?? 0;
}

function lookupOf(scenario: SchedulerCase): ClusterLookup {
  const of = <T>(kind: string): T[] => scenario.extra.filter((object) => object.kind === kind) as unknown as T[];
  const namespaceOf = (object: { metadata: { namespace?: string } }): string => object.metadata.namespace ?? "default";
  const budgets = of<PodDisruptionBudget>("PodDisruptionBudget").map((budget) => ({
    namespace: namespaceOf(budget),
    matches: compileSelector(budget.spec.selector),
    disruptionsAllowed: budget.status?.disruptionsAllowed ?? 0,
    disruptedPods: Object.keys(budget.status?.disruptedPods ?? {}),
  }));
  const find = <T extends { readonly metadata: { readonly name: string } }>(
    kind: string,
    name: string,
  ): T | undefined => of<T>(kind).find(({ metadata }) => metadata.name === name);
  return {
    podsMatching: (namespace) =>
      scenario.existing
        .map((pod, index) => admitted(pod, scenario, `existing-${index}`))
        .filter(({ metadata }) => metadata.namespace === namespace),
    volumes: {
      claim: (namespace, name) =>
        of<PersistentVolumeClaim>("PersistentVolumeClaim").find(
          (claim) => claim.metadata.name === name && namespaceOf(claim) === namespace,
        ),
      volume: (name) => find<PersistentVolume>("PersistentVolume", name),
      volumesOfClass: (name) =>
        of<PersistentVolume>("PersistentVolume").filter((volume) => storageClassOf(volume) === name),
      storageClass: (name) => find<StorageClass>("StorageClass", name),
      csiNode: (name) => find<CSINode>("CSINode", name),
    },
    namespaceLabels: (namespace) => ({
      "kubernetes.io/metadata.name": namespace,
      ...scenario.extra.find(({ kind, metadata }) => kind === "Namespace" && metadata.name === namespace)?.metadata
        .labels,
    }),
    ownSelectors: (pod) => {
      const selectors: LabelSelector[] = [];
      for (const service of of<Service>("Service")) {
        const { selector } = service.spec;
        if (
          namespaceOf(service) === pod.metadata.namespace &&
          selector &&
          compileSelector({ matchLabels: selector }).matches(pod.metadata.labels)
        )
          selectors.push({ matchLabels: selector });
      }
      const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
      for (const set of [...of<ReplicaSet>("ReplicaSet"), ...of<ReplicaSet>("StatefulSet")]) {
        if (
          owner?.kind === (set as { kind: string }).kind &&
          owner.name === set.metadata.name &&
          namespaceOf(set) === pod.metadata.namespace
        )
          selectors.push(set.spec.selector);
      }
      return selectors;
    },
    hasDisruptionBudgets: () => budgets.length > 0,
    disruptionBudgets: (namespace) => budgets.filter((budget) => budget.namespace === namespace),
  };
}
