/**
 * What objects count for in quotas. Models kubernetes pkg/quota/v1/evaluator/core and apiserver pkg/quota/v1/generic.
 */
import type {
  KubeObject,
  PersistentVolumeClaim,
  Pod,
  ResourceQuota,
  Service,
} from "../../../protocol/kubernetes/index.ts";
import { addQuantity } from "../../runtime/quantity.ts";
import { parseTimestamp } from "../../runtime/time.ts";
import { heldNodePorts } from "../kinds/service/fields.ts";
import { aggregateContainers } from "../kinds/pod/podResources.ts";
import { isExtendedResource, isHugePages } from "../kinds/validation/resources.ts";

export type Usage = { readonly [resource: string]: string };
type MutableUsage = { [resource: string]: string };

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
const CLASS_SUFFIX = ".storageclass.storage.k8s.io/";
/** Kinds that had a name of their own in quotas before `count/…` came. */
const NAMED = new Set([
  "pods",
  "services",
  "replicationcontrollers",
  "resourcequotas",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
]);
const COMPUTE = ["cpu", "memory", "ephemeral-storage"];

/** What an object of `resource` (`pods`, `deployments.apps`) counts for; nothing for a pod that has ended. */
export function usageOf(resource: string, object: KubeObject): Usage {
  const usage: MutableUsage = { [`count/${resource}`]: "1" };
  if (NAMED.has(resource)) usage[resource] = "1";
  if (resource === "pods") return podUsage(object as Pod, usage);
  if (resource === "services") addService(object as Service, usage);
  if (resource === "persistentvolumeclaims") addClaim(object as PersistentVolumeClaim, usage);
  return usage;
}

/** Whether a pod still counts: it has not ended, and is not overdue to be gone. */
export function podCounts({ metadata, status }: Pod, now: number): boolean {
  if (status?.phase === "Succeeded" || status?.phase === "Failed") return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (!deletionTimestamp || deletionGracePeriodSeconds === undefined) return true;
  return now <= parseTimestamp(deletionTimestamp);
}

function podUsage(pod: Pod, counts: MutableUsage): Usage {
  const { spec } = pod;
  if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") return { "count/pods": "1" };
  const usage = counts;
  const amounts = (which: "requests" | "limits"): Usage => {
    const total: MutableUsage = { ...aggregateContainers(spec, which), ...spec.resources?.[which] };
    for (const [name, amount] of Object.entries(spec.overhead ?? {}))
      total[name] = addQuantity(total[name] ?? "0", amount);
    return total;
  };
  for (const [name, amount] of Object.entries(amounts("requests"))) {
    if (COMPUTE.includes(name)) {
      usage[name] = amount;
      usage[`requests.${name}`] = amount;
    } else if (isHugePages(name)) {
      usage[name] = amount;
      usage[`requests.${name}`] = amount;
    } else if (isExtendedResource(name)) usage[`requests.${name}`] = amount;
  }
  for (const [name, amount] of Object.entries(amounts("limits")))
    if (COMPUTE.includes(name)) usage[`limits.${name}`] = amount;
  return usage;
}

function addService(service: Service, usage: MutableUsage): void {
  const { type, ports = [], allocateLoadBalancerNodePorts } = service.spec;
  if (type === "LoadBalancer") usage["services.loadbalancers"] = "1";
  const counted =
    type === "NodePort" || (type === "LoadBalancer" && allocateLoadBalancerNodePorts !== false)
      ? ports.length
      : type === "LoadBalancer"
        ? heldNodePorts(service).length
        : 0;
  usage["services.nodeports"] = String(counted);
  usage["services.loadbalancers"] ??= "0";
}

function addClaim({ metadata, spec }: PersistentVolumeClaim, usage: MutableUsage): void {
  const storage = spec?.resources?.requests?.storage ?? "0";
  usage["requests.storage"] = storage;
  const name = metadata.annotations?.[CLASS_ANNOTATION] ?? spec?.storageClassName;
  if (!name) return;
  usage[`${name}${CLASS_SUFFIX}requests.storage`] = storage;
  usage[`${name}${CLASS_SUFFIX}persistentvolumeclaims`] = "1";
}

type Requirement = NonNullable<
  NonNullable<NonNullable<ResourceQuota["spec"]>["scopeSelector"]>["matchExpressions"]
>[number];

/** Whether a quota's scopes take an object in; quotas without scopes take all. */
export function inScope(spec: ResourceQuota["spec"], resource: string, object: KubeObject): boolean {
  const requirements: readonly Requirement[] = [
    ...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: "Exists" }) as Requirement),
    ...(spec?.scopeSelector?.matchExpressions ?? []),
  ];
  if (requirements.length === 0) return true;
  if (resource === "pods") return requirements.every((requirement) => podMatches(object as Pod, requirement));
  if (resource !== "persistentvolumeclaims") return false;
  const { volumeAttributesClassName } = (object as PersistentVolumeClaim).spec ?? {};
  return requirements.every(
    (requirement) =>
      requirement.scopeName === "VolumeAttributesClass" && valueMatches(volumeAttributesClassName, requirement),
  );
}

function podMatches({ spec, status }: Pod, requirement: Requirement): boolean {
  switch (requirement.scopeName) {
    case "Terminating":
      return (spec.activeDeadlineSeconds ?? -1) >= 0;
    case "NotTerminating":
      return !((spec.activeDeadlineSeconds ?? -1) >= 0);
    case "BestEffort":
      return isBestEffort(spec, status?.qosClass);
    case "NotBestEffort":
      return !isBestEffort(spec, status?.qosClass);
    case "PriorityClass":
      return valueMatches(spec.priorityClassName || undefined, requirement);
    case "CrossNamespacePodAffinity":
      return reachesOut(spec);
    default:
      return false;
  }
}

function valueMatches(value: string | undefined, { operator, values = [] }: Requirement): boolean {
  switch (operator) {
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "In":
      return value !== undefined && values.includes(value);
    default:
      return value === undefined || !values.includes(value);
  }
}

function isBestEffort(spec: Pod["spec"], qosClass: string | undefined): boolean {
  if (qosClass) return qosClass === "BestEffort";
  return [
    spec.resources,
    ...[...spec.containers, ...(spec.initContainers ?? [])].map(({ resources }) => resources),
  ].every(
    (resources) =>
      !Object.keys({ ...resources?.requests, ...resources?.limits }).some(
        (name) => name === "cpu" || name === "memory",
      ),
  );
}

function reachesOut({ affinity }: Pod["spec"]): boolean {
  const terms = [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((each) => [
    ...(each?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(each?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ]);
  return terms.some(({ namespaces, namespaceSelector }) => namespaces?.length || namespaceSelector);
}
