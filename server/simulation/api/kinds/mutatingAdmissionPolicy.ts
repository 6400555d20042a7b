/**
 * MutatingAdmissionPolicies and their bindings, stored and checked. They change nothing: their expressions build objects,
 * which ours cannot yet. Models kubernetes pkg/apis/admissionregistration.
 */
import type { MutatingAdmissionPolicy, Mutation, PolicyBinding, PolicySpec } from "../policies/types.ts";
import { FieldError } from "../machinery/status.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import {
  BINDING_COLUMNS,
  bindingErrors,
  commonErrors,
  defaultPolicy,
  paramKindCell,
  paramRefCell,
} from "./validatingAdmissionPolicy.ts";
import { defaultMatchResources } from "./validation/admissionRules.ts";

const { required, invalid, notSupported } = FieldError;
const GROUP = "admissionregistration.k8s.io";
const PATCH_TYPES = ["ApplyConfiguration", "JSONPatch"];
const REINVOCATION = ["IfNeeded", "Never"];
const OPERATIONS = ["CREATE", "UPDATE"];

export const mutatingAdmissionPolicy: ResourceDefinition<MutatingAdmissionPolicy> = {
  names: resourceNames(GROUP, "mutatingadmissionpolicies"),
  resource: `mutatingadmissionpolicies.${GROUP}`,
  schemaType: "admissionregistration.v1.MutatingAdmissionPolicy",
  generation: true,
  unconditionalUpdate: false,
  defaults: ({ spec }) => defaultPolicy(spec),
  validate: ({ spec }) => policyErrors(spec),
  validateUpdate: ({ spec }) => policyErrors(spec),
  columns: [
    NAME_COLUMN,
    {
      name: "Mutations",
      type: "integer",
      description: "Mutation indicates the number of mutations rules defined in this configuration",
    },
    textColumn("ParamKind", "ParamKind specifies the kind of resources used to parameterize this policy"),
    AGE_COLUMN,
  ],
  row: (object, now) => [
    object.metadata.name,
    object.spec.mutations?.length ?? 0,
    paramKindCell(object.spec),
    ageCell(object, now),
  ],
};

export const mutatingAdmissionPolicyBinding: ResourceDefinition<PolicyBinding> = {
  names: resourceNames(GROUP, "mutatingadmissionpolicybindings"),
  resource: `mutatingadmissionpolicybindings.${GROUP}`,
  schemaType: "admissionregistration.v1.MutatingAdmissionPolicyBinding",
  generation: true,
  unconditionalUpdate: false,
  defaults({ spec }) {
    if (spec.matchResources) defaultMatchResources(spec.matchResources);
  },
  validate: ({ spec }) => [...bindingErrors(spec), ...operationErrors(spec.matchResources, "spec.matchResources")],
  validateUpdate: ({ spec }) => [
    ...bindingErrors(spec),
    ...operationErrors(spec.matchResources, "spec.matchResources"),
  ],
  columns: BINDING_COLUMNS,
  row: (object, now) => [
    object.metadata.name,
    object.spec.policyName ?? "",
    paramRefCell(object),
    ageCell(object, now),
  ],
};

/** Only what is made or changed can be changed on its way. */
function operationErrors(constraints: PolicySpec["matchConstraints"], path: string): FieldError[] {
  return (constraints?.resourceRules ?? []).flatMap(({ operations = [] }) =>
    operations
      .filter((operation) => !OPERATIONS.includes(operation))
      .map((operation) => notSupported(`${path}.resourceRules.operations`, operation, OPERATIONS)),
  );
}

function policyErrors(spec: MutatingAdmissionPolicy["spec"]): FieldError[] {
  const errors = [...commonErrors(spec), ...operationErrors(spec.matchConstraints, "spec.matchConstraints")];
  const { mutations = [], reinvocationPolicy } = spec;
  if (mutations.length === 0) errors.push(required("spec.mutations", "mutations must contain at least one item"));
  mutations.forEach((mutation, index) => errors.push(...mutationErrors(mutation, `spec.mutations[${index}]`)));
  if (!reinvocationPolicy) errors.push(required("spec.reinvocationPolicy"));
  else if (!REINVOCATION.includes(reinvocationPolicy))
    errors.push(notSupported("spec.reinvocationPolicy", reinvocationPolicy, REINVOCATION));
  return errors;
}

function mutationErrors({ patchType, applyConfiguration, jsonPatch }: Mutation, path: string): FieldError[] {
  if (!patchType) return [required(`${path}.patchType`)];
  if (!PATCH_TYPES.includes(patchType)) return [notSupported(`${path}.patchType`, patchType, PATCH_TYPES)];
  const errors: FieldError[] = [];
  const json = patchType === "JSONPatch";
  const [name, other] = json ? ["jsonPatch", "applyConfiguration"] : ["applyConfiguration", "jsonPatch"];
  const [own, foreign] = json ? [jsonPatch, applyConfiguration] : [applyConfiguration, jsonPatch];
  if (!own) errors.push(required(`${path}.${name}`, `must be specified when patchType is ${patchType}`));
  else if (!own.expression?.trim()) errors.push(required(`${path}.${name}.expression`));
  if (foreign)
    errors.push(invalid(`${path}.${other}`, `{${other}}`, `must not be specified when patchType is ${patchType}`));
  return errors;
}
