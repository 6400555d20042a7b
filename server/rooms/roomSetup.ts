/** The first requests of a new room: who may do what, as RBAC objects, and the manifests it was made with. */
import { parseAllDocuments } from "yaml";
import type { RoomMode } from "../protocol/messages.ts";
import type { ApiRequest, UserInfo } from "../simulation/api/ApiRequest.ts";
import type { ResourceDefinition } from "../simulation/api/ResourceDefinition.ts";
import { RoomError } from "./RoomError.ts";

/** The room itself, in the cluster's eyes. */
export const ROOM_USER: UserInfo = { username: "podroom:room", groups: ["system:masters", "system:authenticated"] };

const RBAC = "rbac.authorization.k8s.io";
const READ = ["get", "list", "watch"];
const WRITE = ["create", "update", "patch", "delete", "deletecollection"];

/** What everybody may look at beyond the namespaced objects of `view`. */
const READER_RULES = [
  { nonResourceURLs: ["/outside/curl"], verbs: ["get"] },
  { apiGroups: [""], resources: ["nodes", "namespaces", "persistentvolumes", "events"], verbs: READ },
  {
    apiGroups: [
      "storage.k8s.io",
      "scheduling.k8s.io",
      "node.k8s.io",
      "networking.k8s.io",
      "apiextensions.k8s.io",
      "events.k8s.io",
    ],
    resources: ["*"],
    verbs: READ,
  },
  { apiGroups: [RBAC], resources: ["*"], verbs: READ },
];

/** In a shared room students edit what a course's labs edit: everything but RBAC and what is the nodes' own. */
const STUDENT_RULES = [
  {
    apiGroups: ["", "apps", "batch", "autoscaling", "networking.k8s.io", "policy", "discovery.k8s.io", "events.k8s.io"],
    resources: ["*"],
    verbs: READ,
  },
  {
    apiGroups: [""],
    resources: [
      "namespaces",
      "pods",
      "pods/attach",
      "pods/exec",
      "pods/portforward",
      "pods/proxy",
      "pods/log",
      "pods/eviction",
      "services",
      "services/proxy",
      "endpoints",
      "configmaps",
      "secrets",
      "serviceaccounts",
      "serviceaccounts/token",
      "persistentvolumeclaims",
      "persistentvolumes",
      "replicationcontrollers",
      "replicationcontrollers/scale",
      "events",
      "limitranges",
      "resourcequotas",
      "podtemplates",
    ],
    verbs: WRITE,
  },
  // Labels and cordons, as in the scheduling labs.
  { apiGroups: [""], resources: ["nodes"], verbs: ["update", "patch"] },
  {
    apiGroups: ["apps", "batch", "autoscaling", "networking.k8s.io", "policy", "discovery.k8s.io"],
    resources: ["*"],
    verbs: WRITE,
  },
];

/** The RBAC objects of a mode, as requests in the room's name. */
export function accessRequests(mode: RoomMode): readonly ApiRequest[] {
  const students = mode === "shared" ? "podroom:student" : "view";
  return [
    clusterRole("podroom:reader", READER_RULES),
    clusterRole("podroom:student", STUDENT_RULES),
    binding("podroom:instructors", "cluster-admin", ["podroom:instructors"]),
    binding("podroom:students", students, ["podroom:students"]),
    binding("podroom:viewers", "view", ["podroom:viewers"]),
    binding("podroom:readers", "podroom:reader", ["podroom:students", "podroom:viewers"]),
  ];
}

/** A namespace of a student's own, in rooms of that mode: named after them where that makes a name. */
export function ownNamespaceRequests(person: {
  readonly id: string;
  readonly nickname: string;
}): readonly ApiRequest[] {
  const slug = person.nickname
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const name = slug ? `${slug}-${person.id.slice(0, 4)}` : `student-${person.id}`;
  return [
    create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } }),
    create(`/apis/${RBAC}/v1/namespaces/${name}/rolebindings`, {
      apiVersion: `${RBAC}/v1`,
      kind: "RoleBinding",
      metadata: { name: "podroom:owner", namespace: name },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: "edit" },
      subjects: [{ kind: "User", apiGroup: RBAC, name: `podroom:${person.id}` }],
    }),
  ];
}

function clusterRole(name: string, rules: readonly object[]): ApiRequest {
  return create(`/apis/${RBAC}/v1/clusterroles`, {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRole",
    metadata: { name },
    rules,
  });
}

function binding(name: string, role: string, groups: readonly string[]): ApiRequest {
  return create(`/apis/${RBAC}/v1/clusterrolebindings`, {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: role },
    subjects: groups.map((group) => ({ kind: "Group", apiGroup: RBAC, name: group })),
  });
}

function create(path: string, object: object): ApiRequest {
  return {
    method: "POST",
    path,
    user: ROOM_USER,
    contentType: "application/json",
    accept: "application/json",
    body: JSON.stringify(object),
  };
}

/** The objects of YAML or JSON texts as creations, in order. Throws RoomError for what is no manifest. */
export function manifestRequests(
  manifests: readonly string[],
  definitions: Iterable<ResourceDefinition>,
): readonly ApiRequest[] {
  const kinds = new Map<string, ResourceDefinition>();
  for (const definition of definitions) {
    const { group, version, kind } = definition.names;
    if (!definition.view) kinds.set(`${group ? `${group}/` : ""}${version} ${kind}`, definition);
  }
  return manifests
    .flatMap((text) => objectsOf(text))
    .map((object) => {
      const { apiVersion, kind } = object;
      const definition = kinds.get(`${apiVersion} ${kind}`);
      if (!definition) throw unreadable(`no matches for kind "${String(kind)}" in version "${String(apiVersion)}"`);
      const { group, version, plural, namespaced } = definition.names;
      const namespace = (object.metadata as { readonly namespace?: unknown } | undefined)?.namespace;
      const scope = namespaced
        ? `/namespaces/${encodeURIComponent(typeof namespace === "string" && namespace ? namespace : "default")}`
        : "";
      return create(`${group ? `/apis/${group}` : "/api"}/${version}${scope}/${plural}`, object);
    });
}

interface Manifest {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: unknown;
  readonly items?: unknown;
}

function objectsOf(text: string): readonly Manifest[] {
  const objects: Manifest[] = [];
  const visit = (value: unknown): void => {
    if (value === null || value === undefined) return;
    if (typeof value !== "object" || Array.isArray(value))
      throw unreadable("a manifest is an object with apiVersion and kind");
    const { kind, items } = value as Manifest;
    if (kind === "List" && Array.isArray(items)) for (const item of items) visit(item);
    else objects.push(value);
  };
  let documents: unknown[];
  try {
    documents = [...parseAllDocuments(text)].map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return document.toJS({ maxAliasCount: 100 }) as unknown;
    });
  } catch (error) {
    throw unreadable((error as Error).message);
  }
  for (const document of documents) visit(document);
  return objects;
}

function unreadable(problem: string): RoomError {
  return new RoomError("bad-request", {
    en: `the manifests cannot be read: ${problem}`,
    ko: `매니페스트를 읽을 수 없어요: ${problem}`,
  });
}
