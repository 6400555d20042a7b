import type { JobSpec } from "../../../../protocol/kubernetes/index.ts";
import type { Draft } from "../../ResourceDefinition.ts";
import { defaultPodTemplate } from "../podTemplate.ts";
import { warningsForPodSpec } from "../pod/warnings.ts";

/** What Jobs and the templates of CronJobs both get. In place, after normalizeZeroValues. */
export function defaultJobParts(spec: Draft<JobSpec>): void {
  spec.template ??= {};
  spec.template.metadata ??= {};
  defaultPodTemplate(spec.template);
  for (const rule of spec.podFailurePolicy?.rules ?? [])
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= "True";
}

const MANY = { completions: 100_000, parallelism: 10_000 } as const;

/** Texts of Warning headers about a Job's spec at `path`. Models kubernetes pkg/api/job/warnings.go. */
export function warningsForJobSpec(spec: JobSpec, path: string): string[] {
  const warnings: string[] = [];
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  if (completionMode === "Indexed" && completions > MANY.completions && parallelism > MANY.parallelism) {
    warnings.push(
      `${path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`,
    );
  }
  const described = {
    spec: template.spec ?? { containers: [] },
    annotations: template.metadata?.annotations ?? {},
    prefix: `${path}.template.`,
  };
  return [...warnings, ...warningsForPodSpec(described)];
}
