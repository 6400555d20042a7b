/** A namespace of a student's own: its name, its objects, and how it is emptied. */
import type { ApiRequest } from "../../simulation/api/ApiRequest.ts";
import type { NamespaceLimits } from "../../protocol/messages.ts";
import { ownNamespaceName } from "../../protocol/ownNamespace.ts";
import type { ResourceDefinition } from "../../simulation/api/ResourceDefinition.ts";
import { create, remove } from "./roomRequests.ts";

const RBAC = "rbac.authorization.k8s.io";

/** Kinds that an emptied namespace keeps: they are what the namespace is given at its beginning. */
const KEPT = new Set(["serviceaccounts", "resourcequotas", "limitranges", "rolebindings.rbac.authorization.k8s.io"]);

export function ownNamespaceRequests(
  person: Parameters<typeof ownNamespaceName>[0],
  { quota, defaults }: NamespaceLimits = {},
): readonly ApiRequest[] {
  const name = ownNamespaceName(person);
  const inside = `/api/v1/namespaces/${name}`;
  const object = (kind: string, spec: object): object => ({
    apiVersion: "v1",
    kind,
    metadata: { name: "podroom", namespace: name },
    spec,
  });
  return [
    create("/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: { "podroom.io/owner": person.id } },
    }),
    create(`/apis/${RBAC}/v1/namespaces/${name}/rolebindings`, {
      apiVersion: `${RBAC}/v1`,
      kind: "RoleBinding",
      metadata: { name: "podroom:owner", namespace: name },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: "edit" },
      subjects: [{ kind: "User", apiGroup: RBAC, name: `podroom:${person.id}` }],
    }),
    ...(quota ? [create(`${inside}/resourcequotas`, object("ResourceQuota", { hard: quota }))] : []),
    ...(defaults
      ? [
          create(
            `${inside}/limitranges`,
            object("LimitRange", { limits: [{ type: "Container", default: defaults, defaultRequest: defaults }] }),
          ),
        ]
      : []),
  ];
}

/** Deletes all that people made in a namespace. */
export function emptyNamespaceRequests(
  namespace: string,
  definitions: Iterable<ResourceDefinition>,
): readonly ApiRequest[] {
  return [...definitions]
    .filter(({ names, view, resource }) => {
      const deletes = names.namespaced && names.verbs.includes("deletecollection");
      return deletes && view === undefined && !KEPT.has(resource);
    })
    .map(({ names: { group, version, plural } }) =>
      remove(`${group ? `/apis/${group}` : "/api"}/${version}/namespaces/${namespace}/${plural}`, {
        kind: "DeleteOptions",
        apiVersion: "v1",
        gracePeriodSeconds: 0,
      }),
    );
}
