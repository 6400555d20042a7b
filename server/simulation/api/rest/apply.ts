/** Server-side apply: a configuration in YAML or JSON merged into the object, with conflicts between its owners. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { timestamp } from "../../runtime/time.ts";
import { cloneJson } from "../json.ts";
import { checkBodySize, retype } from "../machinery/decode.ts";
import { JsonObject, jsonTree, plainJson } from "../machinery/jsonText.ts";
import {
  type Applied,
  applyConfiguration,
  ignoredPaths,
  type ManagedFieldsEntry,
  type Writer,
} from "../machinery/managedFields/managers.ts";
import { withLastApplied } from "../machinery/managedFields/lastApplied.ts";
import { type Members, typeProblems } from "../machinery/managedFields/typedObjects.ts";
import { ApiError } from "../machinery/status.ts";
import { kindOf, TypeMismatch } from "../machinery/typedValues.ts";
import { parseYaml, YamlError } from "../machinery/yamlText.ts";
import type { Draft } from "../ResourceDefinition.ts";
import { parseApiVersion } from "../schema/resources.ts";
import type { StructType } from "../schema/Schema.ts";
import { emptyObjectOf, typeOf } from "../schema/typeOf.ts";
import { type BodyKind, conformed, validationOf } from "./bodies.ts";
import type { ResourceRequest } from "./ResourceRequest.ts";
import { isTrue } from "./RequestInfo.ts";
import { apiVersionOf } from "../schema/resources.ts";

export interface ApplyTarget {
  readonly kind: BodyKind;
  /** The stored object in the form of `kind`; undefined to create it. */
  readonly current: KubeObject | undefined;
  readonly entries: readonly ManagedFieldsEntry[];
  /** Cluster time, ms. */
  readonly now: number;
}

export interface AppliedDraft {
  readonly draft: Draft<KubeObject>;
  readonly entries: readonly ManagedFieldsEntry[];
}

/** The object after the request's configuration, decoded and defaulted, and who owns what then. */
export function appliedDraft(
  { request, info }: ResourceRequest,
  target: ApplyTarget,
  warnings: string[],
): AppliedDraft {
  const { kind, current, entries, now } = target;
  const { config, duplicates } = readConfiguration(request.body ?? "");
  checkKind(config, kind);
  if (((config.metadata as { managedFields?: unknown } | null | undefined)?.managedFields ?? null) !== null)
    throw ApiError.badRequest("metadata.managedFields must be nil");
  const type = typeOf(kind);
  const problems = typeProblems(config, type);
  if (problems !== "")
    throw ApiError.plain(`failed to create typed patch object (${describe(config, kind)}): ${problems}`);
  const writer: Writer = {
    manager: info.query.get("fieldManager") ?? "",
    apiVersion: apiVersionOf(kind.names),
    subresource: info.subresource,
    time: timestamp(now),
  };
  const applied: Applied = applyConfiguration(
    {
      live: (current as unknown as Members | undefined) ?? emptyObjectOf(kind),
      exists: current !== undefined,
      entries,
      config,
      force: isTrue(info.query.get("force")),
    },
    { type, ignored: kind.custom ? kind.custom.ignoredPaths(info.subresource) : ignoredPaths(info.subresource, kind) },
    writer,
  );
  noteDuplicates(duplicates, validationOf(info.query), warnings);
  const draft = decodeAgain(withLastApplied(applied.object, config, writer.manager), type, kind);
  const { uid } = draft.metadata;
  if (!current && uid)
    throw ApiError.conflict(
      { names: { ...kind.names, plural: info.resource } },
      info.name,
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  return { draft, entries: applied.entries };
}

function readConfiguration(text: string): { readonly config: Members; readonly duplicates: string | undefined } {
  checkBodySize(text);
  try {
    const { node, duplicates } = parseYaml(text);
    if (node === null) return { config: {}, duplicates };
    if (node instanceof JsonObject) return { config: plainJson(node) as Members, duplicates };
    throw ApiError.badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kindOf(node)} into Go value of type map[string]interface {}`,
    );
  } catch (error) {
    if (error instanceof YamlError)
      throw ApiError.badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
    throw error;
  }
}

function checkKind(config: Members, { names }: BodyKind): void {
  const { apiVersion, kind } = config;
  const parsed = typeof apiVersion === "string" ? parseApiVersion(apiVersion) : undefined;
  if (parsed?.group === names.group && parsed.version === names.version && kind === names.kind) return;
  throw ApiError.badRequest(
    `invalid object type: ${parsed?.group ?? ""}/${parsed?.version ?? ""}, Kind=${typeof kind === "string" ? kind : ""}`,
  );
}

/** `namespace/name; group/version, Kind=kind` of a configuration. */
function describe(config: Members, { names }: BodyKind): string {
  const metadata = (config.metadata ?? {}) as { readonly name?: unknown; readonly namespace?: unknown };
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return `${text(metadata.namespace)}/${text(metadata.name)}; ${names.group}/${names.version}, Kind=${names.kind}`;
}

function noteDuplicates(
  duplicates: string | undefined,
  validation: "Ignore" | "Warn" | "Strict",
  warnings: string[],
): void {
  if (duplicates === undefined || validation === "Ignore") return;
  if (validation === "Strict")
    throw ApiError.badRequest(`error strict decoding YAML: error converting YAML to JSON: ${duplicates}`);
  // The first line only says that lines follow, one a repeated key.
  const [, ...lines] = duplicates.split("\n");
  warnings.push(...lines.map((line) => line.trim()));
}

function decodeAgain(object: Members, type: StructType, kind: BodyKind): Draft<KubeObject> {
  try {
    if (kind.custom) return conformed(cloneJson(object) as Record<string, unknown>, kind);
    const draft = retype(jsonTree(object), type).object as unknown as Draft<KubeObject>;
    draft.metadata ??= {} as Draft<KubeObject>["metadata"];
    kind.defaults?.(draft);
    return draft;
  } catch (error) {
    if (error instanceof TypeMismatch)
      throw ApiError.plain(
        `failed to convert new typed object (${describe(object, kind)}) to object: ${error.message}`,
      );
    throw error;
  }
}
