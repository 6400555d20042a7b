/**
 * The built-in resources this cluster has, one line each. Discovery, OpenAPI and routing follow from this list.
 * Read `../ResourceDefinition.ts` for what a line stands for.
 */
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { clusterRole } from "./clusterRole.ts";
import { clusterRoleBinding } from "./clusterRoleBinding.ts";
import { configMap } from "./configMap.ts";
import { customResourceDefinition } from "./customResourceDefinition.ts";
import { deployment } from "./deployment.ts";
import { endpointSlice } from "./endpointSlice.ts";
import { endpoints } from "./endpoints.ts";
import { event } from "./event.ts";
import { eventsV1 } from "./eventsV1.ts";
import { lease } from "./lease.ts";
import { limitRange } from "./limitRange.ts";
import { mutatingAdmissionPolicy, mutatingAdmissionPolicyBinding } from "./mutatingAdmissionPolicy.ts";
import { validatingAdmissionPolicy, validatingAdmissionPolicyBinding } from "./validatingAdmissionPolicy.ts";
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from "./webhookConfigurations.ts";
import { namespace } from "./namespace.ts";
import { node } from "./node.ts";
import { pod } from "./pod/pod.ts";
import { podDisruptionBudget } from "./podDisruptionBudget.ts";
import { priorityClass } from "./priorityClass.ts";
import { replicaSet } from "./replicaSet.ts";
import { resourceQuota } from "./resourceQuota.ts";
import { role } from "./role.ts";
import { roleBinding } from "./roleBinding.ts";
import { secret } from "./secret.ts";
import { service } from "./service.ts";
import { serviceAccount } from "./serviceAccount.ts";
import { storageClass } from "./storageClass.ts";

import { controllerRevision } from "./controllerRevision.ts";
import { cronJob } from "./cronJob.ts";
import { daemonSet } from "./daemonSet.ts";
import { job } from "./job.ts";
import { podTemplates } from "./podTemplates.ts";
import { replicationController } from "./replicationController.ts";
import { statefulSet } from "./statefulSet.ts";
import { horizontalPodAutoscaler, horizontalPodAutoscalerV1 } from "./horizontalPodAutoscaler.ts";
import { ingress } from "./ingress.ts";
import { ingressClass } from "./ingressClass.ts";
import { networkPolicy } from "./networkPolicy.ts";
import { csiDriver } from "./csiDriver.ts";
import { csiNode } from "./csiNode.ts";
import { persistentVolume } from "./persistentVolume.ts";
import { persistentVolumeClaim } from "./persistentVolumeClaim.ts";
import { runtimeClass } from "./runtimeClass.ts";
import { ipAddress, serviceCidr } from "./serviceCidr.ts";
import { volumeAttachment } from "./volumeAttachment.ts";
import { apiService } from "./apiService.ts";
import { certificateSigningRequest } from "./certificates/certificateSigningRequest.ts";
import { componentStatus } from "./componentStatus.ts";
import { csiStorageCapacity } from "./csiStorageCapacity.ts";
import { deviceClass, resourceClaim, resourceClaimTemplate, resourceSlice } from "./dynamicResources/index.ts";
import { flowSchema } from "./flowcontrol/flowSchema.ts";
import { priorityLevelConfiguration } from "./flowcontrol/priorityLevelConfiguration.ts";
import { volumeAttributesClass } from "./volumeAttributesClass.ts";

export const BUILT_IN_DEFINITIONS: readonly ResourceDefinition[] = [
  configMap,
  endpoints,
  event,
  limitRange,
  namespace,
  node,
  pod,
  resourceQuota,
  secret,
  serviceAccount,
  service,
  deployment,
  replicaSet,
  endpointSlice,
  eventsV1,
  lease,
  clusterRoleBinding,
  clusterRole,
  roleBinding,
  role,
  podDisruptionBudget,
  priorityClass,
  storageClass,
  controllerRevision,
  cronJob,
  daemonSet,
  job,
  podTemplates,
  replicationController,
  statefulSet,
  horizontalPodAutoscaler,
  horizontalPodAutoscalerV1,
  ingress,
  ingressClass,
  networkPolicy,
  persistentVolume,
  persistentVolumeClaim,
  csiDriver,
  csiNode,
  volumeAttachment,
  runtimeClass,
  serviceCidr,
  ipAddress,
  customResourceDefinition,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  mutatingAdmissionPolicy,
  mutatingAdmissionPolicyBinding,
  validatingWebhookConfiguration,
  mutatingWebhookConfiguration,
  componentStatus,
  csiStorageCapacity,
  volumeAttributesClass,
  certificateSigningRequest,
  flowSchema,
  priorityLevelConfiguration,
  apiService,
  deviceClass,
  resourceClaim,
  resourceClaimTemplate,
  resourceSlice,
] as readonly ResourceDefinition[];
