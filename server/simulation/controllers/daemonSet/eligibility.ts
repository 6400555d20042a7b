/** Which nodes a DaemonSet's pods belong on. Models kubernetes pkg/controller/daemon NodeShouldRunDaemonPod. */
import type { DaemonSet, Node, PodSpec, Taint, Toleration } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../api/json.ts";
import { matchesNodeAffinity } from "../../controllerkit/nodeTerms.ts";
import { tolerates } from "../../controllerkit/tolerations.ts";

export interface Eligibility {
  /** A pod is made where there is none. */
  readonly run: boolean;
  /** A pod that is there may stay. */
  readonly stay: boolean;
}

const NOWHERE: Eligibility = { run: false, stay: false };
const HERE: Eligibility = { run: true, stay: true };
const ONLY_STAY: Eligibility = { run: false, stay: true };

const exists = (name: string, effect: "NoExecute" | "NoSchedule"): Toleration => ({
  key: `node.kubernetes.io/${name}`,
  operator: "Exists",
  effect,
});

/** What every pod of a DaemonSet tolerates, in the order it is added. */
const TOLERATED: readonly Toleration[] = [
  exists("not-ready", "NoExecute"),
  exists("unreachable", "NoExecute"),
  exists("disk-pressure", "NoSchedule"),
  exists("memory-pressure", "NoSchedule"),
  exists("pid-pressure", "NoSchedule"),
  exists("unschedulable", "NoSchedule"),
];
const ON_HOST_NETWORK: readonly Toleration[] = [...TOLERATED, exists("network-unavailable", "NoSchedule")];

/** A template's tolerations with those of every daemon pod; one for the same taint is replaced in its place. */
export function daemonTolerations({ tolerations = [], hostNetwork }: PodSpec): readonly Toleration[] {
  const all = [...tolerations];
  for (const added of hostNetwork ? ON_HOST_NETWORK : TOLERATED) {
    const at = all.findIndex(
      ({ key, operator, value, effect }) =>
        key === added.key && operator === added.operator && (value ?? "") === "" && effect === added.effect,
    );
    if (at < 0) all.push(added);
    else if (!equalJson(all[at], added)) all[at] = added;
  }
  return all;
}

const compiled = new WeakMap<object, (node: Node) => Eligibility>();

/** Says of each node whether the set's pods run there. */
export function eligibilityOf({ spec }: DaemonSet): (node: Node) => Eligibility {
  let judge = compiled.get(spec);
  if (!judge) compiled.set(spec, (judge = compile(spec.template.spec ?? { containers: [] })));
  return judge;
}

function compile(spec: PodSpec): (node: Node) => Eligibility {
  const tolerations = daemonTolerations(spec);
  const repels = (taint: Taint): boolean =>
    taint.effect !== "PreferNoSchedule" && !tolerations.some((toleration) => tolerates(toleration, taint));
  return ({ metadata, spec: { taints } = {} }) => {
    const { name, labels = {} } = metadata;
    if (spec.nodeName && spec.nodeName !== name) return NOWHERE;
    if (!matchesNodeAffinity(spec, { name, labels })) return NOWHERE;
    const repelling = taints?.filter(repels);
    if (!repelling || repelling.length === 0) return HERE;
    return repelling.some(({ effect }) => effect === "NoExecute") ? NOWHERE : ONLY_STAY;
  };
}
