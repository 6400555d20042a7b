/**
 * The admission plugins of the API server, in the order of a default kube-apiserver. Each is a file beside this one; read
 * AdmissionPlugin.ts for what they are told.
 *
 * Models kubernetes pkg/kubeapiserver/options/plugins.go.
 */
import { escalationCheck } from "../authorization/escalation.ts";
import type { StrategyContext } from "../ResourceDefinition.ts";
import type { AdmissionAttributes, AdmissionPlugin } from "./AdmissionPlugin.ts";
import { persistentVolumeClaimResize } from "./persistentVolumeClaimResize.ts";
import { certificates } from "./certificates.ts";
import { defaultIngressClass } from "./defaultIngressClass.ts";
import { defaultStorageClass } from "./defaultStorageClass.ts";
import { defaultTolerationSeconds } from "./defaultTolerationSeconds.ts";
import { faultsAreKept } from "./faults.ts";
import { limitRanger } from "./limitRanger.ts";
import { namespaceLifecycle } from "./namespaceLifecycle.ts";
import { podSecurity } from "./podSecurity.ts";
import { priority } from "./priority.ts";
import { resourceQuotaAdmission } from "./resourceQuota.ts";
import { runtimeClass } from "./runtimeClass.ts";
import { serviceAccountAdmission } from "./serviceAccount.ts";
import { storageObjectInUseProtection } from "./storageObjectInUseProtection.ts";
import { taintNodesByCondition } from "./taintNodesByCondition.ts";

import { validatingAdmissionPolicies } from "../policies/validatingPolicies.ts";

export type { AdmissionAttributes, AdmissionPlugin } from "./AdmissionPlugin.ts";

export const ADMISSION_PLUGINS: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  faultsAreKept,
  limitRanger,
  serviceAccountAdmission,
  taintNodesByCondition,
  podSecurity,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  certificates,
  defaultIngressClass,
  escalationCheck,
  validatingAdmissionPolicies,
  resourceQuotaAdmission,
];

/** Asks every plugin in turn; the first that refuses throws. */
export function runAdmission(
  plugins: readonly AdmissionPlugin[],
  phase: "mutate" | "validate" | "validateOther",
  attributes: AdmissionAttributes,
  context: StrategyContext,
): void {
  for (const plugin of plugins) plugin[phase]?.(attributes, context);
}
