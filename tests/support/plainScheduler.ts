/**
 * The default profile read plainly: every pod on every node is looked at anew for each question, nothing is counted ahead,
 * nothing is kept. What the scheduler does with shortcuts is held against it.
 */
import type { LabelSelector, Node, Pod, PodAffinityTerm } from "../../server/protocol/kubernetes/index.ts";
import { compileSelector } from "../../server/simulation/api/machinery/selectors.ts";
import {
  hostPorts,
  incomingNonZeroRequests,
  podNonZeroRequests,
  podRequests,
  type Resources,
  resourcesOf,
} from "../../server/simulation/controllerkit/podResources.ts";

export interface PlainCluster {
  readonly nodes: readonly Node[];
  /** Placed pods that have not ended. */
  readonly pods: readonly Pod[];
  readonly namespaces: { readonly [name: string]: { readonly [key: string]: string } };
  /** Selectors of the Services and controllers of a pod. */
  readonly ownSelectors: (pod: Pod) => readonly LabelSelector[];
}

export interface PlainDecision {
  /** Texts by refused node. */
  readonly refusals: { readonly [node: string]: readonly string[] };
  /** Weighted scores by feasible node and plugin, with their total; empty when fewer than two are feasible. */
  readonly scores: { readonly [node: string]: { readonly [plugin: string]: number } };
  readonly best: readonly string[];
}

type Labels = { readonly [key: string]: string };

const labelsOf = (node: Node): Labels => node.metadata.labels ?? {};
const on = (cluster: PlainCluster, node: Node): Pod[] =>
  cluster.pods.filter(({ spec }) => spec.nodeName === node.metadata.name);
const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);

function tolerated(
  pod: Pod,
  taint: { readonly key: string; readonly value?: string; readonly effect: string },
  effects?: string,
): boolean {
  return (pod.spec.tolerations ?? []).some((toleration) => {
    if (effects && toleration.effect && toleration.effect !== effects) return false;
    if (toleration.effect && toleration.effect !== taint.effect) return false;
    if (toleration.key && toleration.key !== taint.key) return false;
    return (
      toleration.operator === "Exists" ||
      (toleration.key === taint.key && (toleration.value ?? "") === (taint.value ?? ""))
    );
  });
}

const repels = (pod: Pod, node: Node): boolean =>
  (node.spec?.taints ?? []).some((taint) => taint.effect !== "PreferNoSchedule" && !tolerated(pod, taint));

type Term = {
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
};

function termHolds({ matchExpressions = [] }: Term, labels: Labels): boolean {
  if (matchExpressions.length === 0) return false;
  return matchExpressions.every(({ key, operator, values = [] }) => {
    const value = labels[key];
    if (operator === "In") return value !== undefined && values.includes(value);
    if (operator === "NotIn") return value === undefined || !values.includes(value);
    return operator === "Exists" ? value !== undefined : value === undefined;
  });
}

function selects(pod: Pod, node: Node): boolean {
  const { nodeSelector = {}, affinity } = pod.spec;
  if (Object.entries(nodeSelector).some(([key, value]) => labelsOf(node)[key] !== value)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => termHolds(term, labelsOf(node)));
}

const HOSTNAME = "kubernetes.io/hostname";
const ZONE = "topology.kubernetes.io/zone";

/** Whether a term that `owner` states is about `pod`. */
function isAbout(term: PodAffinityTerm, owner: Pod, pod: Pod, cluster: PlainCluster): boolean {
  const namespace = pod.metadata.namespace ?? "";
  const own = !term.namespaces?.length && !term.namespaceSelector;
  const inside = own
    ? namespace === owner.metadata.namespace
    : term.namespaces?.includes(namespace) ||
      compileSelector(term.namespaceSelector).matches(cluster.namespaces[namespace] ?? {});
  return !!inside && compileSelector(term.labelSelector).matches(pod.metadata.labels);
}

const required = (pod: Pod, side: "podAffinity" | "podAntiAffinity"): readonly PodAffinityTerm[] =>
  pod.spec.affinity?.[side]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
const preferred = (pod: Pod, side: "podAffinity" | "podAntiAffinity") =>
  pod.spec.affinity?.[side]?.preferredDuringSchedulingIgnoredDuringExecution ?? [];

const sameDomain = (left: Node, right: Node, key: string): boolean =>
  labelsOf(left)[key] !== undefined && labelsOf(left)[key] === labelsOf(right)[key];

function nodeFor(cluster: PlainCluster, pod: Pod): Node {
  return cluster.nodes.find(({ metadata }) => metadata.name === pod.spec.nodeName) as Node;
}

function fit(pod: Pod, node: Node, there: readonly Pod[]): string[] {
  const room = resourcesOf(node.status?.allocatable);
  const wanted = podRequests(pod.spec);
  const taken = there.map(({ spec }) => podRequests(spec));
  const reasons: string[] = [];
  if (there.length + 1 > Number(node.status?.allocatable?.["pods"] ?? 0)) reasons.push("Too many pods");
  const check = (name: string, of: (resources: Resources) => number): void => {
    if (of(wanted) > 0 && of(wanted) > of(room) - sum(taken.map(of))) reasons.push(`Insufficient ${name}`);
  };
  check("cpu", ({ cpu }) => cpu);
  check("memory", ({ memory }) => memory);
  check("ephemeral-storage", ({ storage }) => storage);
  for (const name of Object.keys(wanted.other ?? {}).sort()) check(name, ({ other }) => other?.[name] ?? 0);
  return reasons;
}

type Constraint = NonNullable<Pod["spec"]["topologySpreadConstraints"]>[number];

function spreadCount(
  { labelSelector }: Pick<Constraint, "labelSelector">,
  pod: Pod,
  nodes: readonly Node[],
  cluster: PlainCluster,
): number {
  const everything =
    labelSelector && !Object.keys(labelSelector.matchLabels ?? {}).length && !labelSelector.matchExpressions?.length;
  if (everything) return 0;
  return nodes
    .flatMap((node) => on(cluster, node))
    .filter(
      ({ metadata }) =>
        metadata.namespace === pod.metadata.namespace &&
        !metadata.deletionTimestamp &&
        compileSelector(labelSelector).matches(metadata.labels),
    ).length;
}

const counts = (constraint: Constraint, pod: Pod, node: Node): boolean =>
  (constraint.nodeAffinityPolicy === "Ignore" || selects(pod, node)) &&
  (constraint.nodeTaintsPolicy !== "Honor" || !repels(pod, node));

function spreadRefusal(pod: Pod, node: Node, cluster: PlainCluster): string[] {
  const constraints = (pod.spec.topologySpreadConstraints ?? []).filter(
    ({ whenUnsatisfiable }) => whenUnsatisfiable === "DoNotSchedule",
  );
  for (const constraint of constraints) {
    const { topologyKey } = constraint;
    const value = labelsOf(node)[topologyKey];
    if (value === undefined) return ["node(s) didn't match pod topology spread constraints (missing required label)"];
    const eligible = cluster.nodes.filter(
      (each) =>
        constraints.every((other) => labelsOf(each)[other.topologyKey] !== undefined) && counts(constraint, pod, each),
    );
    const domains = new Set(eligible.map((each) => labelsOf(each)[topologyKey]));
    const inDomain = (domain: string | undefined): number =>
      spreadCount(
        constraint,
        pod,
        eligible.filter((each) => labelsOf(each)[topologyKey] === domain),
        cluster,
      );
    const least =
      domains.size < (constraint.minDomains ?? 1) ? 0 : Math.min(2 ** 31 - 1, ...[...domains].map(inDomain));
    const self = compileSelector(constraint.labelSelector).matches(pod.metadata.labels) ? 1 : 0;
    if (inDomain(value) + self - least > constraint.maxSkew)
      return ["node(s) didn't match pod topology spread constraints"];
  }
  return [];
}

function companyRefusal(pod: Pod, node: Node, cluster: PlainCluster): string[] {
  const wanted = required(pod, "podAffinity");
  const near = (test: (other: Pod) => boolean, key: string): boolean =>
    cluster.pods.some((other) => test(other) && sameDomain(nodeFor(cluster, other), node, key));
  const isWanted = (other: Pod): boolean => wanted.every((term) => isAbout(term, pod, other, cluster));
  if (wanted.some(({ topologyKey }) => labelsOf(node)[topologyKey] === undefined))
    return ["node(s) didn't match pod affinity rules"];
  if (wanted.some(({ topologyKey }) => !near(isWanted, topologyKey))) {
    const nobody = !cluster.pods.some(
      (other) =>
        isWanted(other) &&
        wanted.some(({ topologyKey }) => labelsOf(nodeFor(cluster, other))[topologyKey] !== undefined),
    );
    if (!nobody || !isWanted(pod)) return ["node(s) didn't match pod affinity rules"];
  }
  if (
    required(pod, "podAntiAffinity").some((term) =>
      near((other) => isAbout(term, pod, other, cluster), term.topologyKey),
    )
  )
    return ["node(s) didn't match pod anti-affinity rules"];
  const shunned = cluster.pods.some((other) =>
    required(other, "podAntiAffinity").some(
      (term) => isAbout(term, other, pod, cluster) && sameDomain(nodeFor(cluster, other), node, term.topologyKey),
    ),
  );
  return shunned ? ["node(s) didn't satisfy existing pods anti-affinity rules"] : [];
}

function refusal(pod: Pod, node: Node, cluster: PlainCluster): string[] {
  if (node.spec?.unschedulable && !tolerated(pod, { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }))
    return ["node(s) were unschedulable"];
  if (repels(pod, node)) return ["node(s) had untolerated taint(s)"];
  if (!selects(pod, node)) return ["node(s) didn't match Pod's node affinity/selector"];
  const there = on(cluster, node);
  const collides = hostPorts(pod).some((port) =>
    there
      .flatMap(hostPorts)
      .some(
        (other) =>
          other.port === port.port &&
          other.protocol === port.protocol &&
          (other.ip === port.ip || other.ip === "0.0.0.0" || port.ip === "0.0.0.0"),
      ),
  );
  if (collides) return ["node(s) didn't have free ports for the requested pod ports"];
  const lacks = fit(pod, node, there);
  if (lacks.length > 0) return lacks;
  const skewed = spreadRefusal(pod, node, cluster);
  return skewed.length > 0 ? skewed : companyRefusal(pod, node, cluster);
}

type Raw = (node: Node) => number;

const upTo100 = (raw: readonly number[]): number[] =>
  raw.map((value) => (Math.max(...raw) === 0 ? 0 : Math.trunc((100 * value) / Math.max(...raw))));

function balance(used: Resources, room: Resources): number {
  if (room.cpu === 0 || room.memory === 0) return 100;
  return Math.trunc(
    (1 - Math.abs(Math.min(1, used.cpu / room.cpu) - Math.min(1, used.memory / room.memory)) / 2) * 100,
  );
}

function total(pods: readonly Resources[]): Resources {
  return { cpu: sum(pods.map(({ cpu }) => cpu)), memory: sum(pods.map(({ memory }) => memory)), storage: 0 };
}

/** Scores of one plugin, weighted; undefined when it has nothing to say. */
const SCORERS: {
  readonly [plugin: string]: (pod: Pod, nodes: readonly Node[], cluster: PlainCluster) => number[] | undefined;
} = {
  TaintToleration: (pod, nodes) => {
    const raw = nodes.map(
      (node) =>
        (node.spec?.taints ?? []).filter(
          (taint) => taint.effect === "PreferNoSchedule" && !tolerated(pod, taint, "PreferNoSchedule"),
        ).length,
    );
    return upTo100(raw).map((value) => 3 * (100 - value));
  },
  NodeAffinity: (pod, nodes) => {
    const terms = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    if (!terms?.length) return undefined;
    return upTo100(
      nodes.map((node) =>
        sum(terms.map(({ weight, preference }) => (termHolds(preference, labelsOf(node)) ? weight : 0))),
      ),
    ).map((value) => 2 * value);
  },
  NodeResourcesFit: (pod, nodes, cluster) =>
    nodes.map((node) => {
      const room = resourcesOf(node.status?.allocatable);
      const used = total([
        ...on(cluster, node).map(({ spec }) => podNonZeroRequests(spec)),
        incomingNonZeroRequests(pod.spec),
      ]);
      const free = (["cpu", "memory"] as const)
        .filter((name) => room[name] > 0)
        .map((name) => (used[name] > room[name] ? 0 : Math.trunc(((room[name] - used[name]) * 100) / room[name])));
      return free.length === 0 ? 0 : Math.trunc(sum(free) / free.length);
    }),
  PodTopologySpread: (pod, nodes, cluster) => {
    const stated = pod.spec.topologySpreadConstraints ?? [];
    const selectors = cluster.ownSelectors(pod);
    const merged = {
      matchLabels: Object.assign({}, ...selectors.map(({ matchLabels }) => matchLabels ?? {})) as Labels,
      matchExpressions: selectors.flatMap(({ matchExpressions }) => matchExpressions ?? []),
    };
    const defaults = [
      { topologyKey: HOSTNAME, maxSkew: 3, whenUnsatisfiable: "ScheduleAnyway", labelSelector: merged },
      { topologyKey: ZONE, maxSkew: 5, whenUnsatisfiable: "ScheduleAnyway", labelSelector: merged },
    ];
    const soft = (
      stated.length > 0
        ? stated.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === "ScheduleAnyway")
        : selectors.length > 0
          ? defaults
          : []
    ) as readonly Constraint[];
    if (soft.length === 0) return undefined;
    const left = (node: Node): boolean =>
      stated.length > 0 && soft.some(({ topologyKey }) => labelsOf(node)[topologyKey] === undefined);
    const scored = nodes.filter((node) => !left(node));
    const raw: Raw = (node) => {
      let score = 0;
      for (const constraint of soft) {
        const { topologyKey, maxSkew } = constraint;
        const value = labelsOf(node)[topologyKey];
        if (value === undefined) continue;
        const size =
          topologyKey === HOSTNAME
            ? scored.length
            : new Set(scored.map((each) => labelsOf(each)[topologyKey] ?? "")).size;
        const among =
          topologyKey === HOSTNAME
            ? [node]
            : cluster.nodes.filter(
                (each) => labelsOf(each)[topologyKey] === value && !left(each) && counts(constraint, pod, each),
              );
        score += spreadCount(constraint, pod, among, cluster) * Math.log(size + 2) + (maxSkew - 1);
      }
      return Math.round(score);
    };
    const values = scored.map(raw);
    const [least, most] = [Math.min(...values), Math.max(0, ...values)];
    return nodes.map((node) =>
      left(node) ? 0 : 2 * (most === 0 ? 100 : Math.trunc((100 * (most + least - raw(node))) / most)),
    );
  },
  InterPodAffinity: (pod, nodes, cluster) => {
    let concerned = false;
    const raw = nodes.map((node) => {
      let score = 0;
      for (const other of cluster.pods) {
        const note = (
          term: PodAffinityTerm,
          about: { readonly owner: Pod; readonly of: Pod },
          weight: number,
        ): void => {
          if (
            !isAbout(term, about.owner, about.of, cluster) ||
            labelsOf(nodeFor(cluster, other))[term.topologyKey] === undefined
          )
            return;
          concerned = true;
          if (sameDomain(nodeFor(cluster, other), node, term.topologyKey)) score += weight;
        };
        for (const { weight, podAffinityTerm } of preferred(pod, "podAffinity"))
          note(podAffinityTerm, { owner: pod, of: other }, weight);
        for (const { weight, podAffinityTerm } of preferred(pod, "podAntiAffinity"))
          note(podAffinityTerm, { owner: pod, of: other }, -weight);
        for (const term of required(other, "podAffinity")) note(term, { owner: other, of: pod }, 1);
        for (const { weight, podAffinityTerm } of preferred(other, "podAffinity"))
          note(podAffinityTerm, { owner: other, of: pod }, weight);
        for (const { weight, podAffinityTerm } of preferred(other, "podAntiAffinity"))
          note(podAffinityTerm, { owner: other, of: pod }, -weight);
      }
      return score;
    });
    if (!concerned) return undefined;
    const least = Math.min(...raw);
    const range = Math.max(...raw) - least;
    return raw.map((value) => (range === 0 ? 0 : 2 * Math.trunc((100 * (value - least)) / range)));
  },
  DynamicResources: (_pod, nodes) => nodes.map(() => 0),
  NodeResourcesBalancedAllocation: (pod, nodes, cluster) => {
    const wanted = podRequests(pod.spec);
    if (wanted.cpu === 0 && wanted.memory === 0) return undefined;
    return nodes.map((node) => {
      const room = resourcesOf(node.status?.allocatable);
      const there = on(cluster, node).map(({ spec }) => podRequests(spec));
      return 50 + Math.trunc((50 + balance(total([...there, wanted]), room) - balance(total(there), room)) / 2);
    });
  },
  ImageLocality: (pod, nodes, cluster) => {
    const mib = 1024 * 1024;
    const sizeOn = (node: Node, name: string): number | undefined =>
      node.status?.images?.find(({ names }) => names?.includes(name))?.sizeBytes;
    const images = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ image = "" }) =>
      image.includes(":") ? image : `${image}:latest`,
    );
    return nodes.map((node) => {
      const local = images
        .filter((name) => sizeOn(node, name) !== undefined)
        .map((name) => {
          const having = cluster.nodes.filter((each) => sizeOn(each, name) !== undefined);
          return Math.trunc((sizeOn(having[0] as Node, name) as number) * (having.length / cluster.nodes.length));
        });
      const most = 1000 * mib * images.length;
      return Math.trunc((100 * (Math.min(Math.max(sum(local), 23 * mib), most) - 23 * mib)) / (most - 23 * mib));
    });
  },
};

export function decidePlainly(pod: Pod, cluster: PlainCluster): PlainDecision {
  const refusals: Record<string, readonly string[]> = {};
  const feasible: Node[] = [];
  for (const node of cluster.nodes) {
    const reasons = refusal(pod, node, cluster);
    if (reasons.length > 0) refusals[node.metadata.name] = reasons;
    else feasible.push(node);
  }
  const names = feasible.map(({ metadata }) => metadata.name);
  if (feasible.length < 2) return { refusals, scores: {}, best: names };
  const scores: Record<string, Record<string, number>> = Object.fromEntries(names.map((name) => [name, { total: 0 }]));
  for (const [plugin, scorer] of Object.entries(SCORERS)) {
    scorer(pod, feasible, cluster)?.forEach((value, index) => {
      const own = scores[names[index] as string] as Record<string, number>;
      own[plugin] = value;
      own["total"] = (own["total"] ?? 0) + value;
    });
  }
  const top = Math.max(...Object.values(scores).map(({ total: value }) => value as number));
  return { refusals, scores, best: names.filter((name) => scores[name]?.["total"] === top) };
}
