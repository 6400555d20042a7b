/** Which objects kubectl has Go types of: some commands work on those alone. */
import type { JsonObject } from "../json.ts";
import { splitApiVersion } from "../rest/RestMapper.ts";
import { typeNameOf } from "../typed/types.ts";

/** Groups whose types are not kubectl's. */
const OTHERS = ["apiextensions.k8s.io", "apiregistration.k8s.io"];

/** Kinds kubectl still has types of, though no server of its own version has their version any more, or by default. */
const OLDER: { readonly [version: string]: string } = {
  v1: "List PodStatusResult RangeAllocation SerializedReference",
  "admissionregistration.k8s.io/v1alpha1":
    "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io/v1beta1":
    "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration",
  "apps/v1beta1": "ControllerRevision Deployment Scale StatefulSet",
  "apps/v1beta2": "ControllerRevision DaemonSet Deployment ReplicaSet Scale StatefulSet",
  "batch/v1beta1": "CronJob",
  "certificates.k8s.io/v1alpha1": "ClusterTrustBundle",
  "certificates.k8s.io/v1beta1": "CertificateSigningRequest ClusterTrustBundle PodCertificateRequest",
  "coordination.k8s.io/v1alpha2": "LeaseCandidate",
  "coordination.k8s.io/v1beta1": "Lease LeaseCandidate",
  "discovery.k8s.io/v1beta1": "EndpointSlice",
  "events.k8s.io/v1beta1": "Event",
  "extensions/v1beta1": "DaemonSet Deployment Ingress NetworkPolicy ReplicaSet Scale",
  "flowcontrol.apiserver.k8s.io/v1beta1": "FlowSchema PriorityLevelConfiguration",
  "flowcontrol.apiserver.k8s.io/v1beta2": "FlowSchema PriorityLevelConfiguration",
  "flowcontrol.apiserver.k8s.io/v1beta3": "FlowSchema PriorityLevelConfiguration",
  "networking.k8s.io/v1beta1": "IPAddress Ingress IngressClass ServiceCIDR",
  "node.k8s.io/v1alpha1": "RuntimeClass",
  "node.k8s.io/v1beta1": "RuntimeClass",
  "policy/v1beta1": "Eviction PodDisruptionBudget",
  "rbac.authorization.k8s.io/v1alpha1": "ClusterRole ClusterRoleBinding Role RoleBinding",
  "rbac.authorization.k8s.io/v1beta1": "ClusterRole ClusterRoleBinding Role RoleBinding",
  "resource.k8s.io/v1beta1": "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
  "resource.k8s.io/v1beta2": "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
  "scheduling.k8s.io/v1beta1": "PriorityClass",
  "storage.k8s.io/v1alpha1": "CSIStorageCapacity VolumeAttachment VolumeAttributesClass",
  "storage.k8s.io/v1beta1": "CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass",
};

/** Why an object of this kind cannot be had; undefined when it can. */
export function typeProblem(object: JsonObject): string | undefined {
  const version = String(object["apiVersion"]);
  if (typeNameOf(object) !== undefined && !OTHERS.includes(splitApiVersion(version).group)) return undefined;
  const kinds = Object.hasOwn(OLDER, version) ? (OLDER[version] ?? "").split(" ") : [];
  const named = String(object["kind"]);
  if (kinds.includes(named) || (version !== "v1" && kinds.includes(named.replace(/List$/, "")))) return undefined;
  const kind = JSON.stringify(object["kind"]);
  return `no kind ${kind} is registered for version ${JSON.stringify(version)} in scheme "pkg/runtime/scheme.go:111"`;
}
