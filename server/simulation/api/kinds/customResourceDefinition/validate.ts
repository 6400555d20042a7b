/**
 * Validation of CustomResourceDefinitions as a whole; schemas have files of their own beside this one.
 * Models apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go.
 */
import { hasDefaults } from "../../customResources/defaulting.ts";
import { followFieldPath, FieldPathError } from "../../customResources/fieldPaths.ts";
import {
  type CustomResourceDefinition,
  type CustomResourceNames,
  type CustomResourceStatus,
  type CustomResourceVersion,
  hasCondition,
  type JsonSchema,
  type PrinterColumn,
  type Subresources,
} from "../../customResources/types.ts";
import { rootRuleScope } from "../../customResources/ruleScopes.ts";
import { equalJson } from "../../json.ts";
import { isPrintable } from "../../machinery/managedFields/ManagedFields.ts";
import { FieldError } from "../../machinery/status.ts";
import { byteLength, dns1035Label, dns1123Subdomain } from "../validation/names.ts";
import { defaultErrors } from "./validateDefaults.ts";
import { printedSchema, printedVersions } from "./goForm.ts";
import { type InternalSpec, internalForm } from "./internalForm.ts";
import { structuralErrors } from "./structural.ts";
import { conversionErrors } from "./validateConversion.ts";
import { totalCostErrors } from "./validateRules.ts";
import { schemaErrors } from "./validateSchema.ts";

const { required, invalid, forbidden, notSupported, tooMany, duplicate } = FieldError;
const SCOPES = ["Cluster", "Namespaced"];
const COLUMN_TYPES = ["boolean", "date", "integer", "number", "string"];
const COLUMN_FORMATS = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];
const MOST_SELECTABLE = 8;
const APPROVAL = "api-approved.kubernetes.io";
/** What may stand beside `properties` at the root when the status is a subresource, by Go's names. */
const ROOT_FIELDS = [
  "Description",
  "Type",
  "Format",
  "Title",
  "Maximum",
  "ExclusiveMaximum",
  "Minimum",
  "ExclusiveMinimum",
  "MaxLength",
  "MinLength",
  "Pattern",
  "MaxItems",
  "MinItems",
  "UniqueItems",
  "MultipleOf",
  "Required",
  "Items",
  "Properties",
  "ExternalDocs",
  "Example",
  "XPreserveUnknownFields",
  "XValidations",
];

export function validateDefinition(object: CustomResourceDefinition): FieldError[] {
  const { metadata, spec } = object;
  const wanted = `${spec.names.plural}.${spec.group}`;
  return [
    ...(metadata.name === wanted
      ? []
      : [invalid("metadata.name", metadata.name, 'must be spec.names.plural+"."+spec.group')]),
    ...specErrors(internalForm(spec), false),
    ...validateStatus(object.status, "status"),
    ...storedVersionErrors(object),
    ...approvalErrors(object, undefined),
    ...preserveErrors(object, undefined),
  ];
}

export function validateDefinitionUpdate(
  object: CustomResourceDefinition,
  old: CustomResourceDefinition,
): FieldError[] {
  const { spec } = object;
  const before = old.spec;
  const errors = specErrors(internalForm(spec), equalJson(spec.versions, before.versions));
  const fixed = (field: string, value: unknown, previous: unknown): void => {
    if (!equalJson(value, previous)) errors.push(invalid(field, value, "field is immutable"));
  };
  if (hasCondition(old, "Established")) {
    fixed("spec.scope", spec.scope, before.scope);
    fixed("spec.names.kind", spec.names.kind, before.names.kind);
  }
  fixed("spec.group", spec.group, before.group);
  fixed("spec.names.plural", spec.names.plural, before.names.plural);
  return [
    ...errors,
    ...validateStatus(object.status, "status"),
    ...storedVersionErrors(object),
    ...approvalErrors(object, old),
    ...preserveErrors(object, old),
  ];
}

export function validateStatus(status: CustomResourceStatus | undefined, path: string): FieldError[] {
  return status?.acceptedNames ? namesErrors(status.acceptedNames, `${path}.acceptedNames`) : [];
}

function storedVersionErrors({ spec, status }: CustomResourceDefinition): FieldError[] {
  const stored = status?.storedVersions ?? [];
  const path = "status.storedVersions";
  if (stored.length === 0) return [invalid(path, undefined, "must have at least one stored version")];
  const errors = (spec.versions ?? [])
    .filter(({ name, storage }) => storage && !stored.includes(name))
    .map(({ name }) => invalid(path, stored, `must have the storage version ${name}`));
  for (const [index, name] of stored.entries()) {
    if (spec.versions?.some((version) => version.name === name)) continue;
    const problem = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    errors.push(invalid(`${path}[${index}]`, name, problem));
  }
  return errors;
}

/** `unchanged`: the versions are those that were accepted before, whatever their rules cost. */
function specErrors(spec: InternalSpec, unchanged: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const { versions } = spec;
  errors.push(...groupErrors(spec.group));
  if (!spec.scope) errors.push(required("spec.scope"));
  else if (!SCOPES.includes(spec.scope)) errors.push(notSupported("spec.scope", spec.scope, SCOPES));
  if (!spec.validation?.openAPIV3Schema)
    versions.forEach(({ schema }, index) => {
      if (!schema?.openAPIV3Schema) errors.push(required(`spec.versions[${index}].schema.openAPIV3Schema`));
    });
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`;
    const problems = dns1035Label(version.name);
    if (problems.length > 0) errors.push(invalid(`${path}.name`, version.name, problems.join(",")));
    errors.push(...versionErrors(version, path, { spec, unchanged }));
  }
  const names = versions.map(({ name }) => name);
  const wrong = (problem: string): void =>
    void errors.push(invalid("spec.versions", printedVersions(versions), problem));
  if (new Set(names).size < names.length) wrong("must contain unique version names");
  if (versions.filter(({ storage }) => storage).length !== 1)
    wrong("must have exactly one version marked as storage version");
  if (spec.version !== "") {
    const problems = dns1035Label(spec.version);
    if (problems.length > 0) errors.push(invalid("spec.version", spec.version, problems.join(",")));
  }
  for (const name of ["plural", "singular", "kind", "listKind"] as const)
    if (!spec.names[name]) errors.push(required(`spec.names.${name}`));
  errors.push(...namesErrors(spec.names, "spec.names"));
  const anyStatus = [spec.subresources, ...versions.map(({ subresources }) => subresources)].some((one) => one?.status);
  errors.push(...validationErrors(spec.validation, "spec.validation", { statusEnabled: anyStatus, unchanged }));
  errors.push(...subresourceErrors(spec.subresources, "spec.subresources"));
  errors.push(...columnErrors(spec.additionalPrinterColumns, "spec.additionalPrinterColumns"));
  if (spec.selectableFields?.length) {
    const schema = spec.validation?.openAPIV3Schema;
    if (schema) errors.push(...selectableErrors(spec.selectableFields, schema, "spec.selectableFields"));
    else errors.push(invalid("spec.selectableFields", "", "may only be set when validations.schema is included"));
  }
  errors.push(...conversionErrors(spec.conversion, "spec.conversion"));
  return errors;
}

function groupErrors(group: string): FieldError[] {
  if (!group) return [required("spec.group")];
  const problems = dns1123Subdomain(group);
  if (problems.length > 0) return [invalid("spec.group", group, problems.join(","))];
  return group.includes(".") ? [] : [invalid("spec.group", group, "should be a domain with at least one dot")];
}

function versionErrors(
  version: CustomResourceVersion,
  path: string,
  { spec, unchanged }: { readonly spec: InternalSpec; readonly unchanged: boolean },
): FieldError[] {
  const statusEnabled = Boolean((version.subresources ?? spec.subresources)?.status);
  const errors = deprecationProblems(version).map((problem) =>
    invalid(`${path}.deprecationWarning`, version.deprecationWarning, problem),
  );
  errors.push(...validationErrors(version.schema, `${path}.schema`, { statusEnabled, unchanged }));
  errors.push(...subresourceErrors(version.subresources, `${path}.subresources`));
  errors.push(...columnErrors(version.additionalPrinterColumns, `${path}.additionalPrinterColumns`));
  if (version.selectableFields?.length) {
    const schema = version.schema?.openAPIV3Schema;
    if (schema) errors.push(...selectableErrors(version.selectableFields, schema, `${path}.selectableFields`));
    else
      errors.push(
        invalid(
          `${path}.selectableFields`,
          "",
          "may only be set when `version.schema.openAPIV3Schema` is not included",
        ),
      );
  }
  return errors;
}

function deprecationProblems({ deprecated, deprecationWarning: warning }: CustomResourceVersion): string[] {
  if (warning === undefined) return [];
  if (!deprecated) return ["can only be set for deprecated versions"];
  const problems: string[] = [];
  if (byteLength(warning) > 256) problems.push("must be <= 256 characters long");
  if (warning === "") problems.push("must not be an empty string");
  let index = 0;
  for (const char of warning) {
    if (!isPrintable(char)) {
      problems.push(`must only contain printable UTF-8 characters; non-printable character found at index ${index}`);
      break;
    }
    index += byteLength(char);
  }
  return problems;
}

function validationErrors(
  validation: { readonly openAPIV3Schema?: JsonSchema } | undefined,
  path: string,
  { statusEnabled, unchanged }: { readonly statusEnabled: boolean; readonly unchanged: boolean },
): FieldError[] {
  const schema = validation?.openAPIV3Schema;
  if (!schema) return [];
  const at = `${path}.openAPIV3Schema`;
  const errors = statusEnabled ? rootErrors(schema, at) : [];
  if (schema.nullable) errors.push(forbidden(`${at}.nullable`, "nullable cannot be true at the root"));
  const structural = structuralErrors(schema, at);
  // Defaults of the root's type and metadata are refused elsewhere.
  const wrong =
    structural.length > 0 ? structural : defaultErrors({ ...schema, "x-kubernetes-embedded-resource": true }, at);
  errors.push(...wrong);
  const rules = wrong.length === 0 ? rootRuleScope(schema, unchanged) : undefined;
  errors.push(...schemaErrors(schema, at, rules));
  if (rules) errors.push(...totalCostErrors(rules, at));
  return errors;
}

function rootErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.type && schema.type !== "object")
    errors.push(
      invalid(
        `${path}.type`,
        schema.type,
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled',
      ),
    );
  const allowed = new Set(ROOT_FIELDS);
  if (Object.keys(schema).some((name) => !allowed.has(goFieldName(name))))
    errors.push(
      invalid(
        path,
        printedSchema(schema),
        `only [${ROOT_FIELDS.join(" ")}] fields are allowed at the root of the schema if the status subresource is enabled`,
      ),
    );
  return errors;
}

/** `x-kubernetes-validations` → `XValidations`, `minLength` → `MinLength`. */
function goFieldName(name: string): string {
  const words = name.replace(/^x-kubernetes-/, "x-").split("-");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function namesErrors(names: CustomResourceNames, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const label = (field: string, value: string | undefined): void => {
    const problems = value ? dns1035Label(value) : [];
    if (problems.length > 0) errors.push(invalid(`${path}.${field}`, value, problems.join(",")));
  };
  label("plural", names.plural);
  label("singular", names.singular);
  for (const field of ["kind", "listKind"] as const) {
    const value = names[field];
    const problems = value ? dns1035Label(value.toLowerCase()) : [];
    if (problems.length > 0)
      errors.push(
        invalid(`${path}.${field}`, value, `may have mixed case, but should otherwise match: ${problems.join(",")}`),
      );
  }
  names.shortNames?.forEach((name, index) => labelOf(errors, `${path}.shortNames[${index}]`, name));
  if (names.kind && names.kind === names.listKind)
    errors.push(invalid(`${path}.listKind`, names.listKind, "kind and listKind may not be the same"));
  names.categories?.forEach((name, index) => labelOf(errors, `${path}.categories[${index}]`, name));
  return errors;
}

function labelOf(errors: FieldError[], path: string, value: string): void {
  const problems = dns1035Label(value);
  if (problems.length > 0) errors.push(invalid(path, value, problems.join(",")));
}

function columnErrors(columns: readonly PrinterColumn[] | undefined, path: string): FieldError[] {
  return (columns ?? []).flatMap((column, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const types = `must be one of ${COLUMN_TYPES.join(",")}`;
    if (!column.name) errors.push(required(`${at}.name`));
    if (!column.type) errors.push(required(`${at}.type`, types));
    else if (!COLUMN_TYPES.includes(column.type)) errors.push(invalid(`${at}.type`, column.type, types));
    if (column.format && !COLUMN_FORMATS.includes(column.format))
      errors.push(invalid(`${at}.format`, column.format, `must be one of ${COLUMN_FORMATS.join(",")}`));
    if (!column.jsonPath) errors.push(required(`${at}.JSONPath`));
    else errors.push(...jsonPathErrors(column.jsonPath, `${at}.JSONPath`));
    return errors;
  });
}

function jsonPathErrors(text: string, path: string): FieldError[] {
  return text.startsWith(".") ? [] : [invalid(path, text, "must be a simple json path starting with .")];
}

function subresourceErrors(subresources: Subresources | undefined, path: string): FieldError[] {
  const scale = subresources?.scale;
  if (!scale) return [];
  const errors: FieldError[] = [];
  const under = (field: "specReplicasPath" | "statusReplicasPath", root: string): void => {
    const at = `${path}.scale.${field}`;
    const value = scale[field];
    if (!value) errors.push(required(at));
    else if (!value.startsWith(".")) errors.push(...jsonPathErrors(value, at));
    else if (!value.startsWith(`${root}.`)) errors.push(invalid(at, value, `should be a json path under ${root}`));
  };
  under("specReplicasPath", ".spec");
  under("statusReplicasPath", ".status");
  const selector = scale.labelSelectorPath;
  if (selector) {
    const at = `${path}.scale.labelSelectorPath`;
    if (!selector.startsWith(".")) errors.push(...jsonPathErrors(selector, at));
    else if (!/^\.(spec|status)\./.test(selector))
      errors.push(invalid(at, selector, "should be a json path under either .spec or .status"));
  }
  return errors;
}

function selectableErrors(
  fields: readonly { readonly jsonPath: string }[],
  schema: JsonSchema,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { jsonPath }] of fields.entries()) {
    const at = `${path}[${index}].jsonPath`;
    if (!jsonPath) {
      errors.push(required(at));
      continue;
    }
    try {
      const found = followFieldPath(jsonPath, schema, false);
      if (found.first === "metadata") errors.push(invalid(at, jsonPath, "must not point to fields in metadata"));
      if (!["string", "boolean", "integer"].includes(found.schema.type ?? ""))
        errors.push(
          invalid(
            at,
            jsonPath,
            "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.",
          ),
        );
      if (seen.has(found.path)) errors.push(duplicate(at, jsonPath));
      seen.add(found.path);
    } catch (error) {
      if (!(error instanceof FieldPathError)) throw error;
      errors.push(invalid(at, jsonPath, `is an invalid path: ${error.message}`));
    }
  }
  if (seen.size > MOST_SELECTABLE) errors.push(tooMany(path, seen.size, MOST_SELECTABLE));
  return errors;
}

type Approval = "missing" | "bypassed" | "approved" | "invalid";

/** Groups of Kubernetes' own domains need a note that somebody agreed. */
export function approvalOf({ metadata }: Pick<CustomResourceDefinition, "metadata">): Approval {
  const note = metadata.annotations?.[APPROVAL] ?? "";
  if (note === "") return "missing";
  if (note.startsWith("unapproved")) return "bypassed";
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/\s]+/.test(note) ? "approved" : "invalid";
}

export function isProtectedGroup(group: string): boolean {
  return /(^|\.)(k8s|kubernetes)\.io$/.test(group);
}

function approvalErrors(object: CustomResourceDefinition, old: CustomResourceDefinition | undefined): FieldError[] {
  if (!isProtectedGroup(object.spec.group)) return [];
  const state = approvalOf(object);
  if (old && approvalOf(old) === state) return [];
  const path = `metadata.annotations[${APPROVAL}]`;
  const see = "see https://github.com/kubernetes/enhancements/pull/1111";
  if (state === "missing")
    return [required(path, `protected groups must have approval annotation "${APPROVAL}", ${see}`)];
  if (state === "invalid")
    return [
      invalid(
        path,
        object.metadata.annotations?.[APPROVAL],
        `protected groups must have approval annotation "${APPROVAL}" with either a URL or a reason starting with "unapproved", ${see}`,
      ),
    ];
  return [];
}

function preserveErrors(object: CustomResourceDefinition, old: CustomResourceDefinition | undefined): FieldError[] {
  if (old?.spec.preserveUnknownFields || !object.spec.preserveUnknownFields) return [];
  const schemas = object.spec.versions.map(({ schema }) => schema?.openAPIV3Schema);
  return [
    ...(schemas.some((schema) => schema && hasDefaults(schema))
      ? [invalid("spec.preserveUnknownFields", true, "must be false in order to use defaults in the schema")]
      : []),
    invalid(
      "spec.preserveUnknownFields",
      true,
      "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
    ),
  ];
}
