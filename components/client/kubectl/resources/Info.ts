/** One thing a command works on: where it is, and the object once it is known. */
import { at, isObject, type JsonObject } from "../json.ts";
import { isNotFound } from "../errors.ts";
import type { Mapping } from "../rest/RestMapper.ts";
import { objectPath } from "../rest/paths.ts";
import type { RestClient } from "../rest/RestClient.ts";

export interface Info {
  readonly mapping: Mapping;
  /** Empty for what has none. */
  namespace: string;
  name: string;
  /** The file it is from; `STDIN` for standard input. */
  readonly source?: string;
  object?: JsonObject;
  readonly subresource?: string;
  /** It is of a file and the server was not asked about its kind. */
  readonly local?: boolean;
}

/** The path of the object at the server. Throws when it has no name. */
export function pathOf(
  { mapping, namespace, name }: Pick<Info, "mapping" | "namespace" | "name">,
  subresource = "",
): string {
  if (name === "") throw new Error("resource name may not be empty");
  return objectPath(mapping, namespace, name, subresource);
}

/** Fetches the object as it is now. A missing namespace is named rather than the object in it. */
export async function retrieve(client: RestClient, info: Info, accept?: string): Promise<JsonObject> {
  try {
    const object = await client.json(
      "GET",
      pathOf(info, info.subresource ?? ""),
      accept === undefined ? {} : { accept },
    );
    info.object = object as JsonObject;
    return info.object;
  } catch (error) {
    if (isNotFound(error) && info.namespace && info.namespace !== "default") {
      try {
        await client.json("GET", `/api/v1/namespaces/${encodeURIComponent(info.namespace)}`);
      } catch (missing) {
        if (isNotFound(missing)) throw missing;
      }
    }
    throw error;
  }
}

export function nameOf(object: JsonObject | undefined): string {
  const name = at(object, "metadata", "name");
  return typeof name === "string" ? name : "";
}

export function namespaceOf(object: JsonObject | undefined): string {
  const namespace = at(object, "metadata", "namespace");
  return typeof namespace === "string" ? namespace : "";
}

export function isList(object: JsonObject): boolean {
  return Array.isArray(object["items"]);
}

/** Items of a list, each with its kind, which lists of the server leave out. */
export function itemsOf(list: JsonObject): JsonObject[] {
  const kind = typeof list["kind"] === "string" ? list["kind"].replace(/List$/, "") : "";
  return (list["items"] as JsonObject[]).filter(isObject).map((item) => ({
    ...item,
    apiVersion: item["apiVersion"] ?? list["apiVersion"] ?? "",
    kind: item["kind"] ?? kind,
  }));
}

/** Items of a list of a file, and of lists in it. What says neither kind nor version is what the list is of. */
export function listedObjects(list: JsonObject): JsonObject[] {
  const kind = typeof list["kind"] === "string" ? list["kind"].replace(/List$/, "") : "";
  return (list["items"] as JsonObject[]).filter(isObject).flatMap((item) => {
    if (isList(item)) return listedObjects(item);
    return [item["kind"] || item["apiVersion"] ? item : { ...item, apiVersion: list["apiVersion"] ?? "", kind }];
  });
}

/** Group, version and resource as Go prints them: `apps/v1, Resource=deployments`. */
export function gvrText(mapping: Mapping): string {
  return `${mapping.group}/${mapping.version}, Resource=${mapping.resource}`;
}

/** What a list of the server holds. */
export function infoOf(mapping: Mapping, object: JsonObject): Info {
  return { mapping, namespace: namespaceOf(object), name: nameOf(object), object };
}
