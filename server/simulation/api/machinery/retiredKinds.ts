/** Kinds of older API versions that the server still knows by name but no longer serves. */
import type { GroupVersionKind } from "./GroupVersionKind.ts";

const RETIRED = new Set([
  "apps/v1beta1/Deployment",
  "apps/v1beta1/StatefulSet",
  "apps/v1beta1/ControllerRevision",
  "apps/v1beta2/Deployment",
  "apps/v1beta2/StatefulSet",
  "apps/v1beta2/DaemonSet",
  "apps/v1beta2/ReplicaSet",
  "apps/v1beta2/ControllerRevision",
  "extensions/v1beta1/Deployment",
  "extensions/v1beta1/DaemonSet",
  "extensions/v1beta1/ReplicaSet",
  "extensions/v1beta1/Ingress",
  "extensions/v1beta1/NetworkPolicy",
  "batch/v1beta1/CronJob",
  "policy/v1beta1/PodDisruptionBudget",
  "policy/v1beta1/Eviction",
  "networking.k8s.io/v1beta1/Ingress",
  "networking.k8s.io/v1beta1/IngressClass",
  "networking.k8s.io/v1beta1/IPAddress",
  "networking.k8s.io/v1beta1/ServiceCIDR",
  "autoscaling/v2beta1/HorizontalPodAutoscaler",
  "autoscaling/v2beta2/HorizontalPodAutoscaler",
  "discovery.k8s.io/v1beta1/EndpointSlice",
  "events.k8s.io/v1beta1/Event",
  "node.k8s.io/v1beta1/RuntimeClass",
  "rbac.authorization.k8s.io/v1beta1/Role",
  "rbac.authorization.k8s.io/v1beta1/RoleBinding",
  "rbac.authorization.k8s.io/v1beta1/ClusterRole",
  "rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding",
  "scheduling.k8s.io/v1beta1/PriorityClass",
  "storage.k8s.io/v1beta1/StorageClass",
  "storage.k8s.io/v1beta1/VolumeAttachment",
  "storage.k8s.io/v1beta1/CSIDriver",
  "storage.k8s.io/v1beta1/CSINode",
  "storage.k8s.io/v1beta1/CSIStorageCapacity",
  "coordination.k8s.io/v1beta1/Lease",
  "admissionregistration.k8s.io/v1beta1/ValidatingAdmissionPolicy",
  "apiextensions.k8s.io/v1beta1/CustomResourceDefinition",
]);

export function isRetiredKind({ group, version, kind }: GroupVersionKind): boolean {
  return RETIRED.has(`${group}/${version}/${kind}`);
}
