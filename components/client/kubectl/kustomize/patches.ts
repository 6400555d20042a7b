/** Patches of a kustomization: what they are, what they are for, and how they change it. */
import { isObject, type Json, type JsonObject, setOwn } from "../json.ts";
import { applyJsonPatch } from "../patch/jsonPatch.ts";
import { parseSelector, selectorMatches } from "../resources/labelSelector.ts";
import { typeNameOf } from "../typed/types.ts";
import { readYaml } from "../yaml/readYaml.ts";
import { writeYaml } from "../yaml/writeYaml.ts";
import { objectsIn } from "./documents.ts";
import type { Folder } from "./Folder.ts";
import { effectiveNamespace, type Identity, identityOf, identityText } from "./identity.ts";
import type { Patch, Selector } from "./kustomization.ts";
import { mergePatch } from "./mergePatch.ts";
import type { Resource } from "./Resource.ts";

/** Changes the resources; those it deletes are marked as gone. */
export type Transform = (resources: readonly Resource[]) => void;

/** An entry of `patches`. */
export async function patchOf(patch: Patch, folder: Folder): Promise<Transform> {
  const { text, source } = await told("PatchTransformer", patch, () => textOf(patch, folder));
  return told("PatchTransformer", patch, async () => {
    const merges = attempt(() => objectsIn(text));
    const operations = attempt(() => operationsIn(text));
    if (merges && operations && merges.length > 0 && operations.length > 0)
      throw new Error(`illegally qualifies as both an SM and JSON patch: ${source}`);
    if (merges) return mergeAll(merges, patch, source);
    if (!operations) throw new Error(`unable to parse SM or JSON patch from ${source}`);
    return (resources) => {
      if (!patch.target) throw new Error(`must specify a target for JSON patch ${source}`);
      for (const resource of selected(resources, patch.target)) {
        resource.remember();
        carryOut(resource, operations);
      }
    };
  });
}

/** An entry of `patchesStrategicMerge`: the patch itself, or its file. */
export async function strategicPatch(entry: string, folder: Folder): Promise<Transform> {
  const objects = attempt(() => objectsIn(entry)) ?? objectsIn(new TextDecoder().decode(await folder.load(entry)));
  return (resources) => {
    for (const object of objects) {
      const id = identityOf(object);
      merge(only(resources, id), object, {});
    }
  };
}

/** An entry of `patchesJson6902`. */
export async function jsonPatch(patch: Patch, folder: Folder): Promise<Transform> {
  const { operations, target } = await told("PatchJson6902Transformer", patch, async () => {
    if (!patch.target?.name) throw new Error("must specify the target name");
    if (!patch.path && !patch.patch) throw new Error("must specify a json patch file path or a json patch operation");
    const text = patch.path ? new TextDecoder().decode(await folder.load(patch.path)) : (patch.patch as string);
    return { operations: operationsIn(text), target: patch.target };
  });
  return (resources) => {
    for (const resource of selected(resources, target)) carryOut(resource, operations);
  };
}

async function told<T>(transformer: string, config: object, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw new Error(
      `trouble configuring builtin ${transformer} with config: \`\n${writeYaml(config)}\`: ${(error as Error).message}`,
    );
  }
}

async function textOf(patch: Patch, folder: Folder): Promise<{ readonly text: string; readonly source: string }> {
  const inline = patch.patch?.trim() ?? "";
  const path = patch.path ?? "";
  if (inline === "" && path === "") throw new Error(`must specify one of patch and path in\n${writeYaml(patch)}`);
  if (inline !== "" && path !== "")
    throw new Error(`patch and path can't be set at the same time\n${writeYaml(patch)}`);
  if (inline !== "") return { text: inline, source: `[patch: ${JSON.stringify(inline)}]` };
  try {
    return {
      text: new TextDecoder().decode(await folder.load(path)),
      source: `[path: ${JSON.stringify(path)}]`,
    };
  } catch (error) {
    throw new Error(`failed to get the patch file from path(${path}): ${(error as Error).message}`);
  }
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function operationsIn(text: string): readonly JsonObject[] {
  const value: Json = text.startsWith("[") ? (JSON.parse(text) as Json) : readYaml(text);
  if (value === null) return [];
  if (!Array.isArray(value) || !value.every(isObject)) throw new Error("no list of operations");
  return value as readonly JsonObject[];
}

function mergeAll(objects: readonly JsonObject[], { target, options }: Patch, source: string): Transform {
  return (resources) => {
    if (target) {
      if (objects.length > 1)
        throw new Error(
          `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`,
        );
      for (const resource of selected(resources, target)) merge(resource, objects[0] as JsonObject, options ?? {});
      return;
    }
    for (const object of objects) {
      const id = identityOf(object);
      let found: Resource;
      try {
        found = only(resources, id);
      } catch (error) {
        throw new Error(
          `no resource matches strategic merge patch ${JSON.stringify(identityText(id))}: ${(error as Error).message}`,
        );
      }
      merge(found, object, options ?? {});
    }
  };
}

function only(resources: readonly Resource[], id: Identity): Resource {
  const found = resources.filter((resource) => !resource.gone && resource.is(id));
  if (found.length === 1) return found[0] as Resource;
  const shown = identityText(id);
  throw new Error(
    `${found.length > 1 ? "multiple" : "no"} matches for Id ${shown}; failed to find unique target for patch ${shown}`,
  );
}

function merge(resource: Resource, patch: JsonObject, options: NonNullable<Patch["options"]>): void {
  const { name, namespace, kind } = resource.current;
  if (options.allowNameChange || options.allowKindChange) resource.remember();
  const type = typeNameOf(resource.object);
  const asIts = { ...patch, apiVersion: resource.object.apiVersion as Json };
  const merged = mergePatch(resource.object, asIts, type);
  if (!merged) {
    resource.gone = true;
    return;
  }
  resource.object = merged;
  if (!options.allowKindChange) setOwn(merged, "kind", kind);
  if (!options.allowNameChange) resource.rename(name);
  if (namespace === "") delete resource.metadata().namespace;
  else setOwn(resource.metadata(), "namespace", namespace);
}

function carryOut(resource: Resource, operations: readonly JsonObject[]): void {
  resource.object = applyJsonPatch(resource.object, operations) as JsonObject;
}

/** What a target means: its texts are patterns of the whole name, of the one it had or the one it has. */
function selected(resources: readonly Resource[], target: Selector): Resource[] {
  const [name, namespace, group, version, kind] = [
    target.name,
    target.namespace,
    target.group,
    target.version,
    target.kind,
  ].map(pattern) as [Matches, Matches, Matches, Matches, Matches];
  const labels = parseSelector(target.labelSelector ?? "");
  const annotations = parseSelector(target.annotationSelector ?? "");
  return resources.filter((resource) => {
    const { current, original } = resource;
    return (
      !resource.gone &&
      (namespace(effectiveNamespace(original)) || namespace(effectiveNamespace(current))) &&
      (name(original.name) || name(current.name)) &&
      group(current.group) &&
      version(current.version) &&
      kind(current.kind) &&
      selectorMatches(labels, resource.strings("labels")) &&
      selectorMatches(annotations, resource.strings("annotations"))
    );
  });
}

type Matches = (text: string) => boolean;

function pattern(text: string | undefined): Matches {
  if (!text) return () => true;
  let compiled: RegExp;
  try {
    compiled = new RegExp(`^(?:${text})$`);
  } catch {
    throw new Error(`error parsing regexp: ${patternProblem(text)}\`^(?:${text})$\``);
  }
  return (value) => compiled.test(value);
}

/** Go says which it is of the commonest mistakes. */
function patternProblem(text: string): string {
  const count = (part: string): number => text.split(part).length;
  if (count("(") > count(")")) return "missing closing ): ";
  return count("(") < count(")") ? "unexpected ): " : "";
}
