/**
 * Nobody hands out rights they do not have: the check on roles and bindings that people write.
 * Models kubernetes pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased and …/rbac/validation.
 */
import type { KubeObject, PolicyRule, RoleRef } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import type { AdmissionPlugin } from "../admission/AdmissionPlugin.ts";
import type { UserInfo } from "../ApiRequest.ts";
import { equalJson } from "../json.ts";
import { quote } from "../machinery/goText.ts";
import { ApiError, type ErrorTarget } from "../machinery/status.ts";
import { MASTERS_GROUP } from "./attributes.ts";
import { authorize, coversUrl, rulesFor } from "./authorize.ts";
import { CLUSTER_ROLES, ROLES } from "./SubjectIndex.ts";

/** A role or binding about to be written. */
export interface GrantRequest {
  readonly target: ErrorTarget;
  readonly object: KubeObject;
  /** The stored object on update. */
  readonly old?: KubeObject;
  readonly user: UserInfo;
}

type Grant = {
  readonly rules?: readonly PolicyRule[];
  readonly roleRef?: RoleRef;
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly unknown[] };
};

const RBAC_GROUP = "rbac.authorization.k8s.io";
const EVERYTHING: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/** Throws Forbidden when the object would grant what its writer does not hold. Other kinds pass. */
export function refuseEscalation(request: GrantRequest, store: Store): void {
  const { target, object, old, user } = request;
  if (target.names.group !== RBAC_GROUP || user.groups.includes(MASTERS_GROUP)) return;
  if (old && onlyMetadataForDeletion(object, old)) return;
  const grant = object as Grant;
  const { name, namespace = "" } = object.metadata;
  const may = (verb: string, resource: string, about: string) =>
    authorize({ user, verb, group: RBAC_GROUP, resource, subresource: "", namespace, name: about }, store).allowed;
  if (grant.roleRef) {
    const { kind, name: roleName } = grant.roleRef;
    if (may("bind", kind === "ClusterRole" ? "clusterroles" : "roles", roleName)) return;
    const role =
      kind === "ClusterRole" ? store.get(CLUSTER_ROLES, "", roleName) : store.get(ROLES, namespace, roleName);
    if (!role)
      throw ApiError.notFound(
        { names: { group: RBAC_GROUP, plural: kind === "ClusterRole" ? "clusterroles" : "roles", kind } },
        roleName,
      );
    refuseUncovered(request, (role as Grant).rules ?? [], store);
    return;
  }
  if (may("escalate", target.names.plural, name)) return;
  refuseUncovered(request, grant.rules ?? [], store);
  const aggregates = (role: Grant | undefined) => (role?.aggregationRule?.clusterRoleSelectors ?? []).length > 0;
  if (
    (aggregates(grant) || aggregates(old as Grant | undefined)) &&
    uncovered(user, EVERYTHING, { namespace, store }).length > 0
  ) {
    throw ApiError.forbidden(target, name, "must have cluster-admin privileges to use the aggregationRule");
  }
}

function refuseUncovered({ target, object, user }: GrantRequest, rules: readonly PolicyRule[], store: Store): void {
  const missing = uncovered(user, rules, { namespace: object.metadata.namespace ?? "", store });
  if (missing.length === 0) return;
  const lines = [...new Set(compact(missing).map(ruleText))].sort();
  const who = `user ${quote(user.username)} (groups=${listText(user.groups)})`;
  throw ApiError.forbidden(
    target,
    object.metadata.name ?? "",
    `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join("\n")}`,
  );
}

/** Owner references and finalizers may change without the right to grant. */
function onlyMetadataForDeletion(object: KubeObject, old: KubeObject): boolean {
  const without = ({ metadata, ...rest }: KubeObject) => {
    const {
      ownerReferences: _owners,
      finalizers: _finalizers,
      resourceVersion: _version,
      managedFields: _fields,
      ...kept
    } = metadata;
    return { ...rest, metadata: kept };
  };
  return equalJson(without(object), without(old));
}

/** The single rights among `rules` that no rule of the user covers. */
function uncovered(
  user: UserInfo,
  rules: readonly PolicyRule[],
  { namespace, store }: { readonly namespace: string; readonly store: Store },
): PolicyRule[] {
  const held = rulesFor(user, namespace, store).rules;
  return rules.flatMap(breakDown).filter((single) => !held.some((rule) => covers(rule, single)));
}

function breakDown(rule: PolicyRule): PolicyRule[] {
  const singles: PolicyRule[] = [];
  for (const group of rule.apiGroups ?? []) {
    for (const resource of rule.resources ?? []) {
      for (const verb of rule.verbs ?? []) {
        const single = { verbs: [verb], apiGroups: [group], resources: [resource] };
        if (rule.resourceNames?.length)
          for (const name of rule.resourceNames) singles.push({ ...single, resourceNames: [name] });
        else singles.push(single);
      }
    }
  }
  for (const url of rule.nonResourceURLs ?? [])
    for (const verb of rule.verbs ?? []) singles.push({ verbs: [verb], nonResourceURLs: [url] });
  return singles;
}

function covers(held: PolicyRule, single: PolicyRule): boolean {
  const all = (list: readonly string[] | undefined, asked: readonly string[] | undefined) =>
    (asked ?? []).every((item) => (list ?? []).includes(item));
  if (!held.verbs.includes("*") && !all(held.verbs, single.verbs)) return false;
  if (!held.apiGroups?.includes("*") && !all(held.apiGroups, single.apiGroups)) return false;
  for (const resource of single.resources ?? []) {
    const slash = resource.indexOf("/");
    const known = held.resources ?? [];
    if (
      !known.includes("*") &&
      !known.includes(resource) &&
      !(slash >= 0 && known.includes(`*${resource.slice(slash)}`))
    )
      return false;
  }
  if (held.resourceNames?.length && (!single.resourceNames?.length || !all(held.resourceNames, single.resourceNames)))
    return false;
  return (single.nonResourceURLs ?? []).every((url) =>
    (held.nonResourceURLs ?? []).some((known) => coversUrl(known, url)),
  );
}

/** Joins the verbs of rights to the same single resource. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const simple = new Map<string, PolicyRule>();
  const rest: PolicyRule[] = [];
  for (const rule of rules) {
    if (rule.nonResourceURLs) {
      rest.push(rule);
      continue;
    }
    const key = `${rule.apiGroups?.[0]}\n${rule.resources?.[0]}\n${rule.resourceNames?.[0] ?? ""}`;
    const known = simple.get(key);
    simple.set(key, known ? { ...known, verbs: [...new Set([...known.verbs, ...rule.verbs])] } : rule);
  }
  return [...rest, ...simple.values()];
}

const listText = (list: readonly string[]): string => `[${list.map(quote).join(" ")}]`;

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}` */
function ruleText(rule: PolicyRule): string {
  const parts: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["APIGroups", rule.apiGroups],
    ["Resources", rule.resources],
    ["NonResourceURLs", rule.nonResourceURLs],
    ["ResourceNames", rule.resourceNames],
    ["Verbs", rule.verbs],
  ];
  return `{${parts.flatMap(([name, list]) => (list?.length ? [`${name}:${listText(list)}`] : [])).join(", ")}}`;
}

/** The check as a step of admission; it comes before a kind's own rules, as upstream's does. */
export const escalationCheck: AdmissionPlugin = {
  name: "RBACEscalation",
  mutate({ operation, definition, draft, old, user }, { store }) {
    if (operation === "DELETE") return;
    refuseEscalation(
      { target: definition, object: draft as unknown as KubeObject, ...(old ? { old } : {}), user },
      store,
    );
  },
};
