/** Which kind is described how, and at which version it is read. Models describerMap of kubectl pkg/describe. */
import { describeHorizontalPodAutoscaler } from "./autoscalers.ts";
import { describeCertificateSigningRequest } from "./certificates.ts";
import { describeConfigMap, describeSecret } from "./configs.ts";
import type { Describe } from "./DescribeContext.ts";
import { describeEndpoints, describeEndpointSlice } from "./endpoints.ts";
import { describeGeneric } from "./generic.ts";
import { describeIngress, describeIngressClass } from "./ingresses.ts";
import { describeCronJob, describeJob } from "./jobs.ts";
import { describeLimitRange, describeNamespace, describeResourceQuota } from "./limits.ts";
import { describeNetworkPolicy } from "./networkPolicies.ts";
import { describeNode } from "./nodes.ts";
import { describePod } from "./pods.ts";
import { describePodDisruptionBudget, describePriorityClass, describeServiceAccount } from "./policies.ts";
import { describeBinding, describeRole } from "./rbac.ts";
import { describeIPAddress, describeService, describeServiceCIDR } from "./services.ts";
import {
  describeCSINode,
  describePersistentVolume,
  describePersistentVolumeClaim,
  describeStorageClass,
  describeVolumeAttributesClass,
} from "./storage.ts";
import {
  describeDaemonSet,
  describeDeployment,
  describeReplicaSet,
  describeReplicationController,
  describeStatefulSet,
} from "./workloads.ts";

export interface Describer {
  /** The version at which the object is read; undefined: the one that discovery gave. */
  readonly version?: string;
  readonly describe: Describe;
}

const GROUPS: { readonly [group: string]: { readonly [kind: string]: Describe } } = {
  "": {
    Pod: describePod,
    ReplicationController: describeReplicationController,
    Secret: describeSecret,
    Service: describeService,
    ServiceAccount: describeServiceAccount,
    Node: describeNode,
    LimitRange: describeLimitRange,
    ResourceQuota: describeResourceQuota,
    PersistentVolume: describePersistentVolume,
    PersistentVolumeClaim: describePersistentVolumeClaim,
    Namespace: describeNamespace,
    Endpoints: describeEndpoints,
    ConfigMap: describeConfigMap,
  },
  "discovery.k8s.io": { EndpointSlice: describeEndpointSlice },
  autoscaling: { HorizontalPodAutoscaler: describeHorizontalPodAutoscaler },
  "networking.k8s.io": {
    Ingress: describeIngress,
    IngressClass: describeIngressClass,
    ServiceCIDR: describeServiceCIDR,
    IPAddress: describeIPAddress,
    NetworkPolicy: describeNetworkPolicy,
  },
  batch: { Job: describeJob, CronJob: describeCronJob },
  apps: {
    StatefulSet: describeStatefulSet,
    Deployment: describeDeployment,
    DaemonSet: describeDaemonSet,
    ReplicaSet: describeReplicaSet,
  },
  "certificates.k8s.io": { CertificateSigningRequest: describeCertificateSigningRequest },
  "storage.k8s.io": {
    StorageClass: describeStorageClass,
    CSINode: describeCSINode,
    VolumeAttributesClass: describeVolumeAttributesClass,
  },
  policy: { PodDisruptionBudget: describePodDisruptionBudget },
  "rbac.authorization.k8s.io": {
    Role: describeRole,
    ClusterRole: describeRole,
    RoleBinding: describeBinding,
    ClusterRoleBinding: describeBinding,
  },
  "scheduling.k8s.io": { PriorityClass: describePriorityClass },
};

export function describerFor(group: string, kind: string): Describer {
  const kinds = GROUPS[group];
  const describe = kinds && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!describe) return { describe: describeGeneric };
  return { version: group === "autoscaling" ? "v2" : "v1", describe };
}
