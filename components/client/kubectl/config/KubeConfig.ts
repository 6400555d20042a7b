/** Kubeconfig files: read, merged, changed and written as clientcmd does. */
import type { KubectlIo } from "../io.ts";
import { at, isObject, type JsonObject } from "../json.ts";
import { readYaml } from "../yaml/readYaml.ts";
import { writeYaml } from "../yaml/writeYaml.ts";

export interface NamedEntry {
  readonly value: JsonObject;
  /** The file it came from. */
  readonly origin: string;
}

export interface KubeConfig {
  readonly clusters: Map<string, NamedEntry>;
  readonly users: Map<string, NamedEntry>;
  readonly contexts: Map<string, NamedEntry>;
  currentContext: string;
  preferences: JsonObject;
  readonly extensions: Map<string, NamedEntry>;
}

export type Section = "clusters" | "users" | "contexts" | "extensions";

/** The member that holds an entry's value in its list. */
const MEMBER: { readonly [section in Section]: string } = {
  clusters: "cluster",
  users: "user",
  contexts: "context",
  extensions: "extension",
};

export function emptyConfig(): KubeConfig {
  return {
    clusters: new Map(),
    users: new Map(),
    contexts: new Map(),
    currentContext: "",
    preferences: {},
    extensions: new Map(),
  };
}

/** Throws what is wrong with the text, without the file's name. */
export function parseConfig(text: string, origin: string): KubeConfig {
  const config = emptyConfig();
  const value = readYaml(text);
  if (value === null) return config;
  if (!isObject(value))
    throw new Error(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(value) ? "array" : typeof value} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  const { apiVersion = "v1", kind = "Config" } = value;
  if (apiVersion !== "v1" || kind !== "Config")
    throw new Error(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`,
    );
  for (const section of Object.keys(MEMBER) as Section[]) {
    const list = value[section];
    for (const entry of Array.isArray(list) ? list : []) {
      const name = at(entry, "name");
      const held = at(entry, MEMBER[section]);
      if (typeof name === "string" && !config[section].has(name))
        config[section].set(name, { value: isObject(held) ? held : {}, origin });
    }
  }
  if (typeof value["current-context"] === "string") config.currentContext = value["current-context"];
  if (isObject(value["preferences"])) config.preferences = value["preferences"];
  return config;
}

/** As JSON, entries sorted by name, empty members left out. */
export function configObject(config: KubeConfig): JsonObject {
  const list = (section: Section): JsonObject[] =>
    [...config[section]]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, { value }]) => ({ name, [MEMBER[section]]: value }));
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: config.clusters.size > 0 ? list("clusters") : null,
    contexts: config.contexts.size > 0 ? list("contexts") : null,
    "current-context": config.currentContext,
    ...(config.extensions.size > 0 ? { extensions: list("extensions") } : {}),
    ...(Object.keys(config.preferences).length > 0 ? { preferences: config.preferences } : {}),
    users: config.users.size > 0 ? list("users") : null,
  };
}

export interface ConfigFiles {
  /** From the flag: the only file, and it must be there. */
  readonly explicit?: string;
  readonly paths: readonly string[];
}

export function configFiles(io: KubectlIo, flag: string): ConfigFiles {
  if (flag) return { explicit: flag, paths: [flag] };
  const listed = (io.env["KUBECONFIG"] ?? "").split(":").filter(Boolean);
  return { paths: listed.length > 0 ? [...new Set(listed)] : [`${io.home}/.kube/config`] };
}

/** All files merged: the first one that says something wins. */
export async function loadConfig(io: KubectlIo, files: ConfigFiles): Promise<KubeConfig> {
  const merged = emptyConfig();
  for (const path of files.paths) {
    const content = await io.files.read(path);
    if (content === undefined) {
      if (files.explicit) throw new Error(`stat ${path}: no such file or directory`);
      continue;
    }
    let config: KubeConfig;
    try {
      config = parseConfig(new TextDecoder().decode(content), path);
    } catch (error) {
      throw new Error(`error loading config file "${path}": ${(error as Error).message}`);
    }
    for (const section of Object.keys(MEMBER) as Section[])
      for (const [name, entry] of config[section]) if (!merged[section].has(name)) merged[section].set(name, entry);
    merged.currentContext ||= config.currentContext;
    merged.preferences = { ...config.preferences, ...merged.preferences };
  }
  return merged;
}

/**
 * Writes what changed back to the files it came from; new entries go to the first file. `before` is what was loaded.
 */
export async function saveConfig(io: KubectlIo, files: ConfigFiles, config: KubeConfig): Promise<void> {
  const home = files.paths[0] as string;
  for (const path of files.paths) {
    const content = await io.files.read(path);
    const old = content === undefined ? emptyConfig() : parseConfig(new TextDecoder().decode(content), path);
    const next = emptyConfig();
    for (const section of Object.keys(MEMBER) as Section[])
      for (const [name, entry] of config[section]) if ((entry.origin || home) === path) next[section].set(name, entry);
    next.preferences = path === home ? config.preferences : old.preferences;
    next.currentContext = old.currentContext;
    if (path === (await currentContextFile(io, files))) next.currentContext = config.currentContext;
    if (content === undefined && JSON.stringify(configObject(next)) === JSON.stringify(configObject(old))) continue;
    const text = writeYaml(configObject(next));
    if (content === undefined || JSON.stringify(configObject(next)) !== JSON.stringify(configObject(old)))
      await io.files.write(path, new TextEncoder().encode(text));
  }
}

/** The file that says which context is current: the first that does, or the first of all. */
async function currentContextFile(io: KubectlIo, { paths }: ConfigFiles): Promise<string> {
  for (const path of paths) {
    const content = await io.files.read(path);
    if (content !== undefined && parseConfig(new TextDecoder().decode(content), path).currentContext) return path;
  }
  return paths[0] as string;
}
