/** A pod's priority comes from its class, never from the pod. Models kubernetes plugin/pkg/admission/priority. */
import type { Pod, PriorityClass } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import { ApiError } from "../machinery/status.ts";
import type { Draft } from "../ResourceDefinition.ts";
import { type AdmissionAttributes, type AdmissionPlugin, shownName } from "./AdmissionPlugin.ts";

const CLASSES = "priorityclasses.scheduling.k8s.io";

/** What admission reads of a class. */
interface Rank {
  readonly value: number;
  readonly preemptionPolicy: string | undefined;
}

/** Classes every cluster has from the start, for clusters whose store does not hold the kind. */
const SYSTEM: { readonly [name: string]: Rank } = {
  "system-cluster-critical": { value: 2_000_000_000, preemptionPolicy: "PreemptLowerPriority" },
  "system-node-critical": { value: 2_000_001_000, preemptionPolicy: "PreemptLowerPriority" },
};

export const priority: AdmissionPlugin = {
  name: "Priority",
  mutate(attributes, { store }) {
    if (attributes.definition.resource !== "pods" || attributes.subresource) return;
    const { spec } = attributes.draft as Draft<Pod>;
    if (attributes.operation === "UPDATE") {
      const old = (attributes.old as Pod).spec;
      if (spec.priority === undefined && old.priority !== undefined) spec.priority = old.priority;
      if (spec.preemptionPolicy === undefined && old.preemptionPolicy !== undefined)
        spec.preemptionPolicy = old.preemptionPolicy;
      return;
    }
    if (attributes.operation !== "CREATE") return;
    const rank = spec.priorityClassName ? rankOf(spec.priorityClassName, attributes, store) : defaultRank(spec, store);
    const computed = "priority admission controller computed";
    if (spec.priority !== undefined && spec.priority !== rank.value) {
      refuse(
        attributes,
        `the integer value of priority (${spec.priority}) must not be provided in pod spec; ${computed} ${rank.value} from the given PriorityClass name`,
      );
    }
    spec.priority = rank.value;
    const policy = rank.preemptionPolicy;
    if (policy === undefined) return;
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
      refuse(
        attributes,
        `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; ${computed} ${policy} from the given PriorityClass name`,
      );
    }
    spec.preemptionPolicy = policy as typeof spec.preemptionPolicy;
  },
};

function refuse({ definition, draft }: AdmissionAttributes, problem: string): never {
  throw ApiError.forbidden(definition, shownName(draft), problem);
}

function rankOf(name: string, attributes: AdmissionAttributes, store: Store): Rank {
  const found = store.get(CLASSES, "", name) as PriorityClass | undefined;
  const rank = found ? { value: found.value ?? 0, preemptionPolicy: found.preemptionPolicy } : SYSTEM[name];
  if (!rank) refuse(attributes, `no PriorityClass with name ${name} was found`);
  return rank;
}

/** Without a class: the lowest of those marked as default, else 0. */
function defaultRank(spec: Draft<Pod>["spec"], store: Store): Rank {
  let lowest: PriorityClass | undefined;
  for (const candidate of store.list(CLASSES) as Iterable<unknown> as Iterable<PriorityClass>) {
    if (candidate.globalDefault && (!lowest || (candidate.value ?? 0) < (lowest.value ?? 0))) lowest = candidate;
  }
  if (!lowest) return { value: 0, preemptionPolicy: "PreemptLowerPriority" };
  spec.priorityClassName = lowest.metadata.name;
  return { value: lowest.value ?? 0, preemptionPolicy: lowest.preemptionPolicy };
}
