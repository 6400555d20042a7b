/**
 * Values held to a schema: types, lengths, numbers, patterns, formats, required members, and the four combinations.
 *
 * Models kube-openapi pkg/validation/validate, with apiextensions-apiserver pkg/apiserver/validation for how its results
 * become field errors and for what an update may leave as wrong as it was. Rules in CEL are `rules.ts`'s matter.
 */
import { equalJson } from "../json.ts";
import { goFloat, quote } from "../machinery/goText.ts";
import { FieldError } from "../machinery/status.ts";
import { correlatedItems } from "./correlation.ts";
import { effectiveFormat, hasFormat } from "./formats.ts";
import { isMatch } from "./patterns.ts";
import { additionalOf, isMembers, itemsOf, type JsonSchema, type Members, propertyOf } from "./types.ts";

/** One failure: a path within the value (`spec.size`, "" for itself), and how it prints. */
interface Failure {
  readonly path: string;
  readonly message: string;
  error(field: string, whole: string): FieldError;
}

/** The value before, for what may stay wrong; undefined where there is none to compare with. */
export interface Before {
  readonly value: unknown;
}

/** Errors of a value; `field` is where it stands, "" for the whole object. */
export function valueErrors(value: unknown, schema: JsonSchema, field: string, before?: Before): FieldError[] {
  return check(value, schema, "", before).failures.map((failure) => {
    const inner = failure.path.replace(/^\./, "");
    const at = inner === "" ? field : field === "" ? inner : `${field}.${inner}`;
    return failure.error(at === "" ? "<nil>" : at, field === "" ? "<nil>" : field);
  });
}

class Result {
  readonly failures: Failure[] = [];
  /** How many checks went well: tells which of several alternatives came closest. */
  matches = 0;

  fail(path: string, message: string, error: (field: string, whole: string) => FieldError): void {
    if (this.failures.every((known) => known.message !== message)) this.failures.push({ path, message, error });
  }

  merge(other: Result): void {
    for (const { path, message, error } of other.failures) this.fail(path, message, error);
    this.matches += other.matches;
  }
}

function check(value: unknown, schema: JsonSchema, path: string, before?: Before): Result {
  const result = new Result();
  if (before && equalJson(before.value, value)) {
    result.matches = 1;
    return result;
  }
  if (value === null) {
    checkType(result, value, schema, path);
    checkEnum(result, value, schema, path);
    return result;
  }
  if (typesOf(schema).length > 0 || effectiveFormat(schema.type, schema.format) !== "") {
    checkType(result, value, schema, path);
    result.matches++;
  }
  checkCombinations(result, value, schema, path);
  result.matches++;
  if (typeof value === "string") {
    checkString(result, value, schema, path);
    const format = effectiveFormat(schema.type, schema.format);
    if (format !== "" && !hasFormat(value, format)) failType(result, path, format, value);
  } else if (typeof value === "number") checkNumber(result, value, schema, path);
  else if (Array.isArray(value)) checkList(result, value, schema, path, before);
  checkEnum(result, value, schema, path);
  if (isMembers(value)) checkMembers(result, value, schema, path, before);
  result.matches += 2;
  return result;
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (schema["x-kubernetes-int-or-string"]) return ["integer", "string"];
  return schema.type ? [schema.type] : [];
}

/** The name of a value's type in JSON Schema. */
function jsonTypeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function failType(result: Result, path: string, type: string, value: string): void {
  const message = `${path} in body must be of type ${type}: ${quote(value)}`;
  result.fail(path, message, (field) => FieldError.typeInvalid(field, value, message));
}

function checkType(result: Result, value: unknown, schema: JsonSchema, path: string): void {
  const types = typesOf(schema);
  const actual = jsonTypeOf(value);
  if (actual === "null") {
    if (types.length > 0 && !schema.nullable) failType(result, path, types.join(","), "null");
    return;
  }
  const format = effectiveFormat(schema.type, schema.format);
  const numeric = types.includes("number") || types.includes("integer");
  // A text or list with a format is the format's matter.
  if (format !== "" && !numeric && (typeof value === "string" || Array.isArray(value))) return;
  const fits = types.includes(actual) || (actual === "integer" && types.includes("number"));
  if (fits || types.length === 0) {
    result.matches++;
    return;
  }
  if (format !== "" && typeof value !== "string" && !Array.isArray(value))
    failType(result, path, format, actual === "integer" ? "int64" : actual === "number" ? "float64" : "");
  else failType(result, path, types.join(","), actual);
}

function checkString(result: Result, value: string, schema: JsonSchema, path: string): void {
  const { maxLength, minLength, pattern } = schema;
  const length = maxLength === undefined && minLength === undefined ? 0 : lengthOf(value);
  if (maxLength !== undefined && length > maxLength) {
    const message = `${path} in body should be at most ${maxLength} chars long`;
    result.fail(path, message, (field) => FieldError.tooLong(field, maxLength));
  } else if (minLength !== undefined && length < minLength) {
    const message = `${path} in body should be at least ${minLength} chars long`;
    result.fail(path, message, (field) => FieldError.invalid(field, value, message));
  } else if (pattern && !isMatch(pattern, value)) {
    const message = `${path} in body should match '${pattern}'`;
    result.fail(path, message, (field) => FieldError.invalid(field, value, message));
  }
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _char of text) length++;
  return length;
}

const RANGES: { readonly [format: string]: number } = { int32: 2 ** 31, int64: 2 ** 63 };

function checkNumber(result: Result, value: number, schema: JsonSchema, path: string): void {
  const fail = (message: string): void =>
    result.fail(path, message, (field) => FieldError.invalid(field, value, message));
  const { multipleOf, maximum, minimum, exclusiveMaximum, exclusiveMinimum } = schema;
  const range = RANGES[effectiveFormat(schema.type, schema.format)];
  if (range !== undefined && (value >= range || value < -range)) {
    const message = `Checked value must be of type integer with format ${schema.format} in ${path}`;
    result.fail(path, message, (_field, whole) => FieldError.invalid(whole, "", message));
  } else if (schema.type === "integer" && !Number.isInteger(value)) {
    const message = `Checked value must be of type integer (${schema.format ? `with format ${schema.format}` : "default format"}) in ${path}`;
    result.fail(path, message, (_field, whole) => FieldError.invalid(whole, "", message));
  }
  if (multipleOf !== undefined) {
    // Whole numbers are divided by the factor's whole part, as upstream does.
    const factor = Number.isInteger(value) ? Math.trunc(multipleOf) : multipleOf;
    if (factor <= 0) {
      const message = `factor MultipleOf declared for ${path} must be positive: ${goFloat(factor)}`;
      result.fail(path, message, (field) => FieldError.invalid(field, factor, message));
    }
    if (factor > 0 && !isMultiple(value, factor)) fail(`${path} in body should be a multiple of ${goFloat(factor)}`);
  }
  const bound = (limit: number): number => (Number.isInteger(value) ? Math.trunc(limit) : limit);
  if (maximum !== undefined) {
    const limit = bound(maximum);
    if (value > limit || (exclusiveMaximum && value === limit))
      fail(`${path} in body should be less than ${exclusiveMaximum ? "" : "or equal to "}${goFloat(limit)}`);
  }
  if (minimum !== undefined) {
    const limit = bound(minimum);
    if (value < limit || (exclusiveMinimum && value === limit))
      fail(`${path} in body should be greater than ${exclusiveMinimum ? "" : "or equal to "}${goFloat(limit)}`);
  }
  result.matches++;
}

function isMultiple(value: number, factor: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(factor)) return value % factor === 0;
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  const rounded = Math.round(times);
  return Math.abs(times - rounded) <= 1e-9 * Math.max(1, Math.abs(times), Math.abs(rounded));
}

// The value's list, its schema, its place and what was there before: one call a value.
function checkList(
  ...[result, list, schema, path, before]: readonly [Result, readonly unknown[], JsonSchema, string, Before | undefined]
): void {
  const items = itemsOf(schema);
  if (items) {
    const previous = correlatedItems(schema, before?.value);
    for (const [index, item] of list.entries()) {
      const known = previous?.(item);
      result.merge(check(item, items, `${path}[${index}]`, known === undefined ? undefined : { value: known }));
    }
  }
  const { minItems, maxItems } = schema;
  if (minItems !== undefined && list.length < minItems) {
    const message = `${path} in body should have at least ${minItems} items`;
    result.fail(path, message, (field) => FieldError.invalid(field, list.length, message));
  }
  if (maxItems !== undefined && list.length > maxItems) {
    const message = `${path} in body should have at most ${maxItems} items`;
    result.fail(path, message, (field) => FieldError.tooMany(field, list.length, maxItems));
  }
  result.matches++;
}

function checkEnum(result: Result, value: unknown, schema: JsonSchema, path: string): void {
  const values = schema.enum;
  if (!values || values.length === 0 || values.some((allowed) => equalJson(allowed, value))) return;
  const texts = values.map((allowed) => (typeof allowed === "string" ? allowed : JSON.stringify(allowed)));
  result.fail(path, `${path} in body should be one of [${texts.join(" ")}]`, (field) =>
    FieldError.notSupported(field, value, texts),
  );
}

function checkMembers(
  ...[result, value, schema, path, before]: readonly [Result, Members, JsonSchema, string, Before | undefined]
): void {
  const names = Object.keys(value);
  const { minProperties, maxProperties, required } = schema;
  if (minProperties !== undefined && names.length < minProperties) {
    const message = `${path} in body should have at least ${minProperties} properties`;
    result.fail(path, message, (field) => FieldError.invalid(field, names.length, message));
  }
  if (maxProperties !== undefined && names.length > maxProperties) {
    const message = `${path} in body should have at most ${maxProperties} properties`;
    result.fail(path, message, (field) => FieldError.tooMany(field, names.length, maxProperties));
  }
  const previous = before && isMembers(before.value) ? before.value : undefined;
  const beforeOf = (name: string): Before | undefined =>
    previous && Object.hasOwn(previous, name) ? { value: previous[name] } : undefined;
  const additional = additionalOf(schema);
  for (const name of names) {
    if (propertyOf(schema, name)) continue;
    if (schema.additionalProperties === false) {
      const message = `${path}.${name} in body is a forbidden property`;
      result.fail(path, message, (field) => FieldError.invalid(field, name, message));
    } else if (additional) result.merge(check(value[name], additional, `${path}.${name}`, beforeOf(name)));
  }
  for (const name of names) {
    const property = propertyOf(schema, name);
    if (property) result.merge(check(value[name], property, path === "" ? name : `${path}.${name}`, beforeOf(name)));
  }
  for (const name of required ?? []) {
    if (Object.hasOwn(value, name)) continue;
    const at = `${path}.${name}`;
    result.fail(at, `${at} in body is required`, (field) => FieldError.required(field));
  }
}

function checkCombinations(result: Result, value: unknown, schema: JsonSchema, path: string): void {
  const fail = (message: string): void =>
    result.fail(path, message, (_field, whole) => FieldError.invalid(whole, "", message));
  const { anyOf, oneOf, allOf, not } = schema;
  if (anyOf?.length) {
    const results = anyOf.map((one) => check(value, one, path));
    const fitting = results.find(({ failures }) => failures.length === 0);
    if (!fitting) fail(`${quote(path)} must validate at least one schema (anyOf)`);
    result.merge(fitting ?? closest(results));
  }
  if (oneOf?.length) {
    const results = oneOf.map((one) => check(value, one, path));
    const fitting = results.filter(({ failures }) => failures.length === 0);
    if (fitting.length === 1) result.merge(fitting[0] as Result);
    else {
      const found = fitting.length === 0 ? "Found none valid" : `Found ${fitting.length} valid alternatives`;
      fail(`${quote(path)} must validate one and only one schema (oneOf). ${found}`);
      if (fitting.length === 0) result.merge(closest(results));
    }
  }
  if (allOf?.length) {
    const results = allOf.map((one) => check(value, one, path));
    for (const one of results) result.merge(one);
    const fitting = results.filter(({ failures }) => failures.length === 0).length;
    if (fitting !== allOf.length)
      fail(`${quote(path)} must validate all the schemas (allOf)${fitting === 0 ? ". None validated" : ""}`);
  }
  if (not && check(value, not, path).failures.length === 0) fail(`${quote(path)} must not validate the schema (not)`);
  result.matches++;
}

function closest(results: readonly Result[]): Result {
  return results.reduce((best, one) => (one.matches > best.matches ? one : best));
}
