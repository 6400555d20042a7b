/** Who may do what in a room's cluster: RBAC objects, by the room's mode. */
import type { RoomMode } from "../../protocol/messages.ts";
import type { ApiRequest } from "../../simulation/api/ApiRequest.ts";
import { guardRequests } from "./guard.ts";
import { create, remove } from "./roomRequests.ts";

const RBAC = "rbac.authorization.k8s.io";
const READ = ["get", "list", "watch"];
const WRITE = ["create", "update", "patch", "delete", "deletecollection"];

/** What everybody may look at beyond the namespaced objects of `view`. */
const READER_RULES = [
  { nonResourceURLs: ["/outside/curl", "/outside/dns"], verbs: ["get", "post"] },
  { apiGroups: [""], resources: ["nodes", "namespaces", "persistentvolumes", "events"], verbs: READ },
  {
    apiGroups: [
      "storage.k8s.io",
      "scheduling.k8s.io",
      "node.k8s.io",
      "networking.k8s.io",
      "apiextensions.k8s.io",
      "events.k8s.io",
      "metrics.k8s.io",
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
      "pods/curl",
      "nodes/curl",
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
  // A terminal on a node, as the course has one.
  { apiGroups: [""], resources: ["nodes/shell"], verbs: ["create"] },
  {
    apiGroups: ["apps", "batch", "autoscaling", "networking.k8s.io", "policy", "discovery.k8s.io"],
    resources: ["*"],
    verbs: WRITE,
  },
];

/** What a pod tells and does here beyond Kubernetes' own: `view`, `edit` and `admin` take it in as the rules of any extension. */
const OWN_ROLES = [
  clusterRole("podroom:view", [{ apiGroups: [""], resources: ["pods/scheduling"], verbs: ["get"] }], {
    "rbac.authorization.k8s.io/aggregate-to-view": "true",
  }),
  clusterRole("podroom:edit", [{ apiGroups: [""], resources: ["pods/curl", "pods/dns"], verbs: ["get", "create"] }], {
    "rbac.authorization.k8s.io/aggregate-to-edit": "true",
  }),
];

/** What students may do everywhere: in a cluster of their own as in a shared one all that a course's labs do. */
const studentsRole = (mode: RoomMode): string => (mode === "shared" ? "podroom:student" : "view");

/** The RBAC objects of a mode, as requests in the room's name. */
export function accessRequests(mode: RoomMode): readonly ApiRequest[] {
  return [
    clusterRole("podroom:reader", READER_RULES),
    clusterRole("podroom:student", STUDENT_RULES),
    ...OWN_ROLES,
    binding("podroom:instructors", "cluster-admin", ["podroom:instructors"]),
    binding("podroom:students", studentsRole(mode), ["podroom:students"]),
    binding("podroom:viewers", "view", ["podroom:viewers"]),
    binding("podroom:readers", "podroom:reader", ["podroom:students", "podroom:viewers"]),
    ...guardRequests(),
  ];
}

/** Gives a cluster that has them another mode's rights; what a binding refers to never changes, so it is made anew. */
export function modeRequests(mode: RoomMode): readonly ApiRequest[] {
  return [
    remove(`/apis/${RBAC}/v1/clusterrolebindings/podroom:students`),
    binding("podroom:students", studentsRole(mode), ["podroom:students"]),
    // A room may be older than these.
    ...OWN_ROLES,
    ...guardRequests(),
  ];
}

function clusterRole(
  name: string,
  rules: readonly object[],
  labels?: { readonly [label: string]: string },
): ApiRequest {
  return create(`/apis/${RBAC}/v1/clusterroles`, {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRole",
    metadata: { name, ...(labels ? { labels } : {}) },
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
