/** Names of objects that changed, written into those that name them. Models kustomize's nameref filter. */
import { at, isObject, type Json, type JsonObject, setOwn } from "../json.ts";
import { changeFields } from "./fieldPaths.ts";
import { clusterScoped, effectiveNamespace, type Gvk, selects } from "./identity.ts";
import { REFERENCES } from "./referenceSpecs.ts";
import type { Resource } from "./Resource.ts";

export function fixReferences(resources: readonly Resource[]): void {
  for (const referrer of resources) {
    const original = referrer.original;
    const near = reachable(referrer, resources);
    for (const { from, ...target } of REFERENCES)
      for (const spec of from)
        if (selects(spec, original)) {
          const search: Search = { referrer, near, target, path: spec.path };
          changeFields(referrer.object, { path: spec.path }, { change: (value, set) => fix(value, set, search) });
        }
  }
}

interface Search {
  readonly referrer: Resource;
  readonly near: readonly Resource[];
  readonly target: Partial<Gvk>;
  readonly path: string;
}

function fix(value: Json | undefined, set: (value: Json) => void, search: Search): void {
  if (Array.isArray(value)) value.forEach((item, index) => fix(item, (next) => (value[index] = next), search));
  else if (isObject(value)) fixObject(value, search);
  else if (value !== null && value !== undefined) {
    const found = referred(String(value), search.near, search);
    if (found && found.current.name !== String(value)) set(found.current.name);
  }
}

/** A reference of a name and a namespace takes both. */
function fixObject(value: JsonObject, search: Search): void {
  if (value.name === undefined) throw new Error("path config error; no 'name' field in node");
  const found = referred(String(value.name), inNamespace(value, search.near), search);
  if (!found) return;
  const { name, namespace } = found.current;
  setOwn(value, "name", name);
  if (namespace !== "") setOwn(value, "namespace", namespace);
}

function inNamespace(value: JsonObject, candidates: readonly Resource[]): readonly Resource[] {
  if (value.namespace === undefined) return candidates;
  const namespace = String(value.namespace);
  const before = candidates.filter(({ original }) => effectiveNamespace(original) === namespace);
  return before.length > 0 ? before : candidates.filter(({ current }) => effectiveNamespace(current) === namespace);
}

function referred(
  name: string,
  candidates: readonly Resource[],
  { referrer, target, path }: Search,
): Resource | undefined {
  let found = candidates.filter(
    (candidate) =>
      candidate.past.some((id) => id.name === name) &&
      candidate.past.some((id) => selects(target, id)) &&
      isRole(candidate, referrer, path) &&
      sameNamespace(candidate, referrer),
  );
  if (found.length === 1) return found[0];
  found = found.filter((candidate) => samePlace(candidate, referrer, true));
  if (found.length > 1) found = found.filter((candidate) => samePlace(candidate, referrer, false));
  if (found.length > 1 && new Set(found.map(({ current }) => current.name)).size > 1)
    throw new Error(`found multiple possible referrals for ${name}`);
  return found[0];
}

/** A binding refers to what its `roleRef` says: a Role and a ClusterRole may have the same name. */
function isRole(candidate: Resource, referrer: Resource, path: string): boolean {
  if (!path.endsWith("roleRef/name")) return true;
  const [group, kind] = ["apiGroup", "kind"].map((member) => at(referrer.object, "roleRef", member));
  if (group === undefined || kind === undefined) return true;
  return candidate.past.some((id) => selects({ group: String(group), kind: String(kind) }, id));
}

function sameNamespace({ current }: Resource, referrer: Resource): boolean {
  return (
    clusterScoped(referrer.current) ||
    clusterScoped(current) ||
    current.kind === "ServiceAccount" ||
    effectiveNamespace(current) === effectiveNamespace(referrer.current)
  );
}

/** What a resource may name at all: its namespace, the cluster, and ServiceAccounts elsewhere that a binding names. */
function reachable({ object, current }: Resource, all: readonly Resource[]): readonly Resource[] {
  if (clusterScoped(current)) return all;
  const others = new Set<string>();
  const subjects = current.kind === "RoleBinding" ? at(object, "subjects") : undefined;
  for (const subject of Array.isArray(subjects) ? (subjects as JsonObject[]) : [])
    if (subject.kind === "ServiceAccount" && typeof subject.namespace === "string") others.add(subject.namespace);
  return all.filter(
    (other) =>
      clusterScoped(other.current) ||
      effectiveNamespace(other.current) === effectiveNamespace(current) ||
      others.has(other.current.namespace),
  );
}

function samePlace(left: Resource, right: Resource, emptyCounts: boolean): boolean {
  const same = (mine: readonly string[], other: readonly string[]): boolean =>
    (emptyCounts && (mine.length === 0 || other.length === 0)) || sameEnd(mine, other);
  return same(left.prefixes, right.prefixes) && same(left.suffixes, right.suffixes);
}

function sameEnd(left: readonly string[], right: readonly string[]): boolean {
  const shared = Math.min(left.length, right.length);
  if (shared === 0) return left.length === right.length;
  return JSON.stringify(left.slice(-shared)) === JSON.stringify(right.slice(-shared));
}
