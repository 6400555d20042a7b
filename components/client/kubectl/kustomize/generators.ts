/** ConfigMaps and Secrets of literals, files and env files, and the hash that goes behind their names. */
import { base64 } from "../generate/generated.ts";
import { sha256 } from "../generate/sha256.ts";
import { at, goJson, type Json, type JsonObject, setOwn } from "../json.ts";
import type { Folder } from "./Folder.ts";
import type { GeneratorArgs, GeneratorOptions } from "./kustomization.ts";
import { type Behavior, Resource } from "./Resource.ts";

interface Pair {
  readonly key: string;
  readonly content: Uint8Array;
}

export async function generated(
  kind: "ConfigMap" | "Secret",
  args: GeneratorArgs,
  { folder, shared }: { readonly folder: Folder; readonly shared: GeneratorOptions | undefined },
): Promise<Resource> {
  const options = withShared(args.options, shared);
  if (!args.name) throw new Error("a configmap must have a name");
  const metadata: JsonObject = { name: args.name, ...(args.namespace ? { namespace: args.namespace } : {}) };
  const object: JsonObject = { apiVersion: "v1", kind, metadata };
  if (kind === "Secret") {
    object.type = args.type || "Opaque";
    object.data = {};
  }
  for (const { key, content } of await pairs(args, folder)) addPair(object, key, content);
  for (const member of ["labels", "annotations"] as const)
    if (options && Object.keys(options[member] ?? {}).length > 0) metadata[member] = { ...options[member] };
  if (options?.immutable) object.immutable = true;
  const resource = new Resource(object);
  resource.hashed = !options?.disableNameSuffixHash;
  resource.behavior = behaviorOf(args.behavior ?? "");
  return resource;
}

function behaviorOf(text: string): Behavior {
  return text === "create" || text === "replace" || text === "merge" ? text : "";
}

function withShared(
  own: GeneratorOptions | undefined,
  shared: GeneratorOptions | undefined,
): GeneratorOptions | undefined {
  if (!shared) return own;
  return {
    labels: { ...shared.labels, ...own?.labels },
    annotations: { ...shared.annotations, ...own?.annotations },
    disableNameSuffixHash: (shared.disableNameSuffixHash || own?.disableNameSuffixHash) ?? false,
    immutable: (shared.immutable || own?.immutable) ?? false,
  };
}

function addPair(object: JsonObject, key: string, content: Uint8Array): void {
  let member = "data";
  let text: string;
  if (object.kind === "Secret") text = lines(base64(content));
  else
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    } catch {
      member = "binaryData";
      text = lines(base64(content));
    }
  object[member] ??= {};
  setOwn(object[member] as JsonObject, key, text);
}

/** Base 64 that is long stands on lines of 70, each with its end. */
function lines(text: string): string {
  return text.length < 70 ? text : text.replace(/.{1,70}/g, "$&\n");
}

async function pairs(args: GeneratorArgs, folder: Folder): Promise<Pair[]> {
  const { literals = [], files = [] } = args;
  const envs = [...(args.envs ?? []), ...(args.env ? [args.env] : [])];
  const found = [
    ...(await told(`env source files: [${envs.join(" ")}]`, () => envPairs(envs, folder))),
    ...(await told(`literal sources [${literals.join(" ")}]`, async () => literals.map(literalPair))),
    ...(await told(`file sources: [${files.join(" ")}]`, () => filePairs(files, folder))),
  ];
  const keys = new Set<string>();
  for (const { key } of found) {
    if (keys.has(key)) throw new Error(`configmap ${args.name} illegally repeats the key \`${key}\``);
    keys.add(key);
  }
  return found;
}

async function told(what: string, read: () => Promise<Pair[]>): Promise<Pair[]> {
  try {
    return await read();
  } catch (error) {
    throw new Error(`loading KV pairs: ${what}: ${(error as Error).message}`);
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function literalPair(source: string): Pair {
  const equals = source.indexOf("=");
  if (equals <= 0) throw new Error(`invalid literal source ${source}, expected key=value`);
  const value = source.slice(equals + 1);
  return { key: source.slice(0, equals), content: bytes(/^(["'])(.*)\1$/s.exec(value)?.[2] ?? value) };
}

async function filePairs(sources: readonly string[], folder: Folder): Promise<Pair[]> {
  const found: Pair[] = [];
  for (const source of sources) {
    const { key, path } = fileSource(source);
    found.push({ key, content: await folder.load(path) });
  }
  return found;
}

function fileSource(source: string): { readonly key: string; readonly path: string } {
  const [key = "", path, ...more] = source.split("=");
  if (path === undefined) return { key: source.replace(/\/+$/, "").split("/").pop() || ".", path: source };
  const quoted = JSON.stringify(source);
  if (more.length > 0) throw new Error(`source ${quoted} key name or file path contains '='`);
  if (key === "") throw new Error(`missing key name for file path ${JSON.stringify(path)} in source ${quoted}`);
  if (path === "") throw new Error(`missing file path for key name ${JSON.stringify(key)} in source ${quoted}`);
  return { key, path };
}

async function envPairs(paths: readonly string[], folder: Folder): Promise<Pair[]> {
  const found: Pair[] = [];
  for (const path of paths) {
    const text = new TextDecoder("utf-8").decode(await folder.load(path));
    for (const raw of text.split("\n")) {
      const line = raw.replace(/\r$/, "").replace(/^\s+/, "");
      if (line === "" || line.startsWith("#")) continue;
      const [key = "", ...value] = line.split("=");
      if (key !== "") found.push({ key, content: bytes(value.join("=")) });
    }
  }
  return found;
}

const LETTERS: { readonly [digit: string]: string } = { 0: "g", 1: "h", 3: "k", a: "m", e: "t" };

/** Ten letters of what the object has. The name is no part of it. */
export function contentHash(object: JsonObject): string {
  const member = (name: string): Json => (at(object, name) ?? "") as Json;
  let hashed: JsonObject = object;
  if (object.kind === "ConfigMap")
    hashed = {
      ...(object.binaryData === undefined ? {} : { binaryData: object.binaryData }),
      data: member("data"),
      kind: "ConfigMap",
      name: "",
    };
  else if (object.kind === "Secret")
    hashed = {
      data: member("data"),
      kind: "Secret",
      name: "",
      ...(object.stringData === undefined ? {} : { stringData: object.stringData }),
      type: member("type"),
    };
  return sha256(bytes(goJson(hashed)))
    .slice(0, 10)
    .replace(/[013ae]/g, (digit) => LETTERS[digit] as string);
}
