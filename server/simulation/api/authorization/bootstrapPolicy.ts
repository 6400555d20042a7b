/**
 * What a new cluster has before anybody uses it: cluster roles and bindings (admin, edit and view already aggregated),
 * the leader election roles, system namespaces and system priority classes.
 *
 * The contents stand in `bootstrapPolicy.json`. Rules and subjects are frozen and shared by all clusters in a process.
 * Models kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy as a 1.36 cluster has it.
 */
import type { ClusterRole, KubeObject, ObjectDraft } from "../../../protocol/kubernetes/index.ts";
import { deepFreeze } from "../../store/deepFreeze.ts";
import type { ApiServer } from "../ApiServer.ts";
import { equalJson } from "../json.ts";
import type { Draft } from "../ResourceDefinition.ts";
import { MASTERS_GROUP } from "./attributes.ts";
import text from "./bootstrapPolicy.json" with { type: "json" };
import { CLUSTER_ROLES, ROLES } from "./SubjectIndex.ts";

interface Entry {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const RBAC = "rbac.authorization.k8s.io";
const KINDS = [
  { key: "namespaces", resource: "namespaces", kind: "Namespace", apiVersion: "v1" },
  {
    key: "priorityClasses",
    resource: "priorityclasses.scheduling.k8s.io",
    kind: "PriorityClass",
    apiVersion: "scheduling.k8s.io/v1",
  },
  { key: "clusterRoles", resource: CLUSTER_ROLES, kind: "ClusterRole", apiVersion: `${RBAC}/v1` },
  {
    key: "clusterRoleBindings",
    resource: `clusterrolebindings.${RBAC}`,
    kind: "ClusterRoleBinding",
    apiVersion: `${RBAC}/v1`,
  },
  { key: "roles", resource: ROLES, kind: "Role", apiVersion: `${RBAC}/v1` },
  { key: "roleBindings", resource: `rolebindings.${RBAC}`, kind: "RoleBinding", apiVersion: `${RBAC}/v1` },
] as const;

const content = deepFreeze(text as unknown as { readonly [key in (typeof KINDS)[number]["key"]]: readonly Entry[] });

/** Objects of a new cluster with the resources they belong to, in the order to create them. Frozen. */
export const BOOTSTRAP_OBJECTS: readonly { readonly resource: string; readonly object: ObjectDraft }[] = KINDS.flatMap(
  ({ key, resource, kind, apiVersion }) =>
    content[key].map((entry) => ({
      resource,
      object: Object.freeze({ kind, apiVersion, ...entry }) as unknown as ObjectDraft,
    })),
);

/** Creates what of these objects the cluster lacks; resources it does not have are passed over. */
export function installBootstrapPolicy(api: ApiServer): void {
  const user = { username: "system:apiserver", groups: [MASTERS_GROUP] };
  for (const { resource, object } of BOOTSTRAP_OBJECTS) {
    const definition = api.definitions.find(resource);
    if (!definition || api.store.get(resource, object.metadata.namespace ?? "", object.metadata.name ?? "")) continue;
    // Only the outer object and its metadata become the cluster's own.
    const draft = { ...object, metadata: { ...object.metadata } } as unknown as Draft<KubeObject>;
    api.create(definition, draft, { user, trusted: true, warnings: [] });
  }
}

const sharedRules = new Map<string, ClusterRole["rules"]>();
for (const { resource, object } of BOOTSTRAP_OBJECTS) {
  if (object.rules)
    sharedRules.set(
      `${resource}/${object.metadata.namespace ?? ""}/${object.metadata.name}`,
      object.rules as ClusterRole["rules"],
    );
}

/** An object read from a snapshot, with the shared rules in place of equal ones of its own. */
export function shareBootstrapRules<T extends KubeObject>(resource: string, object: T): T {
  if (resource !== CLUSTER_ROLES && resource !== ROLES) return object;
  const rules = sharedRules.get(`${resource}/${object.metadata.namespace ?? ""}/${object.metadata.name}`);
  return rules && equalJson(rules, (object as unknown as ClusterRole).rules) ? { ...object, rules } : object;
}
