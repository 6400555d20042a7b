/** FlowSchemas: which requests belong to which priority level. Stored and checked; a room's requests are not queued by them. */
import type { FlowSchema } from "../../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../json.ts";
import type { ResourceDefinition } from "../../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, fieldColumn, NAME_COLUMN, textColumn } from "../columns.ts";
import { resourceNames } from "../resourceNames.ts";
import { type FieldError, invalid, notSupported, required } from "../validation/errors.ts";
import { dns1123Subdomain } from "../validation/names.ts";
import { validateConditions } from "./conditions.ts";
import { validateFlowRules } from "./flowRules.ts";
import { MANDATORY_FLOW_SCHEMAS } from "./suggested.ts";

const DEFAULT_PRECEDENCE = 1000;
const LAST_PRECEDENCE = 10_000;
const METHODS = ["ByNamespace", "ByUser"];

export const flowSchema: ResourceDefinition<FlowSchema> = {
  names: resourceNames("flowcontrol.apiserver.k8s.io", "flowschemas"),
  resource: "flowschemas.flowcontrol.apiserver.k8s.io",
  schemaType: "flowcontrol.v1.FlowSchema",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: false,
  defaults({ spec }) {
    if (spec) spec.matchingPrecedence ||= DEFAULT_PRECEDENCE;
  },
  prepareCreate(draft) {
    draft.status = {};
  },
  validate: validateFlowSchema,
  validateUpdate: (object) => validateFlowSchema(object),
  validateStatusUpdate: ({ status }) => validateConditions(status?.conditions),
  columns: [
    NAME_COLUMN,
    fieldColumn("PriorityLevel", "flowcontrol.v1.PriorityLevelConfigurationReference", "name"),
    fieldColumn("MatchingPrecedence", "flowcontrol.v1.FlowSchemaSpec", "matchingPrecedence"),
    fieldColumn("DistinguisherMethod", "flowcontrol.v1.FlowSchemaSpec", "distinguisherMethod"),
    AGE_COLUMN,
    textColumn("MissingPL", "references a broken or non-existent PriorityLevelConfiguration"),
  ],
  rowOrder: (left, right) =>
    (left.spec?.matchingPrecedence ?? 0) - (right.spec?.matchingPrecedence ?? 0) ||
    (left.metadata.name < right.metadata.name ? -1 : 1),
  row: (object, now) => [
    object.metadata.name,
    object.spec?.priorityLevelConfiguration?.name ?? "",
    object.spec?.matchingPrecedence ?? 0,
    object.spec?.distinguisherMethod?.type ?? "<none>",
    ageCell(object, now),
    object.status?.conditions?.find(({ type }) => type === "Dangling")?.status ?? "?",
  ],
};

function validateFlowSchema({ metadata, spec, status }: FlowSchema): FieldError[] {
  const errors: FieldError[] = [];
  const precedence = spec?.matchingPrecedence ?? 0;
  const path = "spec.matchingPrecedence";
  if (precedence <= 0) errors.push(invalid(path, precedence, "must be a positive value"));
  if (precedence > LAST_PRECEDENCE)
    errors.push(invalid(path, precedence, `must not be greater than ${LAST_PRECEDENCE}`));
  if (precedence === 1 && metadata.name !== "exempt")
    errors.push(invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  const method = spec?.distinguisherMethod;
  if (method && !METHODS.includes(method.type))
    errors.push(notSupported("spec.distinguisherMethod.type", { Type: method.type }, METHODS));
  const level = spec?.priorityLevelConfiguration?.name ?? "";
  if (level === "") errors.push(required("spec.priorityLevelConfiguration.name", "must reference a priority level"));
  else
    for (const message of dns1123Subdomain(level))
      errors.push(invalid("spec.priorityLevelConfiguration.name", level, message));
  (spec?.rules ?? []).forEach((rule, index) => errors.push(...validateFlowRules(rule, `spec.rules[${index}]`)));
  const fixed = MANDATORY_FLOW_SCHEMAS.get(metadata.name);
  if (fixed && !equalJson(fixed, spec))
    errors.push(invalid("spec", spec, `spec of '${metadata.name}' must equal the fixed value`));
  errors.push(...validateConditions(status?.conditions));
  return errors;
}
