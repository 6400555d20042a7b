/**
 * ValidatingAdmissionPolicies and their bindings. Models kubernetes pkg/apis/admissionregistration. How they are asked
 * about writes is `../policies/`'s matter.
 */
import { validateConditions } from "./validation/conditions.ts";
import { compilePolicy } from "../policies/compilePolicy.ts";
import {
  BINDING_RESOURCE,
  POLICY_RESOURCE,
  type PolicyBinding,
  type PolicySpec,
  type ValidatingAdmissionPolicy,
  type Variable,
} from "../policies/types.ts";
import { goJson } from "../machinery/goText.ts";
import { FieldError } from "../machinery/status.ts";
import type { Column, Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import {
  defaultMatchResources,
  FAILURE_POLICIES,
  matchConditionErrors,
  matchResourcesErrors,
  paramKindErrors,
  paramRefErrors,
} from "./validation/admissionRules.ts";
import { nameIsSubdomain, qualifiedName } from "./validation/names.ts";

const { required, invalid, notSupported, duplicate } = FieldError;
const GROUP = "admissionregistration.k8s.io";
const REASONS = ["Forbidden", "Invalid", "RequestEntityTooLarge"];
const ACTIONS = ["Audit", "Deny", "Warn"];
const MOST_ANNOTATIONS = 20;
const LONGEST_ANNOTATION = 5 * 1024;
const LINE_BREAK = /[\n\r]/;
const RESERVED = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

const PARAM_KIND = textColumn(
  "ParamKind",
  "ParamKind specifies the kind of resources used to parameterize this policy",
);
const VALIDATIONS: Column = {
  name: "Validations",
  type: "integer",
  description: "Validations indicates the number of validation rules defined in this configuration",
};
export const BINDING_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  textColumn("PolicyName", "PolicyName indicates the policy definition which the policy binding binded to"),
  textColumn("ParamRef", "ParamRef indicates the param resource which sets the configuration param"),
  AGE_COLUMN,
];

export const validatingAdmissionPolicy: ResourceDefinition<ValidatingAdmissionPolicy> = {
  names: resourceNames(GROUP, "validatingadmissionpolicies"),
  resource: POLICY_RESOURCE,
  schemaType: "admissionregistration.v1.ValidatingAdmissionPolicy",
  generation: true,
  hasStatus: true,
  statusKeepsMetadata: true,
  unconditionalUpdate: false,
  defaults: ({ spec }) => defaultPolicy(spec),
  prepareCreate(draft) {
    draft.status = {};
  },
  validate: ({ metadata, spec }) => policyErrors(spec, metadata.name),
  validateUpdate: ({ metadata, spec }) => policyErrors(spec, metadata.name),
  validateStatusUpdate: ({ status }) =>
    validateConditions((status as { readonly conditions?: readonly object[] })?.conditions, "status.conditions"),
  columns: [NAME_COLUMN, VALIDATIONS, PARAM_KIND, AGE_COLUMN],
  row: (object, now) => [
    object.metadata.name,
    object.spec.validations?.length ?? 0,
    paramKindCell(object.spec),
    ageCell(object, now),
  ],
};

export const validatingAdmissionPolicyBinding: ResourceDefinition<PolicyBinding> = {
  names: resourceNames(GROUP, "validatingadmissionpolicybindings"),
  resource: BINDING_RESOURCE,
  schemaType: "admissionregistration.v1.ValidatingAdmissionPolicyBinding",
  generation: true,
  unconditionalUpdate: false,
  defaults({ spec }) {
    if (spec.matchResources) defaultMatchResources(spec.matchResources);
  },
  validate: ({ spec }) => [...bindingErrors(spec), ...actionErrors(spec.validationActions ?? [])],
  validateUpdate: ({ spec }) => [...bindingErrors(spec), ...actionErrors(spec.validationActions ?? [])],
  columns: BINDING_COLUMNS,
  row: (object, now) => [
    object.metadata.name,
    object.spec.policyName ?? "",
    paramRefCell(object),
    ageCell(object, now),
  ],
};

export function defaultPolicy(spec: Draft<Pick<PolicySpec, "failurePolicy" | "matchConstraints">>): void {
  spec.failurePolicy ??= "Fail";
  if (spec.matchConstraints) defaultMatchResources(spec.matchConstraints);
}

export function paramKindCell({ paramKind }: Pick<PolicySpec, "paramKind">): string {
  return paramKind ? `${paramKind.apiVersion ?? ""}/${paramKind.kind ?? ""}` : "<unset>";
}

export function paramRefCell({ spec: { paramRef } }: PolicyBinding): string {
  if (paramRef?.name) return `${paramRef.namespace || "*"}/${paramRef.name}`;
  return paramRef?.selector ? goJson(paramRef.selector) : "<unset>";
}

/** What policies that validate and those that change have in common, up to their variables. */
export function commonErrors(spec: PolicySpec): FieldError[] {
  const errors: FieldError[] = [];
  const { failurePolicy, paramKind, matchConstraints } = spec;
  if (failurePolicy === undefined) errors.push(required("spec.failurePolicy"));
  else if (!FAILURE_POLICIES.includes(failurePolicy))
    errors.push(notSupported("spec.failurePolicy", failurePolicy, FAILURE_POLICIES));
  if (paramKind) errors.push(...paramKindErrors(paramKind, "spec.paramKind"));
  if (!matchConstraints) errors.push(required("spec.matchConstraints"));
  else {
    errors.push(...matchResourcesErrors(matchConstraints, "spec.matchConstraints"));
    if (!matchConstraints.resourceRules?.length) errors.push(required("spec.matchConstraints.resourceRules"));
  }
  errors.push(...matchConditionErrors(spec.matchConditions, "spec.matchConditions", paramKind !== undefined));
  const compiled = compilePolicy(spec);
  for (const [index, { variable, compiled: one }] of compiled.variables.entries())
    errors.push(...variableErrors(variable, `spec.variables[${index}]`, "problem" in one ? one.problem : undefined));
  return errors;
}

function variableErrors({ name, expression }: Variable, path: string, problem: string | undefined): FieldError[] {
  const errors: FieldError[] = [];
  if (name.trim() === "") errors.push(required(`${path}.name`, "name is not specified"));
  else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) || RESERVED.has(name))
    errors.push(invalid(`${path}.name`, name, "must be a valid CEL identifier"));
  if (expression.trim() === "") errors.push(required(`${path}.expression`, "expression is not specified"));
  else if (problem !== undefined) errors.push(invalid(`${path}.expression`, expression, problem));
  return errors;
}

function policyErrors(spec: PolicySpec, name: string): FieldError[] {
  const errors = commonErrors(spec);
  const { validations = [], auditAnnotations = [] } = spec;
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const problem = "validations or auditAnnotations must contain at least one item";
    return [...errors, required("spec.validations", problem), required("spec.auditAnnotations", problem)];
  }
  const compiled = compilePolicy(spec);
  for (const [index, { validation, compiled: condition, message: made }] of compiled.validations.entries()) {
    const path = `spec.validations[${index}]`;
    const { expression, message = "", messageExpression = "", reason } = validation;
    if (expression.trim() === "") errors.push(required(`${path}.expression`, "expression is not specified"));
    else if ("problem" in condition) errors.push(invalid(`${path}.expression`, expression, condition.problem));
    if (messageExpression !== "" && messageExpression.trim() === "")
      errors.push(invalid(`${path}.messageExpression`, messageExpression, "must be non-empty if specified"));
    else if (made && "problem" in made)
      errors.push(invalid(`${path}.messageExpression`, messageExpression, made.problem));
    if (message !== "" && message.trim() === "")
      errors.push(invalid(`${path}.message`, message, "must be non-empty if specified"));
    else if (LINE_BREAK.test(message.trim()))
      errors.push(invalid(`${path}.message`, message, "must not contain line breaks"));
    if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(`${path}.reason`, reason, REASONS));
  }
  return [...errors, ...annotationErrors(spec, name)];
}

function annotationErrors(spec: PolicySpec, name: string): FieldError[] {
  const { auditAnnotations = [] } = spec;
  const errors: FieldError[] = [];
  const at = "spec.auditAnnotations";
  if (auditAnnotations.length > MOST_ANNOTATIONS)
    errors.push(invalid(at, auditAnnotations, `must not have more than ${MOST_ANNOTATIONS} auditAnnotations`));
  for (const [index, { annotation, compiled }] of compilePolicy(spec).annotations.entries()) {
    const path = `${at}[${index}]`;
    const { key, valueExpression } = annotation;
    const whole = `${name}/${key}`;
    for (const problem of qualifiedName(whole)) errors.push(invalid(`${path}.key`, whole, problem));
    const source = valueExpression.trim();
    if (source === "") errors.push(required(`${path}.valueExpression`, "valueExpression is not specified"));
    else if (source.length > LONGEST_ANNOTATION)
      errors.push(required(`${path}.valueExpression`, `must not exceed ${LONGEST_ANNOTATION} bytes in length`));
    else if ("problem" in compiled) errors.push(invalid(`${path}.valueExpression`, valueExpression, compiled.problem));
    if (auditAnnotations.findIndex((other) => other.key === key) < index) errors.push(duplicate(`${path}.key`, key));
  }
  return errors;
}

export function bindingErrors({ policyName, paramRef, matchResources }: PolicyBinding["spec"]): FieldError[] {
  const errors: FieldError[] = [];
  if (!policyName) errors.push(required("spec.policyName"));
  else
    for (const problem of nameIsSubdomain(policyName, false))
      errors.push(invalid("spec.policyName", policyName, problem));
  errors.push(...paramRefErrors(paramRef, "spec.paramRef"));
  if (matchResources) errors.push(...matchResourcesErrors(matchResources, "spec.matchResources"));
  return errors;
}

function actionErrors(actions: readonly string[]): FieldError[] {
  const path = "spec.validationActions";
  const errors: FieldError[] = [];
  for (const [index, action] of actions.entries()) {
    if (!ACTIONS.includes(action)) errors.push(notSupported(`${path}[${index}]`, action, ACTIONS));
    if (actions.indexOf(action) < index) errors.push(duplicate(`${path}[${index}]`, action));
  }
  if (actions.includes("Deny") && actions.includes("Warn"))
    errors.push(
      invalid(
        path,
        actions,
        "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)",
      ),
    );
  if (actions.length === 0) errors.push(required(path, "at least one validation action is required"));
  return errors;
}
