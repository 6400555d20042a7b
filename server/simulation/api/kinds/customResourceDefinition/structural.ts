/**
 * Whether a schema is structural: every value has a type, and combinations only narrow what is declared outside of them.
 * Models apiextensions-apiserver pkg/apiserver/schema/{validation,complete}.go.
 */
import { compilePattern, PatternError } from "../../customResources/patterns.ts";
import { additionalOf, itemsOf, type JsonSchema, propertyOf } from "../../customResources/types.ts";
import { equalJson } from "../../json.ts";
import { FieldError } from "../../machinery/status.ts";

type Level = "root" | "item" | "field";

const { required, invalid, forbidden } = FieldError;
const INT_OR_STRING = [{ type: "integer" }, { type: "string" }];
const UNTYPED: { readonly [level in Level]: string } = {
  root: "must not be empty at the root",
  item: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};

/** What keeps a schema from being structural, sorted as upstream does. */
export function structuralErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors = [...invariants(schema, "root", path), ...completeness(schema, schema, path, path)];
  return errors.sort((left, right) => (String(left) < String(right) ? -1 : 1));
}

function invariants(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const items = itemsOf(schema);
  if (schema.type === "array" && schema.items === undefined)
    errors.push(required(`${path}.items`, "must be specified"));
  if (items) errors.push(...invariants(items, "item", `${path}.items`));
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    errors.push(...invariants(property, "field", `${path}.properties[${name}]`));
  if (schema.additionalProperties !== undefined) {
    if (level === "root") errors.push(forbidden(`${path}.additionalProperties`, "must not be used at the root"));
    const additional = additionalOf(schema);
    if (additional) errors.push(...invariants(additional, "field", `${path}.additionalProperties`));
  }
  errors.push(...extensions(schema, path), ...valueValidation(schema, path, intOrStringPattern(schema)));
  errors.push(...typeErrors(schema, level, path));
  errors.push(...metadataErrors(schema, level, path));
  return errors;
}

function extensions(schema: JsonSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!schema["x-kubernetes-int-or-string"]) return errors;
  for (const name of ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"] as const)
    if (schema[name])
      errors.push(invalid(`${path}.${name}`, true, "must be false if x-kubernetes-int-or-string is true"));
  return errors;
}

function typeErrors(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { type = "" } = schema;
  const embedded = schema["x-kubernetes-embedded-resource"];
  if (embedded && type !== "object") {
    const problem = "must be object if x-kubernetes-embedded-resource is true";
    errors.push(type === "" ? required(`${path}.type`, problem) : invalid(`${path}.type`, type, problem));
  } else if (
    type === "" &&
    schema.$ref === undefined &&
    !schema["x-kubernetes-int-or-string"] &&
    !schema["x-kubernetes-preserve-unknown-fields"]
  )
    errors.push(required(`${path}.type`, UNTYPED[level]));
  if (embedded && schema.additionalProperties !== undefined)
    errors.push(forbidden(`${path}.additionalProperties`, "must not be used if x-kubernetes-embedded-resource is set"));
  if (level === "root" && type !== "" && type !== "object")
    errors.push(invalid(`${path}.type`, type, "must be object at the root"));
  return errors;
}

function metadataErrors(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const embedded = schema["x-kubernetes-embedded-resource"];
  const checked = level === "root" || embedded;
  for (const name of ["kind", "apiVersion"]) {
    const property = propertyOf(schema, name);
    if (property && checked && property.type !== "string")
      errors.push(invalid(`${path}.properties[${name}].type`, property.type ?? "", "must be string"));
  }
  const metadata = propertyOf(schema, "metadata");
  if (metadata) {
    const at = `${path}.properties[metadata]`;
    if (checked && metadata.type !== "object")
      errors.push(invalid(`${at}.type`, metadata.type ?? "", "must be object"));
    if (level === "root" && !restrictsNamesOnly(metadata))
      errors.push(
        forbidden(
          at,
          "must not specify anything other than name and generateName, but metadata is implicitly specified",
        ),
      );
  }
  if (embedded && !schema["x-kubernetes-preserve-unknown-fields"] && Object.keys(schema.properties ?? {}).length === 0)
    errors.push(
      required(
        `${path}.properties`,
        "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
      ),
    );
  return errors;
}

function restrictsNamesOnly({ type: _type, default: _default, properties, ...rest }: JsonSchema): boolean {
  const names = Object.keys(properties ?? {});
  return Object.keys(rest).length === 0 && names.every((name) => name === "name" || name === "generateName");
}

interface Skipped {
  readonly anyOf: boolean;
  readonly firstAllOf: boolean;
}

/** The two ways of spelling out what x-kubernetes-int-or-string says. */
function intOrStringPattern({ anyOf, allOf }: JsonSchema): Skipped {
  return { anyOf: equalJson(anyOf, INT_OR_STRING), firstAllOf: equalJson(allOf?.[0]?.anyOf, INT_OR_STRING) };
}

const NOTHING_SKIPPED: Skipped = { anyOf: false, firstAllOf: false };

function valueValidation(schema: JsonSchema, path: string, skipped: Skipped): FieldError[] {
  const errors: FieldError[] = [];
  if (!skipped.anyOf)
    schema.anyOf?.forEach((one, index) => errors.push(...nested(one, `${path}.anyOf[${index}]`, NOTHING_SKIPPED)));
  schema.allOf?.forEach((one, index) =>
    errors.push(
      ...nested(one, `${path}.allOf[${index}]`, { anyOf: index === 0 && skipped.firstAllOf, firstAllOf: false }),
    ),
  );
  schema.oneOf?.forEach((one, index) => errors.push(...nested(one, `${path}.oneOf[${index}]`, NOTHING_SKIPPED)));
  if (schema.not) errors.push(...nested(schema.not, `${path}.not`, NOTHING_SKIPPED));
  if (schema.pattern) {
    const problem = patternProblem(schema.pattern);
    if (problem !== undefined)
      errors.push(
        invalid(`${path}.pattern`, schema.pattern, `must be a valid regular expression, but isn't: ${problem}`),
      );
  }
  return errors;
}

function patternProblem(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

/** A schema within a combination may only hold values to more, never say anew what they are. */
function nested(schema: JsonSchema, path: string, skipped: Skipped): FieldError[] {
  const errors = valueValidation(schema, path, skipped);
  const items = itemsOf(schema);
  if (items) errors.push(...nested(items, `${path}.items`, NOTHING_SKIPPED));
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    errors.push(...nested(property, `${path}.properties[${name}]`, NOTHING_SKIPPED));
  const refuse = (name: keyof JsonSchema, problem: string): void => {
    const value = schema[name];
    if (value === undefined || value === false || value === "" || (Array.isArray(value) && value.length === 0)) return;
    errors.push(forbidden(`${path}.${name}`, `must be ${problem} to be structural`));
  };
  refuse("type", "empty");
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false)
    errors.push(forbidden(`${path}.additionalProperties`, "must be undefined to be structural"));
  refuse("default", "undefined");
  refuse("title", "empty");
  refuse("description", "empty");
  refuse("nullable", "false");
  refuse("x-kubernetes-preserve-unknown-fields", "false");
  refuse("x-kubernetes-embedded-resource", "false");
  refuse("x-kubernetes-int-or-string", "false");
  refuse("x-kubernetes-list-map-keys", "empty");
  refuse("x-kubernetes-list-type", "undefined");
  refuse("x-kubernetes-map-type", "undefined");
  refuse("x-kubernetes-validations", "empty");
  if (propertyOf(schema, "metadata"))
    errors.push(forbidden(`${path}.properties[metadata]`, "must not be specified in a nested context"));
  return errors;
}

/** What combinations speak of must be declared outside of them. */
function completeness(...[value, declared, at, from]: readonly [JsonSchema, JsonSchema, string, string]): FieldError[] {
  const errors: FieldError[] = [];
  const into = (inner: JsonSchema, where: string): void => {
    errors.push(...nestedCompleteness(inner, declared, at, where));
  };
  if (value.not) into(value.not, `${from}.not`);
  for (const name of ["allOf", "anyOf", "oneOf"] as const)
    value[name]?.forEach((one, index) => into(one, `${from}.${name}[${index}]`));
  return errors;
}

function nestedCompleteness(
  ...[value, declared, at, from]: readonly [JsonSchema, JsonSchema | undefined, string, string]
): FieldError[] {
  if (!declared) return [required(at, `because it is defined in ${from}`)];
  const errors = completeness(value, declared, at, from);
  const items = itemsOf(value);
  if (items) errors.push(...nestedCompleteness(items, itemsOf(declared), `${at}.items`, `${from}.items`));
  for (const [name, property] of Object.entries(value.properties ?? {})) {
    const inner = `properties[${name}]`;
    errors.push(...nestedCompleteness(property, propertyOf(declared, name), `${at}.${inner}`, `${from}.${inner}`));
  }
  return errors;
}
