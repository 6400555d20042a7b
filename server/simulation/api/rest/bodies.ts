/** Request bodies as typed drafts: decoding by media type, patches applied to the object they change. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ApiRequest } from "../ApiRequest.ts";
import { cloneJson } from "../json.ts";
import { goJson, quote } from "../machinery/goText.ts";
import {
  type BodyFormat,
  checkBodySize,
  decodeBody as decode,
  decodeCustom,
  type FieldValidation,
  parseFieldValidation,
  retype,
} from "../machinery/decode.ts";
import { applyJsonPatch, goKind } from "../machinery/jsonPatch.ts";
import { duplicateFields, JsonSyntaxError, jsonTree, parseJson, plainJson, setMember } from "../machinery/jsonText.ts";
import { applyMergePatch, isObject } from "../machinery/mergePatch.ts";
import { ApiError, errorTarget, FieldError } from "../machinery/status.ts";
import { applyStrategicMergePatch, goText, strategicMismatch } from "../machinery/strategicMergePatch.ts";
import { TypeMismatch } from "../machinery/typedValues.ts";
import { afterMergePatch, inGoOrder } from "../protobuf/goOrder.ts";
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

export function mediaType(contentType: string | undefined): string {
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
  const { request, definition, info } = resource;
  const { group, version, kind } = definition.names;
  const type = definition.custom ? undefined : typeFor(group, version, kind);
  const before = current as unknown as Record<string, unknown>;
  let patched: unknown;
  switch (mediaType(request.contentType)) {
    case "application/json-patch+json": {
      const patch = patchBody(request);
      patched = applyJsonPatch(before, patch);
      if (validationOf(info.query) === "Warn") warnings.push(...unknownMembers(patch));
      break;
    }
    case "application/merge-patch+json":
      patched = applyMergePatch(before, patchObjectBody(request));
      if (validationOf(info.query) === "Warn") warnings.push(...duplicateFields(parseJson(request.body ?? "")));
      break;
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
      const problem = strategicMismatch(patch, type);
      if (problem)
        throw ApiError.invalid(errorTarget("", ""), "", [FieldError.invalid("patch", goText(patch), problem)]);
      patched = { ...applyStrategicMergePatch(before, patch, type), apiVersion: before.apiVersion, kind: before.kind };
      break;
    }
    default:
      throw ApiError.unroutableMediaType();
  }
  if (definition.custom) return patchedCustom(cloneJson(patched), resource, warnings);
  if (!type) return cloneJson(patched) as Draft<KubeObject>;
  let result: ReturnType<typeof retype>;
  try {
    result = retypePatched(patched, before, type);
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    throw ApiError.invalid(errorTarget("", ""), "", [
      FieldError.invalid("patch", patchedText(resource, patched, type), error.message),
    ]);
  }
  const validation = validationOf(info.query);
  // Go goes through the members by name.
  const strictErrors = [...result.strictErrors].sort();
  if (strictErrors.length > 0 && validation === "Strict")
    throw ApiError.badRequest(`strict decoding error: ${strictErrors.join(", ")}`);
  if (validation === "Warn") warnings.push(...strictErrors);
  const draft = result.object as unknown as Draft<KubeObject>;
  draft.metadata ??= {} as Draft<KubeObject>["metadata"];
  definition.defaults?.(draft);
  return draft;
}

/** A patch's result as upstream has it in text: members as Go orders them, but for maps that the patch went through. */
function patchedText({ request, whole }: BodyRequest, patched: unknown, type: StructType): string {
  const before = whole && inGoOrder(whole(), type.name);
  if (mediaType(request.contentType) !== "application/merge-patch+json" || !before) return goJson(patched);
  const patch = patchObjectBody(request);
  return goJson(afterMergePatch(applyMergePatch(before, patch), patch));
}

/** A patch's result as the custom kind's schema wants it. */
function patchedCustom(patched: unknown, { definition, info }: BodyRequest, warnings: string[]): Draft<KubeObject> {
  if (!isObject(patched)) throw ApiError.badRequest("unable to convert the patched object");
  const unknown: string[] = [];
  const draft = conformed(patched as Record<string, unknown>, definition, unknown);
  const validation = validationOf(info.query);
  if (unknown.length > 0 && validation === "Strict")
    throw ApiError.badRequest(`strict decoding error: ${unknown.join(", ")}`);
  if (validation === "Warn") warnings.push(...unknown);
  return draft;
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

const OPERATION = new Set(["op", "path", "from", "value"]);

/** What a JSON patch's operations have and no operation knows. */
function unknownMembers(patch: unknown): string[] {
  return (patch as readonly (object | null)[]).flatMap((operation, index) =>
    Object.keys(operation ?? {})
      .filter((name) => !OPERATION.has(name))
      .map((name) => `json patch unknown field ${quote(`[${index}].${name}`)}`),
  );
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
