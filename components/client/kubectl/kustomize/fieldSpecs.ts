/** Where labels, annotations and replicas stand in the built-in kinds. */
import type { FieldSpec } from "./fieldPaths.ts";

const WORKLOADS: readonly { readonly kind: string; readonly group?: string; readonly version?: string }[] = [
  { kind: "ReplicationController", version: "v1" },
  { kind: "Deployment" },
  { kind: "ReplicaSet" },
  { kind: "DaemonSet" },
  { kind: "StatefulSet" },
  { kind: "Job", group: "batch" },
];

function ofTemplates(member: "labels" | "annotations"): FieldSpec[] {
  return [
    ...WORKLOADS.map((kind) => ({
      ...kind,
      ...(member === "labels" && kind.kind === "StatefulSet" ? { group: "apps" } : {}),
      path: `spec/template/metadata/${member}`,
      create: true,
    })),
    ...["spec/jobTemplate/metadata", "spec/jobTemplate/spec/template/metadata"].map((path) => ({
      kind: "CronJob",
      group: "batch",
      path: `${path}/${member}`,
      create: true,
    })),
  ];
}

export const METADATA_LABELS: FieldSpec = { path: "metadata/labels", create: true };

export const TEMPLATE_LABELS: readonly FieldSpec[] = [
  METADATA_LABELS,
  ...ofTemplates("labels"),
  { kind: "StatefulSet", group: "apps", path: "spec/volumeClaimTemplates[]/metadata/labels", create: true },
];

const POD_TERMS = [
  "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
  "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution",
  "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
  "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution",
  "topologySpreadConstraints",
];

/** Labels that go to selectors too. */
export const SELECTOR_LABELS: readonly FieldSpec[] = [
  { kind: "Service", version: "v1", path: "spec/selector", create: true },
  { kind: "ReplicationController", version: "v1", path: "spec/selector", create: true },
  { kind: "Deployment", path: "spec/selector/matchLabels", create: true },
  { kind: "ReplicaSet", path: "spec/selector/matchLabels", create: true },
  { kind: "DaemonSet", path: "spec/selector/matchLabels", create: true },
  { kind: "StatefulSet", group: "apps", path: "spec/selector/matchLabels", create: true },
  ...["Deployment", "StatefulSet"].flatMap((kind) =>
    POD_TERMS.map((term) => ({ kind, group: "apps", path: `spec/template/spec/${term}/labelSelector/matchLabels` })),
  ),
  { kind: "Job", group: "batch", path: "spec/selector/matchLabels" },
  { kind: "CronJob", group: "batch", path: "spec/jobTemplate/spec/selector/matchLabels" },
  { kind: "PodDisruptionBudget", group: "policy", path: "spec/selector/matchLabels" },
  { kind: "NetworkPolicy", group: "networking.k8s.io", path: "spec/podSelector/matchLabels" },
  { kind: "NetworkPolicy", group: "networking.k8s.io", path: "spec/ingress/from/podSelector/matchLabels" },
  { kind: "NetworkPolicy", group: "networking.k8s.io", path: "spec/egress/to/podSelector/matchLabels" },
  ...TEMPLATE_LABELS,
];

export const ANNOTATIONS: readonly FieldSpec[] = [
  { path: "metadata/annotations", create: true },
  ...ofTemplates("annotations"),
];

export const REPLICAS: readonly FieldSpec[] = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"].map(
  (kind) => ({ kind, path: "spec/replicas", create: true }),
);

export const NAMESPACES: readonly FieldSpec[] = [
  { kind: "APIService", group: "apiregistration.k8s.io", path: "spec/service/namespace", create: true },
  {
    kind: "CustomResourceDefinition",
    group: "apiextensions.k8s.io",
    path: "spec/conversion/webhook/clientConfig/service/namespace",
  },
];
