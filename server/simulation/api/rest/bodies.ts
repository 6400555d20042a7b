/** Request bodies as typed drafts: decoding by media type, patches applied to the object they change. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ApiRequest } from "../ApiRequest.ts";
import { cloneJson } from "../json.ts";
import { goJson, goJsonSorted, quote } from "../machinery/goText.ts";
import {
  type BodyFormat,
  checkBodySize,
  decodeBody as decode,
  decodeCustom,
  type FieldValidation,
  parseFieldValidation,
  patchedKindProblem,
  retype,
} from "../machinery/decode.ts";
import { applyJsonPatch, goKind, OPERATION } from "../machinery/jsonPatch.ts";
import {
  duplicateFields,
  type JsonNode,
  JsonObject,
  JsonSyntaxError,
  jsonTree,
  parseJson,
  plainJson,
  setMember,
} from "../machinery/jsonText.ts";
import { applyMergePatch, isObject } from "../machinery/mergePatch.ts";
import { ApiError, errorTarget, FieldError } from "../machinery/status.ts";
import { applyStrategicMergePatch, goText, inGoIntegers, strategicMismatch } from "../machinery/strategicMergePatch.ts";
import { TypeMismatch } from "../machinery/typedValues.ts";
import { afterJsonPatch, afterMergePatch, inGoOrder } from "../protobuf/goOrder.ts";
import { PROTOBUF_TYPE } from "../protobuf/envelope.ts";
import { type StructType, typeFor } from "../schema/Schema.ts";
import type { CustomKind, Draft } from "../ResourceDefinition.ts";
import { nameMissing } from "./names.ts";
import type { ResourceRequest } from "./ResourceRequest.ts";

/** The kind a body is read as: a resource definition, or one that only bodies have (Scale, Binding). */
export interface BodyKind {
  readonly names: { readonly group: string; readonly version: string; readonly kind: string };
  readonly schemaType: string;
  readonly custom?: CustomKind;
  defaults?(draft: Draft<KubeObject>): void;
}

export type BodyRequest = Pick<ResourceRequest, "request" | "info"> & {
  readonly definition: BodyKind;
  /** The object that is patched with all its metadata, for texts that quote it. */
  readonly whole?: () => object;
};

const ACCEPTED = ["application/json", "application/yaml", PROTOBUF_TYPE];

/** The body as an object of `kind`; warnings about unknown or repeated fields go to `warnings`. */
export function decodeBody(
  { request, info }: Pick<BodyRequest, "request" | "info">,
  kind: BodyKind,
  warnings: string[],
): Draft<KubeObject> {
  const asked = {
    text: request.body ?? "",
    format: formatOf(request),
    expected: kind.names,
    fieldValidation: validationOf(info.query),
    warnings,
  };
  const decoded = kind.custom ? decodeCustom(asked, kind.custom) : decode(asked);
  warnings.push(...decoded.warnings);
  const draft = decoded.object as unknown as Draft<KubeObject>;
  draft.metadata ??= {} as Draft<KubeObject>["metadata"];
  return draft;
}

export function validationOf(query: URLSearchParams): FieldValidation {
  return parseFieldValidation(query.get("fieldValidation")) ?? "Warn";
}

/** Throws UnsupportedMediaType for what no body is read from. */
export function checkMediaType(request: ApiRequest): void {
  formatOf(request);
}

function formatOf({ contentType }: ApiRequest): BodyFormat {
  switch (mediaType(contentType)) {
    case "":
    case "application/json":
      return "json";
    case "application/yaml":
      return "yaml";
    case PROTOBUF_TYPE:
      return "protobuf";
    default:
      throw ApiError.unsupportedMediaType(ACCEPTED);
  }
}

function mediaType(contentType: string | undefined): string {
  return (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

export function isApply({ contentType }: ApiRequest): boolean {
  return mediaType(contentType) === "application/apply-patch+yaml";
}

const PATCHES = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
];

/** Throws where a body is no patch by its media type. */
export function checkPatchType(request: ApiRequest): void {
  if (!PATCHES.includes(mediaType(request.contentType))) throw ApiError.unroutableMediaType();
}

/** The object after the request's patch, decoded and defaulted anew. */
export function patchedObject(resource: BodyRequest, current: KubeObject, warnings: string[]): Draft<KubeObject> {
  const { definition, info } = resource;
  const { group, version, kind } = definition.names;
  const type = definition.custom ? undefined : typeFor(group, version, kind);
  const { patched, notes, quoted, refuse } = applyPatch(resource, current, type);
  const invalid = (problem: string): never => {
    throw ApiError.invalid(errorTarget("", ""), "", [FieldError.invalid("patch", quoted(), problem)]);
  };
  const checkStrictness = (more: readonly string[]): void => {
    const all = [...notes, ...more];
    const validation = validationOf(info.query);
    if (validation === "Strict" && all.length > 0) invalid(`strict decoding error: ${all.join(", ")}`);
    if (validation === "Warn") warnings.push(...all);
  };
  if (definition.custom) {
    if (!isObject(patched)) throw ApiError.badRequest("unable to convert the patched object");
    const unknown: string[] = [];
    try {
      const draft = conformed(cloneJson(patched), definition, unknown);
      checkStrictness(unknown);
      checkCustomKind(draft, current);
      return draft;
    } catch (error) {
      if (!(error instanceof TypeMismatch)) throw error;
      return invalid(error.message);
    }
  }
  if (!type) return cloneJson(patched) as Draft<KubeObject>;
  const problem = refuse ? undefined : isObject(patched) ? patchedKindProblem(patched, definition.names) : undefined;
  if (problem !== undefined) invalid(problem);
  let result: ReturnType<typeof retype>;
  try {
    result = retypePatched(patched, current as unknown as Record<string, unknown>, type);
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    return invalid(error.message);
  }
  // Go goes through the members by name.
  checkStrictness([...result.strictErrors].sort());
  const draft = result.object as unknown as Draft<KubeObject>;
  if (isObject(patched)) Object.assign(draft, { apiVersion: current.apiVersion, kind: current.kind });
  draft.metadata ??= {} as Draft<KubeObject>["metadata"];
  definition.defaults?.(draft);
  return draft;
}

/** A custom resource keeps its kind. */
function checkCustomKind({ kind, apiVersion, metadata }: Draft<KubeObject>, current: KubeObject): void {
  const [group = ""] = current.apiVersion.split("/");
  const refuse = (field: string, has: string, want: string): never => {
    throw ApiError.invalid(errorTarget(group, kind), metadata.name ?? "", [
      FieldError.invalid(field, has, `must be ${want}`),
    ]);
  };
  if (kind !== current.kind) refuse("kind", kind, current.kind);
  if (apiVersion !== current.apiVersion) refuse("apiVersion", apiVersion, current.apiVersion);
}

interface Applied {
  readonly patched: unknown;
  /** What the patch itself has that a strict reader minds. */
  readonly notes: readonly string[];
  /** What a refusal of the result quotes. */
  readonly quoted: () => string;
  /** Whether the kind was looked after already. */
  readonly refuse?: boolean;
}

function applyPatch(resource: BodyRequest, current: KubeObject, type: StructType | undefined): Applied {
  const { request, info } = resource;
  const before = current as unknown as Record<string, unknown>;
  switch (mediaType(request.contentType)) {
    case "application/json-patch+json": {
      const patch = patchBody(request);
      const patched = applyJsonPatch(before, patch);
      const quoted = (): string =>
        patchedText({ resource, current, type }, (whole) => afterJsonPatch(applyJsonPatch(whole, patch), patch));
      return { patched, notes: operationNotes(parseJson(request.body ?? "")), quoted };
    }
    case "application/merge-patch+json": {
      const patch = patchObjectBody(request);
      const quoted = (): string =>
        patchedText({ resource, current, type }, (whole) => afterMergePatch(applyMergePatch(whole, patch), patch));
      return {
        patched: applyMergePatch(before, patch),
        notes: duplicateFields(parseJson(request.body ?? "")),
        quoted,
      };
    }
    case "application/strategic-merge-patch+json": {
      if (!type)
        throw ApiError.unsupportedMediaType([
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/apply-patch+yaml",
        ]);
      // Go reads null into a map as nothing.
      const patch = parsePatch(request.body ?? "", "") ?? {};
      if (!isObject(patch))
        throw ApiError.badRequest(
          `json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`,
        );
      if (patch.$patch === "delete") throw nameMissing(info.name);
      const merged = applyStrategicMergePatch(before, inGoIntegers(patch, type) as typeof patch, type);
      const problem = strategicMismatch(patch, type);
      if (problem)
        throw ApiError.invalid(errorTarget("", ""), "", [FieldError.invalid("patch", goText(patch), problem)]);
      return {
        patched: { ...merged, apiVersion: before.apiVersion, kind: before.kind },
        notes: duplicateFields(parseJson(request.body ?? "")),
        quoted: () => goText(patch),
        refuse: true,
      };
    }
    default:
      throw ApiError.unroutableMediaType();
  }
}

interface Quoted {
  readonly resource: BodyRequest;
  readonly current: KubeObject;
  readonly type: StructType | undefined;
}

/** A patch's result as upstream has it in text: members as Go orders them, but for maps that the patch went through. */
function patchedText({ resource, current, type }: Quoted, apply: (whole: unknown) => unknown): string {
  const { whole, definition } = resource;
  // Who owns what is no part of a custom resource's text.
  const before = definition.custom ? current : (whole?.() ?? {});
  return definition.custom ? goJsonSorted(apply(before)) : goJson(apply(type ? inGoOrder(before, type.name) : before));
}

/** An object of a custom kind with its defaults and without what the schema lacks, which is told in `unknown`. In place. */
export function conformed(object: Record<string, unknown>, kind: BodyKind, unknown: string[] = []): Draft<KubeObject> {
  for (const path of kind.custom?.conform(object) ?? []) unknown.push(`unknown field ${quote(path)}`);
  const draft = object as unknown as Draft<KubeObject>;
  draft.metadata ??= {} as Draft<KubeObject>["metadata"];
  kind.defaults?.(draft);
  return draft;
}

/** Gives a patch's result its type. Members it shares with the object before have theirs and are only copied. */
function retypePatched(patched: unknown, before: Record<string, unknown>, type: StructType): ReturnType<typeof retype> {
  if (!isObject(patched)) return retype(jsonTree(patched), type);
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(patched)) {
    if (!isObject(patched[name]) || patched[name] !== before[name]) setMember(rest, name, patched[name]);
  }
  const { object, strictErrors } = retype(jsonTree(rest), type);
  const whole: Record<string, unknown> = {};
  for (const name of Object.keys(patched)) {
    if (Object.hasOwn(rest, name)) {
      if (Object.hasOwn(object, name)) whole[name] = object[name];
    } else whole[name] = cloneJson(patched[name]);
  }
  return { object: { ...object, ...whole }, strictErrors };
}

/** What a JSON patch's operations have twice, or have and no operation knows. */
function operationNotes(patch: JsonNode): string[] {
  if (!Array.isArray(patch)) return [];
  return patch.flatMap((operation, index) => {
    const names = operation instanceof JsonObject ? operation.names : [];
    return names.flatMap((name, at) => {
      const problem = !OPERATION.has(name) ? "unknown" : names.indexOf(name) < at ? "duplicate" : undefined;
      return problem === undefined ? [] : [`json patch ${problem} field ${quote(`[${index}].${name}`)}`];
    });
  });
}

function patchObjectBody(request: ApiRequest): Record<string, unknown> {
  const patch = patchBody(request);
  if (patch === null) throw ApiError.badRequest("Invalid JSON Patch");
  if (!isObject(patch))
    throw ApiError.badRequest(
      `error decoding patch: json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`,
    );
  return patch;
}

const patchBody = (request: ApiRequest): unknown => parsePatch(request.body ?? "", "error decoding patch: ");

function parsePatch(text: string, prefix: string): unknown {
  checkBodySize(text);
  try {
    return plainJson(parseJson(text));
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw ApiError.badRequest(`${prefix}${error.message}`);
    throw error;
  }
}
