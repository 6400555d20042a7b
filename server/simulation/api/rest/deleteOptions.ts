/** Deletion options from query and body. Models apiserver pkg/endpoints/handlers/delete.go and apimachinery validation. */
import type { ApiRequest } from "../ApiRequest.ts";
import type { DeleteOptions } from "../deletion.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { quote } from "../machinery/goText.ts";
import { META_KIND } from "../machinery/decode.ts";
import { type JsonNode, JsonObject, JsonSyntaxError, parseJson, plainJson } from "../machinery/jsonText.ts";
import { kindOf } from "../machinery/typedValues.ts";
import { parseYaml, YamlError } from "../machinery/yamlText.ts";
import { ApiError, errorTarget, FieldError } from "../machinery/status.ts";
import { checkMediaType } from "./bodies.ts";
import { integer } from "./listOptions.ts";
import { isTrue, type RequestInfo } from "./RequestInfo.ts";

const TARGET = errorTarget("meta.k8s.io", "DeleteOptions");
const POLICIES = ["Foreground", "Background", "Orphan"] as const;

export interface ParsedDeleteOptions {
  readonly options: DeleteOptions;
  readonly dryRun: boolean;
}

export function deleteOptionsOf(request: ApiRequest, info: RequestInfo): ParsedDeleteOptions {
  const body = bodyOf(request);
  const query = info.query;
  // Upstream looks at the query only where there is no body.
  const grace = body ? body.gracePeriodSeconds : integer(query.get("gracePeriodSeconds"));
  const orphan = body
    ? body.orphanDependents
    : query.has("orphanDependents")
      ? isTrue(query.get("orphanDependents"))
      : undefined;
  const policy = body ? body.propagationPolicy : (query.get("propagationPolicy") ?? undefined);
  const dryRun = body ? (body.dryRun ?? []) : query.getAll("dryRun");
  const errors: FieldError[] = [];
  if (policy !== undefined) {
    if (orphan !== undefined)
      errors.push(
        FieldError.invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"),
      );
    if (!(POLICIES as readonly unknown[]).includes(policy))
      errors.push(FieldError.notSupported("propagationPolicy", policy, [...POLICIES, "nil"]));
  }
  errors.push(...dryRunErrors(dryRun));
  if (errors.length > 0) throw ApiError.invalid(TARGET, "", errors);
  return {
    options: {
      ...(typeof grace === "number" ? { gracePeriodSeconds: grace } : {}),
      ...(policy === undefined ? {} : { propagationPolicy: policy as (typeof POLICIES)[number] }),
      ...(typeof orphan === "boolean" ? { orphanDependents: orphan } : {}),
      ...preconditionsOf(body, query),
    },
    dryRun: dryRun.length > 0,
  };
}

/** What a deletion is warned of, whether there is anything to delete or not. */
export function deletionWarnings(
  { defaultPropagationWarning: warning }: Pick<ResourceDefinition, "defaultPropagationWarning">,
  { propagationPolicy, orphanDependents }: DeleteOptions,
): string[] {
  return warning === undefined || propagationPolicy !== undefined || orphanDependents !== undefined ? [] : [warning];
}

/** Of the body, or of the query where there is none. */
function preconditionsOf(body: DeleteBody | undefined, query: URLSearchParams): Pick<DeleteOptions, "preconditions"> {
  if (body) return body.preconditions ? { preconditions: body.preconditions } : {};
  const uid = query.get("uid");
  const resourceVersion = query.get("resourceVersion");
  if (uid === null && resourceVersion === null) return {};
  return {
    preconditions: { ...(uid === null ? {} : { uid }), ...(resourceVersion === null ? {} : { resourceVersion }) },
  };
}

/** `dryRun` may only say All. */
export function dryRunErrors(dryRun: readonly string[]): FieldError[] {
  return dryRun.every((value) => value === "All") ? [] : [FieldError.notSupported("dryRun", dryRun, ["All"])];
}

interface DeleteBody {
  readonly gracePeriodSeconds?: number;
  readonly orphanDependents?: boolean;
  readonly propagationPolicy?: string;
  readonly preconditions?: DeleteOptions["preconditions"];
  readonly dryRun?: readonly string[];
}

function bodyOf(request: ApiRequest): DeleteBody | undefined {
  if (request.body === undefined || request.body.trim() === "" || request.body.trim() === "null") return undefined;
  checkMediaType(request);
  const tree = treeOf(request.body, request.contentType?.includes("yaml") ?? false);
  if (!(tree instanceof JsonObject))
    throw unreadable(`json: cannot unmarshal ${kindOf(tree)} into Go value of type ${META_KIND}`);
  const value = plainJson(tree) as Record<string, unknown>;
  const { kind, apiVersion } = value;
  if (kind !== undefined && kind !== "DeleteOptions") {
    throw ApiError.badRequest(
      `no kind ${quote(String(kind))} is registered for version ${quote(String(apiVersion ?? "v1"))} in scheme "pkg/apis/meta/internalversion/scheme/register.go:27"`,
    );
  }
  const body = value;
  if (
    body.gracePeriodSeconds !== undefined &&
    body.gracePeriodSeconds !== null &&
    !Number.isInteger(body.gracePeriodSeconds)
  ) {
    throw ApiError.badRequest(
      `DeleteOptions in version "v1" cannot be handled as a DeleteOptions: json: cannot unmarshal ${typeof body.gracePeriodSeconds} into Go struct field DeleteOptions.gracePeriodSeconds of type int64`,
    );
  }
  const { preconditions } = body;
  return {
    ...(typeof body.gracePeriodSeconds === "number" ? { gracePeriodSeconds: body.gracePeriodSeconds } : {}),
    ...(typeof body.orphanDependents === "boolean" ? { orphanDependents: body.orphanDependents } : {}),
    ...(typeof body.propagationPolicy === "string" ? { propagationPolicy: body.propagationPolicy } : {}),
    ...(typeof preconditions === "object" && preconditions !== null
      ? { preconditions: preconditions as NonNullable<DeleteOptions["preconditions"]> }
      : {}),
    ...(Array.isArray(body.dryRun) ? { dryRun: body.dryRun.map(String) } : {}),
  };
}

function treeOf(text: string, yaml: boolean): JsonNode {
  try {
    return yaml ? parseYaml(text).node : parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw unreadable(error.message);
    if (error instanceof YamlError) throw ApiError.badRequest(error.message);
    throw error;
  }
}

function unreadable(problem: string): ApiError {
  return ApiError.badRequest(`couldn't get version/kind; json parse error: ${problem}`);
}
