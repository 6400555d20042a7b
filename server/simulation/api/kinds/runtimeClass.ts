/** RuntimeClasses. Models kubernetes pkg/registry/node/runtimeclass and pkg/apis/node/validation. */
import type { RuntimeClass, Toleration } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { validateTolerations } from "./pod/validateScheduling.ts";
import { resourceNames } from "./resourceNames.ts";
import { duplicate, type FieldError, invalid, required } from "./validation/errors.ts";
import { validateImmutable, validateLabels } from "./validation/metadata.ts";
import { dns1123Label } from "./validation/names.ts";
import { validateContainerResourceName, validateResourceRequirements } from "./validation/resources.ts";

export const runtimeClass: ResourceDefinition<RuntimeClass> = {
  names: resourceNames("node.k8s.io", "runtimeclasses"),
  resource: "runtimeclasses.node.k8s.io",
  schemaType: "node.v1.RuntimeClass",
  createOnUpdate: true,
  unconditionalUpdate: false,
  validate: validateClass,
  validateUpdate: (object, old) => [
    ...validateClass(object),
    ...validateImmutable(object.handler, old.handler, "handler"),
  ],
  columns: [NAME_COLUMN, textColumn("Handler", ""), AGE_COLUMN],
  row: (object, now) => [object.metadata.name, object.handler, ageCell(object, now)],
};

function validateClass({ handler, overhead, scheduling }: RuntimeClass): FieldError[] {
  const errors = handler
    ? dns1123Label(handler).map((message) => invalid("handler", handler, message))
    : [required("handler")];
  if (overhead?.podFixed) {
    const rules = { nameRule: validateContainerResourceName, claimNames: new Set<string>() };
    errors.push(...validateResourceRequirements({ limits: overhead.podFixed }, "overhead", rules));
  }
  if (!scheduling) return errors;
  const { nodeSelector, tolerations = [] } = scheduling;
  errors.push(...validateLabels(nodeSelector, "scheduling.nodeSelector"));
  errors.push(...validateTolerations(tolerations, "scheduling.tolerations"));
  const keyOf = ({ key, operator, value, effect }: (typeof tolerations)[number]): string =>
    JSON.stringify([key, operator, value, effect]);
  tolerations.forEach((toleration, index) => {
    if (tolerations.findIndex((other) => keyOf(other) === keyOf(toleration)) < index)
      errors.push(duplicate(`scheduling.tolerations[${index}]`, printedToleration(toleration)));
  });
  return errors;
}

function printedToleration({ key, operator, value, effect, tolerationSeconds }: Toleration): unknown {
  return {
    Key: key ?? "",
    Operator: operator ?? "",
    Value: value ?? "",
    Effect: effect ?? "",
    TolerationSeconds: tolerationSeconds ?? null,
  };
}
