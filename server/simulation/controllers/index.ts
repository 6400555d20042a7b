/**
 * The controllers of a cluster. Each is one file that hears of changes, notes keys and brings the state of one object
 * nearer to what it should be; they know each other only through objects. Read `replicaSet.ts` first, then `deployment.ts`.
 * What runs them is `controllerkit/ControllerHost.ts`. No controller here reads a clock or waits.
 */
import type { ControllerFactory } from "../controllerkit/Controller.ts";
import { clusterRoleAggregationController } from "./clusterRoleAggregation.ts";
import { cronJobController } from "./cronJob.ts";
import { daemonSetController } from "./daemonSet.ts";
import { deploymentController } from "./deployment.ts";
import { disruptionController } from "./disruption.ts";
import { endpointsController } from "./endpoints.ts";
import { endpointSliceController } from "./endpointSlice.ts";
import { endpointSliceMirroringController } from "./endpointSliceMirroring.ts";
import { garbageCollector } from "./garbageCollector.ts";
import { horizontalPodAutoscalerController } from "./horizontalPodAutoscaler.ts";
import { ingressController } from "./ingress.ts";
import { jobController } from "./job.ts";
import { kubernetesServiceController } from "./kubernetesService.ts";
import { loadBalancerController } from "./loadBalancer.ts";
import { localPathProvisioner } from "./localPathProvisioner.ts";
import { namespaceController } from "./namespace.ts";
import { nodeIpamController } from "./nodeIpam.ts";
import { nodeLifecycleController } from "./nodeLifecycle.ts";
import { nodeTtlController } from "./nodeTtl.ts";
import { persistentVolumeController } from "./persistentVolume.ts";
import { podGarbageCollector } from "./podGarbageCollector.ts";
import { replicaSetController } from "./replicaSet.ts";
import { replicationControllerController } from "./replicationController.ts";
import { resourceQuotaController } from "./resourceQuota.ts";
import { rootCaPublisher } from "./rootCaPublisher.ts";
import { serviceAccountController } from "./serviceAccount.ts";
import { serviceAccountTokenController } from "./serviceAccountToken.ts";
import { statefulSetController } from "./statefulSet.ts";
import { taintEvictionController } from "./taintEviction.ts";
import { ttlAfterFinishedController } from "./ttlAfterFinished.ts";
import {
  attributesClassProtectionController,
  claimProtectionController,
  volumeProtectionController,
} from "./volumeProtection.ts";

/** Every controller of a cluster by its name. The order is that in which they hear of a change, hence part of a history. */
export const CONTROLLERS: readonly (readonly [name: string, factory: ControllerFactory])[] = [
  ["replicaset-controller", replicaSetController],
  ["deployment-controller", deploymentController],
  ["daemonset-controller", daemonSetController],
  ["endpointslice-controller", endpointSliceController],
  ["endpoint-controller", endpointsController],
  ["endpointslicemirroring-controller", endpointSliceMirroringController],
  ["generic-garbage-collector", garbageCollector],
  ["serviceaccount-controller", serviceAccountController],
  ["root-ca-certificate-publisher", rootCaPublisher],
  ["namespace-controller", namespaceController],
  ["ttl-controller", nodeTtlController],
  ["node-ipam-controller", nodeIpamController],
  ["node-controller", nodeLifecycleController],
  ["taint-eviction-controller", taintEvictionController],
  ["pod-garbage-collector", podGarbageCollector],
  ["clusterrole-aggregation-controller", clusterRoleAggregationController],
  ["persistentvolume-controller", persistentVolumeController],
  ["persistentvolumeclaim-protection-controller", claimProtectionController],
  ["persistentvolume-protection-controller", volumeProtectionController],
  ["volumeattributesclass-protection-controller", attributesClassProtectionController],
  ["resourcequota-controller", resourceQuotaController],
  ["controllermanager", disruptionController],
  ["statefulset-controller", statefulSetController],
  ["replication-controller", replicationControllerController],
  ["job-controller", jobController],
  ["ttl-after-finished-controller", ttlAfterFinishedController],
  ["cronjob-controller", cronJobController],
  ["horizontal-pod-autoscaler", horizontalPodAutoscalerController],
  ["metallb-controller", loadBalancerController],
  ["nginx-ingress-controller", ingressController],
  ["rancher.io/local-path", localPathProvisioner],
  ["tokens-controller", serviceAccountTokenController],
  ["kubernetes-service-controller", kubernetesServiceController],
];
