/**
 * Defaults must be what the schema around them allows. Models apiextensions-apiserver pkg/apiserver/schema/defaulting/validation.go.
 */
import { coerceEmbedded, embeddedErrors } from "../../customResources/embedded.ts";
import { prune } from "../../customResources/pruning.ts";
import { compiledRules } from "../../customResources/rules.ts";
import { itemsOf, type JsonSchema } from "../../customResources/types.ts";
import { valueErrors } from "../../customResources/validateValue.ts";
import type { KubeObject } from "../../../../protocol/kubernetes/index.ts";
import { cloneJson } from "../../json.ts";
import { FieldError } from "../../machinery/status.ts";
import { TypeMismatch } from "../../machinery/typedValues.ts";

const META_FIELDS = new Set(["metadata", "kind", "apiVersion"]);

/** Errors of the defaults in a schema, at every depth. `insideMeta`: it is part of an object's type or metadata. */
export function defaultErrors(schema: JsonSchema, path: string, insideMeta = false): FieldError[] {
  const embedded = schema["x-kubernetes-embedded-resource"] ?? false;
  const inMeta = insideMeta && !embedded;
  const errors = schema.default === undefined ? [] : ownErrors(schema, `${path}.default`, inMeta);
  const items = itemsOf(schema);
  if (items) errors.push(...defaultErrors(items, `${path}.items`, inMeta));
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    errors.push(
      ...defaultErrors(property, `${path}.properties[${name}]`, inMeta || (embedded && META_FIELDS.has(name))),
    );
  return errors;
}

function ownErrors(schema: JsonSchema, path: string, inMeta: boolean): FieldError[] {
  const embedded = schema["x-kubernetes-embedded-resource"] ?? false;
  const errors: FieldError[] = [];
  const value = cloneJson(schema.default);
  if (!inMeta) {
    const pruned = cloneJson(value);
    if (prune(pruned, schema, embedded).length > 0)
      errors.push(FieldError.invalid(path, schema.default, "must not have unknown fields"));
    try {
      coerceEmbedded(value, schema);
    } catch (error) {
      if (!(error instanceof TypeMismatch)) throw error;
      const problem = /^(\S*): Invalid value: .*: (.*)$/s.exec(error.message);
      return [
        ...errors,
        FieldError.invalid(
          `${path}${problem?.[1] ? `.${problem[1]}` : ""}`,
          schema.default,
          problem?.[2] ?? error.message,
        ),
      ];
    }
    const wrong = embeddedErrors(schema.default, schema).map(
      ({ type, field, value: given, detail }) =>
        new FieldError({ type, field: `${path}.${field}`, value: given, detail }),
    );
    if (wrong.length > 0) return [...errors, ...wrong];
  }
  const wrong = valueErrors(schema.default, schema, path);
  if (wrong.length > 0) return [...errors, ...wrong];
  const rules = compiledRules(schema);
  if (rules) errors.push(...rules(schema.default as KubeObject, undefined, path));
  return errors;
}
