/** What a ReplicaSet and a ReplicationController count of their pods. Models ValidateReplicaSetStatus and its twin in core. */
import type { ReplicaSetStatus } from "../../../../protocol/kubernetes/index.ts";
import { type FieldError, invalid } from "./errors.ts";
import { validateNotNegative } from "./metadata.ts";

const COUNTS = [
  "replicas",
  "fullyLabeledReplicas",
  "readyReplicas",
  "availableReplicas",
  "observedGeneration",
  "terminatingReplicas",
] as const;

export function validateReplicaCounts(status: Pick<ReplicaSetStatus, (typeof COUNTS)[number]>): FieldError[] {
  const errors = COUNTS.flatMap((field) => validateNotNegative(status[field], `status.${field}`));
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  for (const field of ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"] as const) {
    if ((status[field] ?? 0) > replicas)
      errors.push(invalid(`status.${field}`, status[field] ?? 0, "cannot be greater than status.replicas"));
  }
  if (availableReplicas > readyReplicas)
    errors.push(invalid("status.availableReplicas", availableReplicas, "cannot be greater than readyReplicas"));
  return errors;
}
