/**
 * Applying a manifest as `kubectl apply` does: created when new, else changed by what differs from the last applied.
 * Each document has its own outcome with the place in the text it is about.
 */
import { type Document, parseAllDocuments } from "yaml";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { ConnectionLost, type RequestResult } from "../client/Requests.ts";
import type { RoomConnection } from "../client/RoomConnection.ts";
import { messageOf } from "../client/answers.ts";
import { printYaml } from "../inspector/printYaml.ts";
import type { Selection } from "../room/view.ts";
import { fieldIn, type Place, placeOfField } from "./fieldPlace.ts";
import { objectPath, resourceOf, resourcePath } from "./resourcePaths.ts";

export interface Outcome {
  readonly title: string;
  readonly result: "created" | "configured" | "unchanged" | "failed";
  readonly message?: string;
  readonly warnings: readonly string[];
  /** Offset in the text. */
  readonly at: number;
  /** What is wrong where, as far as the server says it: a refusal may name several fields. */
  readonly marks?: readonly Mark[];
  /** What it is about, as it was before (nothing when it is new) and as it is after. */
  readonly change?: { readonly target: Selection; readonly before: KubeObject | undefined; readonly after: KubeObject };
}

export interface Mark extends Place {
  readonly message: string;
}

export interface ApplyTexts {
  readonly noName: string;
  readonly allNamespaces: string;
  unknownKind(kind: string, apiVersion: string): string;
  /** The object there is being deleted: what was applied goes with it. */
  leaving(name: string): string;
  /** No answer came: it may have been done. */
  readonly lost: string;
  /** There was no line. */
  readonly unsent: string;
}

export interface ApplyOptions {
  readonly namespace: string;
  readonly texts: ApplyTexts;
  /** Nothing is stored: the server says what would come of it. */
  readonly dryRun?: boolean;
}

/** The annotation that notes what was applied last. */
export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

type Manifest = Record<string, unknown> & {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: {
    readonly name?: unknown;
    readonly namespace?: unknown;
    readonly annotations?: Record<string, string>;
  };
};

/**
 * Applies every document of `text`; `namespace` "" (all namespaces) takes only documents that name theirs. A line that stays broken is
 * the last outcome. Rejects with RequestRefused.
 */
export async function applyManifest(
  connection: RoomConnection,
  text: string,
  options: ApplyOptions,
): Promise<readonly Outcome[]> {
  const documents = parseAllDocuments(text);
  const outcomes: Outcome[] = [];
  for (const document of documents) {
    const at = document.range?.[0] ?? 0;
    const [error] = document.errors;
    if (error) {
      outcomes.push({ title: "YAML", result: "failed", message: error.message, warnings: [], at: error.pos[0] });
      continue;
    }
    const manifest = document.toJS({ maxAliasCount: 100 }) as Manifest | null;
    if (manifest === null) continue;
    let outcome: Omit<Outcome, "at"> & { readonly causes?: readonly Cause[] };
    try {
      outcome = await applyOne(connection, manifest, options);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      const title = `${String(manifest.kind ?? "?").toLowerCase()}/${String(manifest.metadata?.name ?? "")}`;
      const message = error.sent ? options.texts.lost : options.texts.unsent;
      return [...outcomes, { title, result: "failed", message, warnings: [], at }];
    }
    const { causes = [], ...told } = outcome;
    const marks = told.message === undefined ? [] : marksOf(document as Document, told.message, causes);
    outcomes.push({ ...told, at: marks[0]?.from ?? at, ...(marks.length > 0 ? { marks } : {}) });
  }
  return outcomes;
}

async function applyOne(
  connection: RoomConnection,
  manifest: Manifest,
  { namespace: viewed, texts, dryRun = false }: ApplyOptions,
): Promise<Omit<Outcome, "at"> & { readonly causes?: readonly Cause[] }> {
  const { apiVersion, kind, metadata } = manifest;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof metadata?.name !== "string")
    return { title: String(kind ?? "?"), result: "failed", message: texts.noName, warnings: [] };
  const title = `${kind.toLowerCase()}/${metadata.name}`;
  const failed = (message: string, causes: readonly Cause[] = []) =>
    ({ title, result: "failed", message, warnings: [], causes }) as const;
  const path = await resourcePath(connection, apiVersion, kind);
  if (!path) return failed(texts.unknownKind(kind, apiVersion));
  const namespace = path.namespaced ? String(metadata.namespace ?? viewed) : "";
  if (path.namespaced && namespace === "") return failed(texts.allNamespaces);
  const query = "fieldManager=kubectl-client-side-apply&fieldValidation=Strict" + (dryRun ? "&dryRun=All" : "");
  const target = { resource: resourceOf(path), namespace, name: metadata.name };
  const written = JSON.stringify(manifest);
  const desired = {
    ...manifest,
    metadata: {
      ...metadata,
      ...(path.namespaced ? { namespace } : {}),
      annotations: { ...metadata.annotations, [LAST_APPLIED]: `${written}\n` },
    },
  };
  const current = await connection.request("GET", objectPath(path, namespace, metadata.name));
  if (current.status === 404) {
    const made = await connection.request("POST", `${objectPath(path, namespace)}?${query}`, {
      contentType: "application/json",
      body: JSON.stringify(desired),
    });
    if (made.status >= 300) return failed(messageOf(made), causesOf(made.body));
    const change = { target, before: undefined, after: made.body as KubeObject };
    return { title, result: "created", warnings: made.warnings, change };
  }
  if (current.status >= 300) return failed(messageOf(current));
  const live = current.body as KubeObject;
  const previous = JSON.parse(live.metadata.annotations?.[LAST_APPLIED] ?? "{}") as unknown;
  const patch = merge(removals(previous, manifest), desired);
  const send = (type: "strategic-merge" | "merge"): Promise<RequestResult> =>
    connection.request("PATCH", `${objectPath(path, namespace, target.name)}?${query}`, {
      contentType: `application/${type}-patch+json`,
      body: JSON.stringify(patch),
    });
  let patched = await send("strategic-merge");
  // Custom resources know no rules of merging lists.
  if (patched.status === 415) patched = await send("merge");
  if (patched.status >= 300) return failed(messageOf(patched), causesOf(patched.body));
  const after = patched.body as KubeObject;
  const same = dryRun
    ? printYaml(after, { forEditing: true }) === printYaml(live, { forEditing: true })
    : after.metadata.resourceVersion === live.metadata.resourceVersion;
  const change = { target, before: live, after };
  const warnings = after.metadata.deletionTimestamp
    ? [...patched.warnings, texts.leaving(metadata.name)]
    : patched.warnings;
  return { title, result: same ? "unchanged" : "configured", warnings, change };
}

/** A part of a Status that says what is wrong with one field. */
interface Cause {
  readonly message?: string;
  readonly field?: string;
}

function causesOf(body: unknown): readonly Cause[] {
  return (body as { readonly details?: { readonly causes?: readonly Cause[] } } | undefined)?.details?.causes ?? [];
}

/** Of each field its own words; where the server names none apart, the first field of the message with all of it. */
function marksOf(document: Document, message: string, causes: readonly Cause[]): readonly Mark[] {
  const marks = causes.flatMap(({ field = "", message: why = message }) => {
    const place = placeOfField(document, field);
    return place ? [{ ...place, message: `${field}: ${why}` }] : [];
  });
  if (marks.length > 0) return marks;
  const named = fieldIn(message);
  const place = named === undefined ? undefined : placeOfField(document, named);
  return place ? [{ ...place, message }] : [];
}

/** Members that were applied before and are not any more, as a patch that removes them. Lists merge on the server. */
function removals(before: unknown, after: unknown): unknown {
  if (!isPlain(before) || !isPlain(after)) return undefined;
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) {
    if (!(key in after)) patch[key] = null;
    else {
      const inner = removals(before[key], after[key]);
      if (inner !== undefined) patch[key] = inner;
    }
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

function merge(left: unknown, right: unknown): unknown {
  if (!isPlain(left) || !isPlain(right)) return right;
  const result: Record<string, unknown> = { ...left };
  for (const key of Object.keys(right)) result[key] = merge(left[key], right[key]);
  return result;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
