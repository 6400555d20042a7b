/**
 * Defaults of a structural schema put into an object. Models apiextensions-apiserver pkg/apiserver/schema/defaulting.
 */
import { cloneJson } from "../json.ts";
import { setMember } from "../machinery/jsonText.ts";
import { additionalOf, isMembers, itemsOf, type JsonSchema, type Members, propertyOf } from "./types.ts";

/** Fills in the schema's defaults, in place. A null where null is not allowed counts as missing if there is a default. */
export function applyDefaults(value: unknown, schema: JsonSchema): void {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items) for (const item of value) applyDefaults(item, items);
    return;
  }
  if (!isMembers(value)) return;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.default === undefined) continue;
    const present = Object.hasOwn(value, name);
    if (!present || (value[name] === null && !property.nullable)) setMember(value, name, cloneJson(property.default));
  }
  const additional = additionalOf(schema);
  for (const name of Object.keys(value)) {
    const property = propertyOf(schema, name) ?? additional;
    if (property) applyDefaults(value[name], property);
  }
}

/** Whether `applyDefaults` would change a value: stored objects mostly need nothing. */
export function lacksDefaults(value: unknown, schema: JsonSchema): boolean {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return items !== undefined && value.some((item) => lacksDefaults(item, items));
  }
  if (!isMembers(value)) return false;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.default === undefined) continue;
    if (!Object.hasOwn(value, name) || (value[name] === null && !property.nullable)) return true;
  }
  const additional = additionalOf(schema);
  return Object.keys(value).some((name) => {
    const property = propertyOf(schema, name) ?? additional;
    return property !== undefined && lacksDefaults(value[name], property);
  });
}

/** Whether a schema has a default anywhere. */
export function hasDefaults(schema: JsonSchema): boolean {
  const items = itemsOf(schema);
  const additional = additionalOf(schema);
  return (
    schema.default !== undefined ||
    (items !== undefined && hasDefaults(items)) ||
    (additional !== undefined && hasDefaults(additional)) ||
    Object.values(schema.properties ?? {}).some(hasDefaults)
  );
}

/** Drops nulls where the schema allows none and has no default to put there, in place. */
export function dropNulls(value: unknown, schema: JsonSchema): void {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (items) for (const item of value) dropNulls(item, items);
    return;
  }
  if (!isMembers(value)) return;
  const members: Members = value;
  const additional = additionalOf(schema);
  for (const name of Object.keys(members)) {
    const inner = propertyOf(schema, name) ?? additional;
    if (!inner) continue;
    if (members[name] === null && inner.default === undefined && !inner.nullable) delete members[name];
    else dropNulls(members[name], inner);
  }
}
