/**
 * Objects within custom resources (`x-kubernetes-embedded-resource`): their type and metadata.
 * Models apiextensions-apiserver pkg/apiserver/schema/objectmeta.
 */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { goJsonSorted } from "../machinery/goText.ts";
import { jsonTree } from "../machinery/jsonText.ts";
import { FieldError } from "../machinery/status.ts";
import { TypeMismatch, typeTree } from "../machinery/typedValues.ts";
import { dns1035Label } from "../kinds/validation/names.ts";
import { validateMetadataOnCreate } from "../kinds/validation/metadata.ts";
import { type StructType, typeNamed } from "../schema/Schema.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";
import { additionalOf, isMembers, itemsOf, type JsonSchema, type Members, propertyOf } from "./types.ts";

const META = "meta.v1.ObjectMeta";

/** ObjectMeta as its type has it, and what the type does not know. Throws TypeMismatch. */
export function typedMetadata(metadata: unknown): { readonly value: Members; readonly unknown: readonly string[] } {
  const { value, strictErrors } = typeTree(jsonTree(metadata), typeNamed(META) as StructType);
  normalizeZeroValues(META, value);
  if (value.creationTimestamp === null) delete value.creationTimestamp;
  const unknown = strictErrors.map((text) => JSON.parse(text.slice(text.indexOf('"'))) as string);
  return { value, unknown };
}

/** Gives embedded metadata its type, in place; the paths of what it does not know. Throws TypeMismatch. */
export function coerceEmbedded(value: unknown, schema: JsonSchema, path = ""): string[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return items ? value.flatMap((item, index) => coerceEmbedded(item, items, `${path}[${index}]`)) : [];
  }
  if (!isMembers(value)) return [];
  const unknown: string[] = [];
  const additional = additionalOf(schema);
  for (const name of Object.keys(value)) {
    const inner = path === "" ? name : `${path}.${name}`;
    if (schema["x-kubernetes-embedded-resource"]) unknown.push(...coerceMember(value, name, inner));
    const property = propertyOf(schema, name) ?? additional;
    if (property) unknown.push(...coerceEmbedded(value[name], property, inner));
  }
  return unknown.sort();
}

function coerceMember(object: Members, name: string, path: string): string[] {
  const value = object[name];
  if (name === "apiVersion" || name === "kind") {
    if (typeof value !== "string")
      throw new TypeMismatch(`${path}: Invalid value: ${goJsonSorted(value)}: must be a string`);
  } else if (name === "metadata" && value !== null) {
    try {
      const typed = typedMetadata(value);
      object.metadata = typed.value;
      return typed.unknown.map((field) => `${path}.${field}`);
    } catch (error) {
      if (error instanceof TypeMismatch)
        throw new TypeMismatch(`${path}: Invalid value: ${goJsonSorted(value)}: ${error.message}`);
      throw error;
    }
  }
  return [];
}

/** Errors of embedded objects; `path` "" at the root, which is checked elsewhere. */
export function embeddedErrors(value: unknown, schema: JsonSchema, path = ""): FieldError[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return items ? value.flatMap((item, index) => embeddedErrors(item, items, `${path}[${index}]`)) : [];
  }
  if (!isMembers(value)) return [];
  const errors = schema["x-kubernetes-embedded-resource"] ? objectErrors(value, path) : [];
  const additional = additionalOf(schema);
  for (const name of Object.keys(value)) {
    const property = propertyOf(schema, name);
    if (property) errors.push(...embeddedErrors(value[name], property, path === "" ? name : `${path}.${name}`));
    else if (additional) errors.push(...embeddedErrors(value[name], additional, `${path}[${name}]`));
  }
  return errors;
}

function objectErrors(object: Members, path: string): FieldError[] {
  const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
  const { apiVersion, kind, metadata } = object;
  const errors: FieldError[] = [];
  for (const name of ["apiVersion", "kind"])
    if (!Object.hasOwn(object, name)) errors.push(FieldError.required(at(name)));
  if (apiVersion === "") errors.push(FieldError.invalid(at("apiVersion"), "", "must not be empty"));
  else if (typeof apiVersion === "string" && apiVersion.split("/").length > 2)
    errors.push(FieldError.invalid(at("apiVersion"), apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  if (kind === "") errors.push(FieldError.invalid(at("kind"), "", "must not be empty"));
  else if (typeof kind === "string") {
    const problems = dns1035Label(kind.toLowerCase());
    if (problems.length > 0)
      errors.push(
        FieldError.invalid(at("kind"), kind, `may have mixed case, but should otherwise match: ${problems.join(",")}`),
      );
  }
  if (isMembers(metadata)) errors.push(...metadataErrors(metadata, at("metadata")));
  return errors;
}

function metadataErrors(metadata: Members, path: string): FieldError[] {
  const object = { metadata: { ...metadata, name: metadata.name || "fakename" } } as unknown as KubeObject;
  const rules = { names: { namespaced: Boolean(metadata.namespace) }, validateName: pathSegment, custom: {} };
  return validateMetadataOnCreate(rules, object).map(
    ({ type, field, value, detail }) =>
      new FieldError({ type, field: path + field.slice("metadata".length), value, detail }),
  );
}

/** Names of objects whose kind is not known: anything that can stand in a path. */
function pathSegment(name: string): readonly string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
}
