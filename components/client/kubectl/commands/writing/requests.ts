/** Requests that write one object. Mirrors cli-runtime resource.Helper. */
import { at, cloneJson, goJson, isObject, type JsonObject } from "../../json.ts";
import type { Info } from "../../resources/Info.ts";
import { collectionPath } from "../../rest/paths.ts";
import { pathOf } from "../../resources/Info.ts";
import type { RestClient } from "../../rest/RestClient.ts";

export interface WriteOptions {
  readonly dryRun?: "none" | "client" | "server";
  readonly manager?: string;
  /** `Strict`, `Warn`, `Ignore`. */
  readonly validation?: string;
  readonly subresource?: string;
}

type Where = Pick<Info, "mapping" | "namespace" | "name">;

export const PATCH_TYPES = {
  strategic: "application/strategic-merge-patch+json",
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
} as const;
export type PatchType = keyof typeof PATCH_TYPES;

function queryOf({ dryRun, manager, validation }: WriteOptions): [string, string][] {
  return [
    ...(dryRun === "server" ? [["dryRun", "All"] as [string, string]] : []),
    ...(manager ? [["fieldManager", manager] as [string, string]] : []),
    ...(validation ? [["fieldValidation", validation] as [string, string]] : []),
  ];
}

export async function createObject(
  client: RestClient,
  where: Where,
  object: JsonObject,
  options: WriteOptions = {},
): Promise<JsonObject> {
  const sent = at(object, "metadata", "resourceVersion") ? withoutVersion(object) : object;
  return (await client.json("POST", collectionPath(where.mapping, where.namespace), {
    query: queryOf(options),
    body: goJson(sent),
  })) as JsonObject;
}

function withoutVersion(object: JsonObject): JsonObject {
  const copy = cloneJson(object);
  if (isObject(copy.metadata)) delete copy.metadata.resourceVersion;
  return copy;
}

export interface PatchBody {
  readonly type: PatchType;
  /** JSON text. */
  readonly text: string;
  /** Of a server-side apply: takes fields from others. */
  readonly force?: boolean;
}

export async function patchObject(
  client: RestClient,
  where: Where,
  { type, text, force }: PatchBody,
  options: WriteOptions = {},
): Promise<JsonObject> {
  return (await client.json("PATCH", pathOf(where, options.subresource ?? ""), {
    query: [...queryOf(options), ...(force === undefined ? [] : [["force", String(force)] as [string, string]])],
    contentType: PATCH_TYPES[type],
    body: text,
  })) as JsonObject;
}

/** With `overwrite` the object takes the server's version when it has none. */
export async function replaceObject(
  client: RestClient,
  where: Where,
  object: JsonObject,
  options: WriteOptions & { readonly overwrite?: boolean } = {},
): Promise<JsonObject> {
  const path = pathOf(where, options.subresource ?? "");
  let sent = object;
  if (options.overwrite && !at(object, "metadata", "resourceVersion")) {
    const current = (await client.json("GET", path).catch(() => undefined)) as JsonObject | undefined;
    const version = at(current, "metadata", "resourceVersion");
    if (typeof version === "string") {
      sent = cloneJson(object);
      (sent.metadata as JsonObject).resourceVersion = version;
    }
  }
  return (await client.json("PUT", path, { query: queryOf(options), body: goJson(sent) })) as JsonObject;
}

export interface DeleteBody {
  /** Below zero: as the object says. */
  readonly gracePeriod: number;
  readonly cascade: "Background" | "Foreground" | "Orphan";
  readonly dryRun?: "none" | "client" | "server";
}

export async function deleteObject(client: RestClient, where: Where, body: DeleteBody): Promise<JsonObject> {
  const options = {
    propagationPolicy: body.cascade,
    ...(body.gracePeriod >= 0 ? { gracePeriodSeconds: body.gracePeriod } : {}),
    ...(body.dryRun === "server" ? { dryRun: ["All"] } : {}),
  };
  return (await client.json("DELETE", pathOf(where), { body: goJson(options) })) as JsonObject;
}
