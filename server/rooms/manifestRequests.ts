/** The manifests a room is made with, as requests. */
import { type CST, Composer, type Document, Parser } from "yaml";
import { checkYamlDepth } from "../protocol/yamlDepth.ts";
import { checkYamlSize } from "../protocol/yamlSize.ts";
import type { ApiRequest } from "../simulation/api/ApiRequest.ts";
import type { ResourceDefinition } from "../simulation/api/ResourceDefinition.ts";
import { create } from "./modes/roomRequests.ts";
import { RoomError } from "./RoomError.ts";
import { breathe } from "./TurnScheduler.ts";

/** Keys, values and lines of all texts: many documents as large as one may be. */
const MOST_PARTS = 200_000;
/** Objects a room is made with. */
const MOST_OBJECTS = 2_000;
/** Where one document ends and the next begins; in no text of one does a line begin so. */
const BETWEEN_DOCUMENTS = /^(?:---|\.\.\.)(?:[ \t].*)?$/m;

export interface Manifest {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: unknown;
  readonly items?: unknown;
}

/** The objects of texts (YAML or JSON), or given as they are. Rejects with a RoomError for what is no manifest. */
export async function readManifests(manifests: readonly (string | object)[]): Promise<readonly Manifest[]> {
  const objects: Manifest[] = [];
  const visit = (value: unknown): void => {
    if (value === null || value === undefined) return;
    if (typeof value !== "object" || Array.isArray(value))
      throw new Error("a manifest is an object with apiVersion and kind");
    const { kind, items } = value as Manifest;
    if (kind === "List" && Array.isArray(items)) for (const item of items) visit(item);
    else if (objects.push(value) > MOST_OBJECTS) throw new Error(`there are more than ${MOST_OBJECTS} objects`);
  };
  try {
    checkYamlSize(manifests.filter((text) => typeof text === "string").join("\n"), MOST_PARTS);
    for (const manifest of manifests)
      if (typeof manifest === "object") visit(manifest);
      else for await (const value of documentsOf(manifest)) visit(value);
  } catch (error) {
    throw unreadable((error as Error).message);
  }
  return objects;
}

/** One document after the other; others get their turn in between. */
async function* documentsOf(text: string): AsyncIterable<unknown> {
  const json = text.trimStart().startsWith("{") ? asJson(text) : undefined;
  if (json !== undefined) return yield json;
  for (const one of text.split(BETWEEN_DOCUMENTS)) checkYamlSize(one);
  checkYamlDepth(text);
  // Keys that stand twice are for the API to judge; comparing each with all would take ever longer.
  const composer = new Composer({ uniqueKeys: false });
  for (const token of new Parser().parse(text))
    for (const document of composer.next(token as CST.Token)) {
      yield valueOf(document);
      await breathe();
    }
  for (const document of composer.end()) yield valueOf(document);
}

function valueOf(document: Document.Parsed): unknown {
  if (document.errors[0]) throw document.errors[0];
  return document.toJS({ maxAliasCount: 100 });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The objects as creations, in order. Throws RoomError for kinds there are none of. */
export function manifestRequests(
  manifests: readonly Manifest[],
  definitions: Iterable<ResourceDefinition>,
): readonly ApiRequest[] {
  const kinds = new Map<string, ResourceDefinition>();
  for (const definition of definitions) {
    const { group, version, kind } = definition.names;
    if (!definition.view) kinds.set(`${group ? `${group}/` : ""}${version} ${kind}`, definition);
  }
  return manifests.map((object) => {
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

function unreadable(problem: string): RoomError {
  return new RoomError("bad-request", {
    en: `the manifests cannot be read: ${problem}`,
    ko: `매니페스트를 읽을 수 없어요: ${problem}`,
  });
}
