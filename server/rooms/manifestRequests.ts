/** The manifests a room is made with, as requests. */
import { parseAllDocuments } from "yaml";
import { checkYamlDepth } from "../protocol/yamlDepth.ts";
import type { ApiRequest } from "../simulation/api/ApiRequest.ts";
import type { ResourceDefinition } from "../simulation/api/ResourceDefinition.ts";
import { create } from "./modes/roomRequests.ts";
import { RoomError } from "./RoomError.ts";

/** The objects of YAML or JSON texts as creations, in order. Throws RoomError for what is no manifest. */
export function manifestRequests(
  manifests: readonly string[],
  definitions: Iterable<ResourceDefinition>,
): readonly ApiRequest[] {
  const kinds = new Map<string, ResourceDefinition>();
  for (const definition of definitions) {
    const { group, version, kind } = definition.names;
    if (!definition.view) kinds.set(`${group ? `${group}/` : ""}${version} ${kind}`, definition);
  }
  return manifests
    .flatMap((text) => objectsOf(text))
    .map((object) => {
      const { apiVersion, kind } = object;
      const definition = kinds.get(`${apiVersion} ${kind}`);
      if (!definition) throw unreadable(`no matches for kind "${String(kind)}" in version "${String(apiVersion)}"`);
      const { group, version, plural, namespaced } = definition.names;
      const namespace = (object.metadata as { readonly namespace?: unknown } | undefined)?.namespace;
      const scope = namespaced
        ? `/namespaces/${encodeURIComponent(typeof namespace === "string" && namespace ? namespace : "default")}`
        : "";
      return create(`${group ? `/apis/${group}` : "/api"}/${version}${scope}/${plural}`, object);
    });
}

interface Manifest {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: unknown;
  readonly items?: unknown;
}

function objectsOf(text: string): readonly Manifest[] {
  const objects: Manifest[] = [];
  const visit = (value: unknown): void => {
    if (value === null || value === undefined) return;
    if (typeof value !== "object" || Array.isArray(value))
      throw unreadable("a manifest is an object with apiVersion and kind");
    const { kind, items } = value as Manifest;
    if (kind === "List" && Array.isArray(items)) for (const item of items) visit(item);
    else objects.push(value);
  };
  let documents: unknown[];
  try {
    checkYamlDepth(text);
    documents = [...parseAllDocuments(text)].map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return document.toJS({ maxAliasCount: 100 }) as unknown;
    });
  } catch (error) {
    throw unreadable((error as Error).message);
  }
  for (const document of documents) visit(document);
  return objects;
}

function unreadable(problem: string): RoomError {
  return new RoomError("bad-request", {
    en: `the manifests cannot be read: ${problem}`,
    ko: `매니페스트를 읽을 수 없어요: ${problem}`,
  });
}
