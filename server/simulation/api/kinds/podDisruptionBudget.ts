/** PodDisruptionBudgets. Models kubernetes pkg/apis/policy/validation. What they allow is a controller's matter. */
import type { PodDisruptionBudget } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { validateConditions } from "./validation/conditions.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, invalid, notSupported, PrintedValue } from "./validation/errors.ts";
import { validateLabelSelector } from "./validation/labelSelector.ts";
import { validateNotNegative } from "./validation/metadata.ts";
import { nameIsPathSegment, NOT_NEGATIVE, percentText } from "./validation/names.ts";

const POLICIES = ["AlwaysAllow", "IfHealthyBudget"];
const COUNTS = ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"] as const;

export const podDisruptionBudget: ResourceDefinition<PodDisruptionBudget> = {
  names: resourceNames("policy", "poddisruptionbudgets"),
  resource: "poddisruptionbudgets.policy",
  schemaType: "policy.v1.PodDisruptionBudget",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: false,
  prepareCreate(draft) {
    draft.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  },
  validateName: nameIsPathSegment,
  validate: validateBudget,
  validateUpdate: validateBudget,
  validateStatusUpdate: ({ status }) => [
    ...COUNTS.flatMap((field) => validateNotNegative(status?.[field], `status.${field}`)),
    ...validateConditions(status?.conditions, "status.conditions"),
  ],
  columns: [
    NAME_COLUMN,
    textColumn("Min Available", "The minimum number of pods that must be available."),
    textColumn("Max Unavailable", "The maximum number of pods that may be unavailable."),
    {
      name: "Allowed Disruptions",
      type: "integer",
      description: "Calculated number of pods that may be disrupted at this time.",
    },
    AGE_COLUMN,
  ],
  row: (object, now) => [
    object.metadata.name,
    String(object.spec?.minAvailable ?? "N/A"),
    String(object.spec?.maxUnavailable ?? "N/A"),
    object.status?.disruptionsAllowed ?? 0,
    ageCell(object, now),
  ],
};

function validateBudget({ spec = {} }: PodDisruptionBudget): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const go = {
      MinAvailable: minAvailable,
      Selector: selector ?? null,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: policy ?? null,
    };
    errors.push(
      invalid("spec", new PrintedValue(JSON.stringify(go)), "minAvailable and maxUnavailable cannot be both set"),
    );
  }
  if (minAvailable !== undefined) errors.push(...validateShare(minAvailable, "spec.minAvailable"));
  if (maxUnavailable !== undefined) errors.push(...validateShare(maxUnavailable, "spec.maxUnavailable"));
  errors.push(...validateLabelSelector(selector, "spec.selector"));
  if (policy !== undefined && !POLICIES.includes(policy))
    errors.push(notSupported("spec.unhealthyPodEvictionPolicy", policy, POLICIES));
  return errors;
}

/** A count, or a percentage up to 100. */
function validateShare(value: number | string, path: string): FieldError[] {
  if (typeof value === "number") return value < 0 ? [invalid(path, value, NOT_NEGATIVE)] : [];
  const wrong = percentText(value).map((message) => invalid(path, value, message));
  return wrong.length > 0 || Number.parseInt(value, 10) <= 100
    ? wrong
    : [invalid(path, value, "must not be greater than 100%")];
}
