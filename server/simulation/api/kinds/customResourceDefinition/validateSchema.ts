/**
 * What OpenAPI schemas in definitions may and may not say.
 * Models ValidateCustomResourceDefinitionOpenAPISchema of apiextensions-apiserver's validation.
 */
import { additionalOf, itemsOf, type JsonSchema } from "../../customResources/types.ts";
import { FieldError } from "../../machinery/status.ts";
import { elementScope, propertyScope, type RuleScope } from "../../customResources/ruleScopes.ts";
import { ruleErrors, ruleFormErrors } from "./validateRules.ts";

const { required, invalid, forbidden, notSupported } = FieldError;
const TYPES = ["array", "boolean", "integer", "number", "object", "string"];
const META_FIELDS = new Set(["metadata", "kind", "apiVersion"]);

/** Where in the whole a schema stands. */
interface Place {
  readonly path: string;
  readonly root: boolean;
  /** Why there may be no default; undefined where there may. */
  readonly noDefaults?: string;
  readonly insideMeta: boolean;
  /** The first part whose values cannot be told apart between two versions of an object. */
  readonly uncorrelatable?: string;
  /** Undefined: rules are not looked at here. */
  readonly rules?: RuleScope | undefined;
}

interface Found {
  readonly schema: FieldError[];
  readonly rules: FieldError[];
}

/** Errors of a schema: those of its form first, then those of its rules (checked when `rules` is given). */
export function schemaErrors(schema: JsonSchema, path: string, rules: RuleScope | undefined): FieldError[] {
  const found = check(schema, { path, root: true, insideMeta: false, rules });
  return [...found.schema, ...found.rules];
}

function check(schema: JsonSchema, place: Place): Found {
  const found: Found = { schema: standardErrors(schema, place), rules: [] };
  const inner = (one: JsonSchema | undefined, at: Place): void => {
    if (!one) return;
    const { schema: errors, rules } = check(one, at);
    found.schema.push(...errors);
    found.rules.push(...rules);
  };
  const { path } = place;
  const below: Place = { ...place, root: false };
  const apart: Place = { ...below, rules: undefined };
  if (schema.uniqueItems)
    found.schema.push(
      forbidden(
        `${path}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  const additional = additionalOf(schema);
  if (schema.additionalProperties !== undefined) {
    if (Object.keys(schema.properties ?? {}).length > 0 && schema.additionalProperties !== true)
      found.schema.push(
        forbidden(`${path}.additionalProperties`, "additionalProperties and properties are mutual exclusive"),
      );
    const noDefaults = place.insideMeta
      ? { noDefaults: "inside additionalProperties applying to object metadata" }
      : {};
    inner(additional, {
      ...below,
      ...noDefaults,
      path: `${path}.additionalProperties`,
      rules: elementScope(place.rules, additional),
    });
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const meta = (place.root || schema["x-kubernetes-embedded-resource"]) && META_FIELDS.has(name);
    inner(property, {
      ...below,
      ...(meta ? { insideMeta: true } : {}),
      ...(meta && place.root ? { noDefaults: `in top-level ${name}` } : {}),
      path: `${path}.properties[${name}]`,
      rules: propertyScope(place.rules, property),
    });
  }
  inner(schema.not, { ...apart, path: `${path}.not` });
  for (const name of ["allOf", "oneOf", "anyOf"] as const)
    schema[name]?.forEach((one, index) => inner(one, { ...apart, path: `${path}.${name}[${index}]` }));
  for (const [name, one] of Object.entries(schema.definitions ?? {}))
    inner(one, { ...apart, path: `${path}.definitions[${name}]` });
  const items = itemsOf(schema);
  const correlated = schema["x-kubernetes-list-type"] === "map" || place.uncorrelatable !== undefined;
  inner(items, {
    ...below,
    ...(correlated ? {} : { uncorrelatable: path }),
    path: `${path}.items`,
    rules: elementScope(place.rules, items),
  });
  found.schema.push(...extensionErrors(schema, path), ...ruleFormErrors(schema, path));
  if (found.schema.length === 0 && place.rules && schema["x-kubernetes-validations"]?.length)
    found.rules.push(...ruleErrors(schema, path, { scope: place.rules, uncorrelatable: place.uncorrelatable }));
  return found;
}

/** What of JSON Schema is not allowed. */
function standardErrors(schema: JsonSchema, { path, noDefaults, insideMeta }: Place): FieldError[] {
  const errors: FieldError[] = [];
  const { type } = schema;
  if (type && !TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES));
  if (schema.default !== undefined && noDefaults !== undefined)
    errors.push(forbidden(`${path}.default`, `must not be set ${noDefaults}`));
  const refuse = (name: keyof JsonSchema): void => {
    const value = schema[name];
    const there =
      typeof value === "object" && value !== null ? Object.keys(value).length > 0 : value !== undefined && value !== "";
    if (there) errors.push(forbidden(`${path}.${name}`, `${name} is not supported`));
  };
  refuse("id");
  if (schema.additionalItems !== undefined)
    errors.push(forbidden(`${path}.additionalItems`, "additionalItems is not supported"));
  refuse("patternProperties");
  refuse("definitions");
  refuse("dependencies");
  if (schema.$ref !== undefined) errors.push(forbidden(`${path}.$ref`, "$ref is not supported"));
  if (type === "null")
    errors.push(forbidden(`${path}.type`, "type cannot be set to null, use nullable as an alternative"));
  if (Array.isArray(schema.items) && schema.items.length > 0)
    errors.push(forbidden(`${path}.items`, "items must be a schema object and not an array"));
  if (insideMeta && schema["x-kubernetes-embedded-resource"])
    errors.push(forbidden(`${path}.x-kubernetes-embedded-resource`, "must not be used inside of resource meta"));
  return errors;
}

/** Kubernetes' extensions, and how they go together. */
function extensionErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { type = "" } = schema;
  const mapType: string | undefined = schema["x-kubernetes-map-type"];
  const listType: string | undefined = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const items = itemsOf(schema);
  const typed = (wanted: string, extension: string): void => {
    const problem = `must be ${wanted} if ${extension} is specified`;
    errors.push(type === "" ? required(`${path}.type`, problem) : invalid(`${path}.type`, type, problem));
  };
  if (schema["x-kubernetes-preserve-unknown-fields"] === false)
    errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, "must be true or undefined"));
  if (mapType !== undefined && type !== "object") typed("object", "x-kubernetes-map-type");
  if (mapType !== undefined && mapType !== "atomic" && mapType !== "granular")
    errors.push(notSupported(`${path}.x-kubernetes-map-type`, mapType, ["atomic", "granular"]));
  if (listType !== undefined && type !== "array") typed("array", "x-kubernetes-list-type");
  else if (listType === "set" && items) errors.push(...setItemErrors(items, path));
  if (listType !== undefined && !["atomic", "set", "map"].includes(listType))
    errors.push(notSupported(`${path}.x-kubernetes-list-type`, listType, ["atomic", "set", "map"]));
  if (keys.length > 0 && listType !== "map") {
    const problem = "must be map if x-kubernetes-list-map-keys is non-empty";
    const at = `${path}.x-kubernetes-list-type`;
    errors.push(listType === undefined ? required(at, problem) : invalid(at, listType, problem));
  }
  if (listType === "map") errors.push(...mapErrors(schema, path, keys));
  errors.push(...keyErrors(schema, path));
  return errors;
}

function setItemErrors(items: JsonSchema, path: string): FieldError[] {
  const listType = items["x-kubernetes-list-type"];
  const problem = "must be atomic as item of a list with x-kubernetes-list-type=set";
  if (items.type === "array" && listType !== undefined && listType !== "atomic")
    return [invalid(`${path}.items.x-kubernetes-list-type`, listType, problem)];
  if (items.type === "object" && items["x-kubernetes-map-type"] !== "atomic")
    return [invalid(`${path}.items.x-kubernetes-map-type`, listType, problem)];
  return [];
}

function mapErrors(schema: JsonSchema, path: string, keys: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  const at = `${path}.x-kubernetes-list-map-keys`;
  if (keys.length === 0) errors.push(required(at, "must not be empty if x-kubernetes-list-type is map"));
  if (schema.items === undefined)
    errors.push(required(`${path}.items`, "must have a schema if x-kubernetes-list-type is map"));
  const items = itemsOf(schema);
  if (!items) return errors;
  if (items.type !== "object") {
    errors.push(
      invalid(`${path}.items.type`, items.type ?? "", "must be object if parent array's x-kubernetes-list-type is map"),
    );
    return errors;
  }
  const seen = new Set<string>();
  for (const key of keys) {
    const property = items.properties?.[key];
    if (!property) errors.push(invalid(at, keys, "entries must all be names of item properties"));
    else if (property.type === "array" || property.type === "object")
      errors.push(
        invalid(
          `${path}.items.properties[${key}].type`,
          items.type,
          "must be a scalar type if parent array's x-kubernetes-list-type is map",
        ),
      );
    if (seen.has(key)) errors.push(invalid(at, keys, "must not contain duplicate entries"));
    seen.add(key);
  }
  return errors;
}

/** Items of sets and maps are there, and keys have values. */
function keyErrors(schema: JsonSchema, path: string): FieldError[] {
  const listType = schema["x-kubernetes-list-type"];
  const items = itemsOf(schema);
  if (!items || (listType !== "set" && listType !== "map")) return [];
  const errors: FieldError[] = [];
  if (items.nullable)
    errors.push(forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`));
  if (listType === "set") return errors;
  for (const key of schema["x-kubernetes-list-map-keys"] ?? []) {
    const property = items.properties?.[key];
    if (!property) continue;
    const at = `${path}.items.properties[${key}]`;
    if (!items.required?.includes(key) && property.default === undefined)
      errors.push(
        required(
          `${at}.default`,
          "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
        ),
      );
    if (property.nullable)
      errors.push(
        forbidden(`${at}.nullable`, "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"),
      );
  }
  return errors;
}
