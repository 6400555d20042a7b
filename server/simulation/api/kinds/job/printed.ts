/** Parts of a Job as Kubernetes' internal Go types print them, in messages that quote a struct. */
import type { JobSpec, ObjectMeta, PodTemplateSpec } from "../../../../protocol/kubernetes/index.ts";
import { sortedMap } from "../podTemplate.ts";
import { internalPodSpec } from "../pod/internalForm.ts";

export function printedSuccessPolicy(policy: JobSpec["successPolicy"]): object | null {
  if (!policy) return null;
  return {
    Rules:
      (policy.rules as typeof policy.rules | null)?.map(({ succeededIndexes, succeededCount }) => ({
        SucceededIndexes: succeededIndexes ?? null,
        SucceededCount: succeededCount ?? null,
      })) ?? null,
  };
}

export function printedFailurePolicy(policy: JobSpec["podFailurePolicy"]): object | null {
  if (!policy) return null;
  return {
    Rules:
      (policy.rules as typeof policy.rules | null)?.map(({ action, onExitCodes, onPodConditions }) => ({
        Action: action,
        OnExitCodes: onExitCodes
          ? {
              ContainerName: onExitCodes.containerName ?? null,
              Operator: onExitCodes.operator,
              Values: onExitCodes.values ?? null,
            }
          : null,
        OnPodConditions: onPodConditions?.map(({ type, status }) => ({ Type: type, Status: status ?? "" })) ?? null,
      })) ?? null,
  };
}

const META_ORDER: readonly (keyof ObjectMeta)[] = ["name", "generateName", "namespace"];

export function printedTemplate({ metadata = {}, spec }: PodTemplateSpec): object {
  const printed: Record<string, unknown> = {};
  for (const field of META_ORDER) if (metadata[field]) printed[field] = metadata[field];
  if (metadata.labels) printed.labels = sortedMap(metadata.labels);
  if (metadata.annotations) printed.annotations = sortedMap(metadata.annotations);
  if (metadata.finalizers) printed.finalizers = metadata.finalizers;
  return { ...printed, Spec: internalPodSpec(spec ?? { containers: [] }) };
}
