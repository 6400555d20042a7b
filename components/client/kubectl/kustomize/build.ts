/** Builds a kustomization: its folder's resources, generated and changed as it says. Models kustomize's target. */
import { equalJson, isObject, type Json, type JsonObject, setOwn } from "../json.ts";
import type { KubectlIo } from "../io.ts";
import { MalformedYaml, objectsIn } from "./documents.ts";
import { Folder } from "./Folder.ts";
import { contentHash, generated } from "./generators.ts";
import { type Identity, identityText, sameIdentity } from "./identity.ts";
import { changeImages } from "./images.ts";
import { COMPONENT, type Kustomization, kustomizationOf } from "./kustomization.ts";
import { inLegacyOrder } from "./legacyOrder.ts";
import { fixReferences } from "./nameReferences.ts";
import { jsonPatch, patchOf, strategicPatch, type Transform } from "./patches.ts";
import { Resource } from "./Resource.ts";
import { addAnnotations, addCommonLabels, addLabels, addToNames, setNamespace, setReplicas } from "./transforms.ts";

export interface BuildOptions {
  /** Is told what is deprecated, a line each. */
  warn(text: string): void;
  /** Resources stay in the order they came in, unless the file says otherwise. */
  readonly asRead?: boolean;
  /** Files may be anywhere, not in or below their kustomization alone. */
  readonly anywhere?: boolean;
}

/** The objects of the kustomization in a folder, in order. Throws kustomize's words. */
export async function buildKustomization(io: KubectlIo, path: string, options: BuildOptions): Promise<JsonObject[]> {
  const folder = await Folder.at(io, path, options.anywhere);
  const kustomization = await kustomizationOf(folder, options.warn);
  const resources = await accumulated({ folder, kustomization, warn: options.warn }, []);
  for (const resource of resources)
    if (resource.hashed) {
      resource.remember();
      resource.rename(`${resource.current.name}-${contentHash(resource.object)}`);
    }
  fixReferences(resources);
  const kept = resources.filter((resource) => !isLocal(resource));
  return ordered(kept, kustomization, options).map(withoutEmptyAnnotations);
}

function isLocal(resource: Resource): boolean {
  const local = resource.strings("annotations")["config.kubernetes.io/local-config"];
  return local !== undefined && local !== "false";
}

/** Annotations that are empty are not written. */
function withoutEmptyAnnotations({ object }: Resource): JsonObject {
  const { metadata } = object;
  if (isObject(metadata) && equalJson(metadata.annotations, {})) delete metadata.annotations;
  return object;
}

function ordered(resources: Resource[], { sortOptions }: Kustomization, { asRead }: BuildOptions): Resource[] {
  if (!sortOptions) return asRead ? resources : inLegacyOrder(resources);
  const { order = "", legacySortOptions } = sortOptions;
  if (order === "fifo") return resources;
  if (order !== "legacy") throw new Error("the field 'sortOptions.order' must be one of [fifo, legacy]");
  if (!legacySortOptions) return inLegacyOrder(resources);
  return inLegacyOrder(resources, {
    first: legacySortOptions.orderFirst ?? [],
    last: legacySortOptions.orderLast ?? [],
  });
}

interface Target {
  readonly folder: Folder;
  readonly kustomization: Kustomization;
  warn(text: string): void;
}

/** `given`: what a component finds there. */
async function accumulated(target: Target, given: Resource[]): Promise<Resource[]> {
  const { kustomization, folder } = target;
  let resources = await prefixed("accumulating resources", () => withResources(target, given));
  for (const [kind, list] of [
    ["ConfigMap", kustomization.configMapGenerator],
    ["Secret", kustomization.secretGenerator],
  ] as const)
    for (const args of list ?? [])
      absorb(resources, await generated(kind, args, { folder, shared: kustomization.generatorOptions }));
  resources = await prefixed("accumulating components", () => withComponents(target, resources));
  for (const transform of await transformsOf(target)) {
    transform(resources);
    resources = resources.filter(({ gone }) => !gone);
  }
  return resources;
}

async function prefixed<T>(prefix: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw new Error(`${prefix}: ${(error as Error).message}`);
  }
}

/** A resource is a file, else the folder of another kustomization. */
async function withResources(target: Target, given: Resource[]): Promise<Resource[]> {
  const resources = [...given];
  for (const path of target.kustomization.resources ?? []) {
    const problem = await addFile(target.folder, path, resources);
    if (!problem) continue;
    if (problem.cause instanceof MalformedYaml) throw problem;
    await prefixed(`accumulation err='${problem.message}'`, async () => {
      const inner = await kustomizationIn(target, await target.folder.folder(path));
      const found = await prefixed(`recursed accumulation of path '${inner.folder.root}'`, () =>
        accumulated(inner, []),
      );
      await prefixed(`recursed merging from path '${inner.folder.root}'`, async () => appendAll(resources, found));
    });
  }
  return resources;
}

async function withComponents(target: Target, given: Resource[]): Promise<Resource[]> {
  let resources = given;
  for (const path of target.kustomization.components ?? []) {
    const folder = await quoted("loader.New", () => target.folder.folder(path));
    const inner = await quoted("accumulateDirectory:", () => kustomizationIn(target, folder, true));
    resources = await accumulated(inner, resources);
  }
  return resources;
}

async function quoted<T>(prefix: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw new Error(`${prefix} ${JSON.stringify((error as Error).message)}`);
  }
}

async function kustomizationIn(target: Target, folder: Folder, component = false): Promise<Target> {
  const kustomization = await prefixed(`couldn't make target for path '${folder.root}'`, () =>
    kustomizationOf(folder, target.warn),
  );
  const { kind = "Kustomization" } = kustomization;
  if (component && kind !== COMPONENT)
    throw new Error(`expected kind '${COMPONENT}' for path '${folder.root}' but got '${kind}'`);
  if (!component && kind === COMPONENT) throw new Error(`expected kind != '${COMPONENT}' for path '${folder.root}'`);
  return { folder, kustomization, warn: target.warn };
}

/** What is wrong with it as a file. */
async function addFile(folder: Folder, path: string, resources: Resource[]): Promise<Error | undefined> {
  let objects: JsonObject[];
  try {
    objects = objectsIn(new TextDecoder().decode(await folder.load(path)));
  } catch (error) {
    const message = (error as Error).message;
    const malformed = error instanceof MalformedYaml;
    return new Error(`accumulating resources from '${path}': ${message}${malformed ? ` in File: ${path}` : ""}`, {
      cause: error,
    });
  }
  try {
    appendAll(
      resources,
      objects.map((object) => new Resource(object)),
    );
    return undefined;
  } catch (error) {
    return new Error(`merging resources from '${path}': ${(error as Error).message}`);
  }
}

function appendAll(resources: Resource[], more: readonly Resource[]): void {
  for (const resource of more) {
    const id = resource.current;
    if (resources.some((other) => sameIdentity(other.current, id)))
      throw new Error(`may not add resource with an already registered id: ${identityText(id)}`);
    resources.push(resource);
  }
}

/** What is generated is new, or replaces or adds to what has its name already. */
function absorb(resources: Resource[], made: Resource): void {
  const id = made.current;
  const found = resources.filter((resource) => resource.is(id));
  const merges = made.behavior === "merge" || made.behavior === "replace";
  const problem = (text: string): Error => new Error(`merging from generator: id ${goId(id)} ${text}`);
  if (found.length === 0) {
    if (merges) throw problem("does not exist; cannot merge or replace");
    resources.push(made);
    return;
  }
  if (found.length > 1) throw problem("is that of several objects");
  if (!merges)
    throw problem(
      `exists; can not use behavior: '${made.behavior || "unspecified"}', behavior must be merge or replace`,
    );
  const old = found[0] as Resource;
  for (const member of ["labels", "annotations"] as const)
    made.setStrings(member, { ...old.strings(member), ...made.strings(member) });
  made.rename(old.current.name);
  if (old.current.namespace) setOwn(made.metadata(), "namespace", old.current.namespace);
  if (made.behavior === "merge")
    for (const member of ["data", "binaryData"])
      if (isObject(old.object[member]))
        setOwn(made.object, member, {
          ...(old.object[member] as JsonObject),
          ...((made.object[member] ?? {}) as JsonObject),
        });
  made.previous.push(...old.previous);
  made.prefixes.push(...old.prefixes);
  made.suffixes.push(...old.suffixes);
  made.hashed &&= old.hashed;
  made.behavior = old.behavior;
  resources[resources.indexOf(old)] = made;
}

function goId({ group, version, kind, name, namespace }: Identity): string {
  const text = (value: Json): string => JSON.stringify(value);
  return `resid.ResId{Gvk:resid.Gvk{Group:${text(group)}, Version:${text(version)}, Kind:${text(kind)}, isClusterScoped:false}, Name:${text(name)}, Namespace:${text(namespace)}}`;
}

/** In kustomize's order. Files are read before anything changes. */
async function transformsOf({ folder, kustomization }: Target): Promise<Transform[]> {
  const { namespace, namePrefix: prefix, nameSuffix: suffix, commonLabels, commonAnnotations } = kustomization;
  const found: Transform[] = [];
  for (const patch of kustomization.patchesStrategicMerge ?? []) found.push(await strategicPatch(patch, folder));
  for (const patch of kustomization.patches ?? []) found.push(await patchOf(patch, folder));
  if (namespace) found.push((resources) => setNamespace(resources, namespace));
  if (prefix) found.push((resources) => addToNames(resources, { prefix }));
  if (suffix) found.push((resources) => addToNames(resources, { suffix }));
  for (const labels of kustomization.labels ?? []) found.push((resources) => addLabels(resources, labels));
  if (commonLabels) found.push((resources) => addCommonLabels(resources, commonLabels));
  if (commonAnnotations) found.push((resources) => addAnnotations(resources, commonAnnotations));
  for (const patch of kustomization.patchesJson6902 ?? []) found.push(await jsonPatch(patch, folder));
  for (const replicas of kustomization.replicas ?? []) found.push((resources) => setReplicas(resources, replicas));
  for (const image of kustomization.images ?? []) found.push((resources) => changeImages(resources, image));
  return found;
}
