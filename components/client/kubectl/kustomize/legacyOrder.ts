/** The order objects are printed and applied in: what others need comes first. Models kustomize's legacy order. */
import { compareText } from "../json.ts";
import { type Gvk, gvkText, type Identity } from "./identity.ts";
import type { Resource } from "./Resource.ts";

const FIRST = [
  ..."Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole".split(
    " ",
  ),
  ..."RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume".split(
    " ",
  ),
  ..."PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget".split(" "),
];
const LAST = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

export interface SortLists {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

export function inLegacyOrder(
  resources: readonly Resource[],
  lists: SortLists = { first: FIRST, last: LAST },
): Resource[] {
  return [...resources].sort((left, right) => compare(left.current, right.current, lists));
}

function compare(left: Identity, right: Identity, lists: SortLists): number {
  const byKind = place(left.kind, lists) - place(right.kind, lists);
  if (byKind !== 0) return byKind;
  return compareText(sortText(left), sortText(right)) || compareText(nameText(left), nameText(right));
}

function place(kind: string, { first, last }: SortLists): number {
  if (first.includes(kind)) return first.indexOf(kind) - first.length;
  return last.includes(kind) ? last.indexOf(kind) + 1 : 0;
}

function sortText({ group, version, kind }: Gvk): string {
  return `${group || "~G"}_${version || "~V"}_${kind || "~K"}`;
}

function nameText(id: Identity): string {
  return `${gvkText(id)}|${id.namespace || "~X"}|${id.name || "~N"}`;
}
