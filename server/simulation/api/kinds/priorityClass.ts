/** PriorityClasses. Models kubernetes pkg/apis/scheduling/validation. That only one is the default is admission's rule. */
import type { PriorityClass } from "../../../protocol/kubernetes/index.ts";
import { ApiError } from "../machinery/status.ts";
import type { Draft, ResourceDefinition, StrategyContext } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, forbidden, notSupported, required } from "./validation/errors.ts";
import { validateImmutable } from "./validation/metadata.ts";

const HIGHEST = 1000000000;
const SYSTEM_PREFIX = "system-";
const SYSTEM: { readonly [name: string]: number } = {
  "system-node-critical": 2000001000,
  "system-cluster-critical": 2000000000,
};
const POLICIES = ["PreemptLowerPriority", "Never"];

export const priorityClass: ResourceDefinition<PriorityClass> = {
  names: resourceNames("scheduling.k8s.io", "priorityclasses"),
  resource: "priorityclasses.scheduling.k8s.io",
  schemaType: "scheduling.v1.PriorityClass",
  generation: true,
  // Only its creation counts.
  changesGeneration: () => false,
  prepareCreate: refuseSecondDefault,
  prepareUpdate: (draft, _old, context) => refuseSecondDefault(draft, context),
  defaults(draft) {
    draft.preemptionPolicy ??= "PreemptLowerPriority";
  },
  validate: validateClass,
  validateUpdate: (object, old) => [
    ...((object.value ?? 0) === (old.value ?? 0) ? [] : [forbidden("value", "may not be changed in an update.")]),
    ...validateImmutable(object.preemptionPolicy, old.preemptionPolicy, "preemptionPolicy"),
  ],
  checkDelete({ metadata: { name } }) {
    if (Object.hasOwn(SYSTEM, name))
      throw ApiError.forbidden(priorityClass, name, "this is a system priority class and cannot be deleted");
  },
  columns: [
    NAME_COLUMN,
    {
      name: "Value",
      type: "integer",
      description:
        "value represents the integer value of this priority class. This is the actual priority that pods receive when they have the name of this class in their pod spec.",
    },
    {
      name: "Global-Default",
      type: "boolean",
      description:
        "globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, if more than one PriorityClasses exists with their `globalDefault` field set to true, the smallest value of such global default PriorityClasses will be used as the default priority.",
    },
    AGE_COLUMN,
    textColumn(
      "PreemptionPolicy",
      "preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority. Defaults to PreemptLowerPriority if unset.",
    ),
  ],
  row: (object, now) => [
    object.metadata.name,
    object.value ?? 0,
    object.globalDefault ?? false,
    ageCell(object, now),
    object.preemptionPolicy ?? "",
  ],
};

/** Models the Priority admission plugin, which upstream asks here. */
function refuseSecondDefault(
  { metadata, globalDefault }: Pick<Draft<PriorityClass>, "metadata" | "globalDefault">,
  { store }: StrategyContext,
): void {
  if (!globalDefault) return;
  for (const other of store.list(priorityClass.resource) as Iterable<PriorityClass>) {
    if (!other.globalDefault || other.metadata.name === metadata.name) continue;
    throw ApiError.forbidden(
      priorityClass,
      metadata.name,
      `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`,
    );
  }
}

function validateClass({
  metadata: { name },
  value = 0,
  globalDefault,
  preemptionPolicy,
}: PriorityClass): FieldError[] {
  const errors: FieldError[] = [];
  if (name?.startsWith(SYSTEM_PREFIX)) {
    const problem = systemProblem({ name, value, globalDefault: globalDefault ?? false });
    if (problem)
      errors.push(
        forbidden(
          "metadata.name",
          `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${problem}`,
        ),
      );
  } else if (value > HIGHEST)
    errors.push(forbidden("value", `maximum allowed value of a user defined priority is ${HIGHEST}`));
  if ((preemptionPolicy as string | undefined) === "") errors.push(required("preemptionPolicy"));
  else if (preemptionPolicy !== undefined && !POLICIES.includes(preemptionPolicy))
    errors.push(notSupported("preemptionPolicy", preemptionPolicy, POLICIES));
  return errors;
}

function systemProblem({
  name,
  value,
  globalDefault,
}: {
  readonly name: string;
  readonly value: number;
  readonly globalDefault: boolean;
}): string | undefined {
  const known = SYSTEM[name];
  if (known === undefined) return `${name} is not a known system priority class`;
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}
