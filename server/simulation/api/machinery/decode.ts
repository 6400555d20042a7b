/**
 * Request bodies become objects of the API, or errors and warnings in the real server's words.
 *
 * Models apiserver pkg/endpoints/handlers/create.go and apimachinery runtime/serializer/json. Reading order: `jsonText.ts`
 * and `yamlText.ts` (text → tree), `typedValues.ts` (tree → typed), this file (kinds, versions, strictness). Defaults are
 * filled in by the ResourceDefinitions, not here.
 */
import { decodeEnvelope, ProtobufError, ProtobufObjectError } from "../protobuf/envelope.ts";
import { apiVersionOf, parseApiVersion, resourceOfKind } from "../schema/resources.ts";
import { retiredType } from "../schema/retiredTypes.ts";
import { type StructType, typeFor } from "../schema/Schema.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";
import { quote } from "./goText.ts";
import {
  duplicateFields,
  type JsonNode,
  JsonObject,
  JsonSyntaxError,
  jsonTree,
  parseJson,
  plainJson,
} from "./jsonText.ts";
import type { GroupVersionKind } from "./GroupVersionKind.ts";
import { isRetiredKind } from "./retiredKinds.ts";
import { ApiError, errorTarget, FieldError } from "./status.ts";
import { kindOf, TypeMismatch, typeTree } from "./typedValues.ts";
import { parseYaml, YamlError } from "./yamlText.ts";

/** What happens to unknown and repeated fields. */
export type FieldValidation = "Ignore" | "Warn" | "Strict";

/** What a body is written in. Good protobuf bodies became JSON outside; those that stay are bytes, a character each. */
export type BodyFormat = "json" | "yaml" | "protobuf";

export interface DecodeRequest {
  readonly text: string;
  readonly format: BodyFormat;
  /** The kind that the path takes; missing kind and apiVersion are filled in with it. */
  readonly expected: GroupVersionKind;
  readonly fieldValidation: FieldValidation;
  /** Takes warnings about a body that is refused. */
  readonly warnings?: string[];
  /** Names of internal Go packages differ from the group's first word for these. */
  readonly internalPackage?: string;
}

/** How a custom kind's schema is applied to a body. */
export interface CustomBody {
  conform(object: Record<string, unknown>): readonly string[];
}

export interface Decoded {
  /** A fresh object, free for the caller to change. */
  readonly object: Record<string, unknown>;
  /** Texts of Warning headers. */
  readonly warnings: readonly string[];
}

/** The longest body the server reads, in bytes. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** The Go type a body is first read into, for its kind. */
export const META_KIND = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;
const SCHEME = "pkg/api/legacyscheme/scheme.go:30";
const PACKAGES: { readonly [group: string]: string } = {
  "": "core",
  "rbac.authorization.k8s.io": "rbac",
  "flowcontrol.apiserver.k8s.io": "flowcontrol",
};

/** `fieldValidation` of a query; undefined when it is none of the four values. */
export function parseFieldValidation(text: string | null): FieldValidation | undefined {
  if (text === null || text === "") return "Warn";
  return text === "Ignore" || text === "Warn" || text === "Strict" ? text : undefined;
}

/** Decodes a body of a built-in kind; throws BadRequest, or RequestEntityTooLarge. */
export function decodeBody(request: DecodeRequest): Decoded {
  const { text, expected } = request;
  checkBodySize(text);
  const { tree, duplicates } = readTree(request);
  const actual = interpretKind(tree, request);
  const cannot = (problem: string): never => {
    throw ApiError.badRequest(
      `${actual.kind} in version ${quote(actual.version)} cannot be handled as a ${expected.kind}: ${problem}`,
    );
  };
  const type = typeFor(actual.group, actual.version, actual.kind);
  const foreign = (): never => {
    return cannot(noConversion(actual, expected, request.internalPackage));
  };
  if (!type && actual.kind === "List" && actual.group === "" && actual.version === "v1") return foreign();
  if (!type && isRetiredKind(actual)) {
    const old = retiredType(actual);
    const notes = old ? typed(tree, old, cannot).strictErrors : [];
    if (request.fieldValidation === "Strict" && notes.length > 0) cannot(`strict decoding error: ${notes.join(", ")}`);
    if (request.fieldValidation === "Warn") request.warnings?.push(...notes);
    throw otherVersion(actual, expected);
  }
  if (!type) return cannot(notRegistered(actual));
  const { object, strictErrors } = typed(tree, type, cannot);
  const notes = duplicates === undefined ? strictErrors : [duplicates, ...strictErrors];
  if (request.fieldValidation === "Strict" && notes.length > 0) cannot(`strict decoding error: ${notes.join(", ")}`);
  if (actual.kind !== expected.kind || (actual.group !== expected.group && !sameResource(actual, expected)))
    return foreign();
  if (actual.version !== expected.version || actual.group !== expected.group) throw otherVersion(actual, expected);
  object.apiVersion = apiVersionOf(actual);
  object.kind = actual.kind;
  return { object, warnings: request.fieldValidation === "Warn" ? notes : [] };
}

/** Decodes a body of a custom kind; throws BadRequest, or Invalid for another kind of the same version. */
export function decodeCustom(request: DecodeRequest, custom: CustomBody): Decoded {
  checkBodySize(request.text);
  const { expected } = request;
  const { tree, duplicates } = readTree(request);
  const actual = interpretKind(tree, request);
  const cannot = (problem: string): never => {
    throw ApiError.badRequest(
      `${actual.kind} in version ${quote(actual.version)} cannot be handled as a ${expected.kind}: ${problem}`,
    );
  };
  const object = tree instanceof JsonObject ? (plainJson(tree) as Record<string, unknown>) : {};
  if (!object.kind) throw unrecognized(request, `Object 'Kind' is missing in '${request.text.trim()}'`);
  const said = parseApiVersion(typeof object.apiVersion === "string" ? object.apiVersion : "");
  if (said?.group !== expected.group || said.version !== expected.version)
    throw otherVersion({ kind: "", ...(said ?? actual) }, expected);
  if (actual.kind !== expected.kind) {
    const name = (object.metadata as { readonly name?: unknown } | undefined)?.name;
    throw ApiError.invalid(errorTarget(expected.group, actual.kind), typeof name === "string" ? name : "", [
      FieldError.invalid("kind", actual.kind, `must be ${expected.kind}`),
    ]);
  }
  let unknown: readonly string[];
  try {
    unknown = custom.conform(object);
  } catch (error) {
    if (error instanceof TypeMismatch) return cannot(error.message);
    throw error;
  }
  const repeated = duplicates === undefined && tree instanceof JsonObject ? duplicateFields(tree) : [duplicates ?? ""];
  const notes = [...repeated, ...unknown.map((path) => `unknown field ${quote(path)}`)];
  if (request.fieldValidation === "Strict" && notes.length > 0) cannot(`strict decoding error: ${notes.join(", ")}`);
  return { object, warnings: request.fieldValidation === "Warn" ? notes : [] };
}

/** Gives a plain object (a patch's result) a type again, with the errors Go reports; throws TypeMismatch. */
export function retype(
  tree: JsonNode,
  type: StructType,
): { readonly object: Record<string, unknown>; readonly strictErrors: readonly string[] } {
  const { value, strictErrors } = typeTree(tree, type);
  const emptied = emptiesManagedFields(value);
  normalizeZeroValues(type.name, value);
  // An empty list says something here: that nobody is to own anything any more.
  if (emptied) (value.metadata as Record<string, unknown>).managedFields = [];
  return { object: value, strictErrors };
}

function emptiesManagedFields({ metadata }: Record<string, unknown>): boolean {
  const entries = (metadata as { readonly managedFields?: unknown } | null | undefined)?.managedFields;
  return Array.isArray(entries) && entries.length === 0;
}

function notRegistered(actual: GroupVersionKind): string {
  return `no kind ${quote(actual.kind)} is registered for version ${quote(apiVersionOf(actual))} in scheme ${quote(SCHEME)}`;
}

function noConversion(actual: GroupVersionKind, expected: GroupVersionKind, internalPackage?: string): string {
  const into = `${internalPackage ?? PACKAGES[expected.group] ?? expected.group.split(".")[0]}.${expected.kind}`;
  return `converting (${actual.version}.${actual.kind}) to (${into}): unknown conversion`;
}

/** Why a patch's result is of no kind that its resource takes, in the decoder's words; undefined when it is. */
export function patchedKindProblem(object: Record<string, unknown>, expected: GroupVersionKind): string | undefined {
  for (const name of ["apiVersion", "kind"]) {
    const value = object[name];
    if (value !== undefined && typeof value !== "string")
      return `couldn't get version/kind; json parse error: json: cannot unmarshal ${kindOf(jsonTree(value))} into Go struct field .${name} of type string`;
  }
  const apiVersion = (object.apiVersion ?? "") as string;
  const said = parseApiVersion(apiVersion);
  if (!said) return `unexpected GroupVersion string: ${apiVersion}`;
  const kind = (object.kind as string | undefined) || expected.kind;
  const actual = apiVersion === "" ? { ...expected, kind } : { ...said, kind };
  if (!typeFor(actual.group, actual.version, kind) && !isRetiredKind(actual)) return notRegistered(actual);
  if (kind !== expected.kind || (actual.group !== expected.group && !sameResource(actual, expected)))
    return noConversion(actual, expected);
  return undefined;
}

/** Throws RequestEntityTooLarge for a body over the limit. */
export function checkBodySize(text: string): void {
  if (text.length <= MAX_BODY_BYTES / 3) return;
  if (new TextEncoder().encode(text).length > MAX_BODY_BYTES)
    throw ApiError.tooLarge(`Request entity too large: limit is ${MAX_BODY_BYTES}`);
}

function readTree(request: DecodeRequest): { readonly tree: JsonNode; readonly duplicates: string | undefined } {
  try {
    if (request.format === "json") return { tree: parseJson(request.text), duplicates: undefined };
    if (request.format === "protobuf") return { tree: protobufTree(request), duplicates: undefined };
    const { node, duplicates } = parseYaml(request.text);
    return { tree: node, duplicates };
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      throw unrecognized(request, `couldn't get version/kind; json parse error: ${error.message}`);
    if (error instanceof YamlError) throw unrecognized(request, error.message);
    throw error;
  }
}

/** A body that is bytes still: what is wrong with it, in the decoder's words. */
function protobufTree({ text, expected }: DecodeRequest): JsonNode {
  try {
    return parseJson(JSON.stringify(decodeEnvelope(Uint8Array.from(text, (char) => char.charCodeAt(0))).object));
  } catch (error) {
    if (error instanceof ProtobufObjectError)
      throw ApiError.badRequest(
        `${error.kind} in version ${quote(error.apiVersion.split("/").pop() ?? "")} cannot be handled as a ${expected.kind}: ${error.message}`,
      );
    if (error instanceof ProtobufError) throw unrecognized({ text, expected }, error.message);
    throw error;
  }
}

/** The kind a body says it is. Models SimpleMetaFactory.Interpret. */
function interpretKind(tree: JsonNode, request: DecodeRequest): GroupVersionKind {
  const { expected } = request;
  const fail = (problem: string): never => {
    throw unrecognized(request, `couldn't get version/kind; json parse error: json: cannot unmarshal ${problem}`);
  };
  if (tree !== null && !(tree instanceof JsonObject)) return fail(`${kindOf(tree)} into Go value of type ${META_KIND}`);
  const member = (name: string): string => {
    const value = tree?.values[tree.names.lastIndexOf(name)] ?? "";
    return typeof value === "string" ? value : fail(`${kindOf(value)} into Go struct field .${name} of type string`);
  };
  const apiVersion = member("apiVersion");
  const kind = member("kind");
  const parsed = parseApiVersion(apiVersion);
  if (!parsed) throw unrecognized(request, `unexpected GroupVersion string: ${apiVersion}`);
  if (apiVersion === "") return { group: expected.group, version: expected.version, kind: kind || expected.kind };
  return { ...parsed, kind: kind || expected.kind };
}

function typed(
  tree: JsonNode,
  type: StructType,
  cannot: (problem: string) => never,
): { readonly object: Record<string, unknown>; readonly strictErrors: readonly string[] } {
  try {
    return retype(tree, type);
  } catch (error) {
    if (error instanceof TypeMismatch) return cannot(error.message);
    throw error;
  }
}

function otherVersion(actual: GroupVersionKind, expected: GroupVersionKind): ApiError {
  return ApiError.badRequest(
    `the API version in the data (${apiVersionOf(actual)}) does not match the expected API version (${apiVersionOf(expected)})`,
  );
}

/** Kinds that one group took over from another (Events) convert into each other. */
function sameResource(left: GroupVersionKind, right: GroupVersionKind): boolean {
  return (
    left.kind === "Event" && right.kind === "Event" && resourceOfKind(left.group, left.version, left.kind) !== undefined
  );
}

function unrecognized({ text, expected }: Pick<DecodeRequest, "text" | "expected">, problem: string): ApiError {
  return ApiError.badRequest(
    `the object provided is unrecognized (must be of type ${expected.kind}): ${problem} (${summary(text)})`,
  );
}

/** The first 30 bytes of a body: as text when it looks like JSON, else in hexadecimal. */
function summary(text: string): string {
  if (text === "") return "<empty>";
  const bytes = new TextEncoder().encode(text.slice(0, 31));
  const more = bytes.length > 30 || text.length > 31 ? " ..." : "";
  const start = bytes.subarray(0, 30);
  if (text[0] === "{") return `${new TextDecoder().decode(start)}${more}`;
  return `${Array.from(start, (byte) => byte.toString(16).padStart(2, "0")).join("")}${more}`;
}
