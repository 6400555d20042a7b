/**
 * The content of ConfigMaps and Secrets: literals, files, folders and env files.
 * Models kubectl pkg/cmd/create/create_{configmap,secret,secret_docker,secret_tls}.go.
 */
import type { JsonObject } from "../json.ts";
import { goJson } from "../json.ts";
import { base64, fail, type Manifest } from "./generated.ts";
import { configKeyProblems, envNameProblems } from "./names.ts";
import { keyPairProblem } from "./pem.ts";

/** The files that flags name. */
export interface ContentFiles {
  /** What is at a path; throws an Error whose message is the system's, `no such file or directory`. */
  stat(path: string): "file" | "folder";
  read(path: string): Uint8Array;
  /** Names of the plain files in a folder, sorted. */
  list(path: string): readonly string[];
  /** A variable of the environment. */
  variable(name: string): string;
}

export interface ContentFlags {
  readonly name: string;
  readonly fromFile: readonly string[];
  readonly fromLiteral: readonly string[];
  readonly fromEnvFile: readonly string[];
}

type Add = (key: string, content: Uint8Array) => void;

export function configMap(flags: ContentFlags, files: ContentFiles): Manifest {
  checkSources(flags);
  const data: { [key: string]: string } = {};
  const binaryData: { [key: string]: string } = {};
  const add: Add = (key, content) => {
    const problems = configKeyProblems(key);
    if (problems.length > 0)
      fail(`${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${problems.join(",")}`);
    for (const [place, entries] of [["Data", data] as const, ["BinaryData", binaryData] as const])
      if (Object.hasOwn(entries, key))
        fail(
          `cannot add key ${JSON.stringify(key)}, another key by that name already exists in ${place} for ConfigMap ${JSON.stringify(flags.name)}`,
        );
    const text = utf8(content);
    if (text === undefined) binaryData[key] = base64(content);
    else data[key] = text;
  };
  addFiles(flags.fromFile, files, add);
  addLiterals(flags.fromLiteral, add);
  addEnvFiles(flags.fromEnvFile, files, { add, kind: "config" });
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: flags.name }, data, binaryData };
}

export function genericSecret(flags: ContentFlags & { readonly type: string }, files: ContentFiles): Manifest {
  checkSources(flags);
  const data: { [key: string]: string } = {};
  const add = secretAdder(data);
  addLiterals(flags.fromLiteral, add);
  addFiles(flags.fromFile, files, add);
  addEnvFiles(flags.fromEnvFile, files, { add, kind: "secret" });
  return secret(flags.name, flags.type, data);
}

export interface RegistryFlags {
  readonly name: string;
  readonly fromFile: readonly string[];
  readonly username: string;
  readonly password: string;
  readonly email: string;
  readonly server: string;
}

export function dockerRegistrySecret(flags: RegistryFlags, files: ContentFiles): Manifest {
  const { name, fromFile, username, password, email, server } = flags;
  if (fromFile.length === 0 && (username === "" || password === "" || server === ""))
    fail(
      "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required",
    );
  const key = ".dockerconfigjson";
  const data: { [key: string]: string } = {};
  if (fromFile.length > 0)
    addFiles(
      fromFile.map((source) => (source.includes("=") ? source : `${key}=${source}`)),
      files,
      secretAdder(data),
    );
  else {
    const members = [
      `"username":${goJson(username)}`,
      `"password":${goJson(password)}`,
      ...(email === "" ? [] : [`"email":${goJson(email)}`]),
      `"auth":${goJson(base64(`${username}:${password}`))}`,
    ];
    data[key] = base64(`{"auths":{${goJson(server)}:{${members.join(",")}}}}`);
  }
  return secret(name, "kubernetes.io/dockerconfigjson", data);
}

/** A pair of certificate and key in PEM. Whether they belong together is not checked beyond their form. */
export function tlsSecret(
  { name, cert, key }: { name: string; cert: string; key: string },
  files: ContentFiles,
): Manifest {
  if (key === "" || cert === "") fail("key and cert must be specified");
  const [certText, keyText] = [cert, key].map((path) => {
    try {
      files.stat(path);
      return new TextDecoder().decode(files.read(path));
    } catch (error) {
      return fail(`Cannot read file ${path}, open ${path}: ${(error as Error).message}`);
    }
  }) as [string, string];
  const problem = keyPairProblem(certText, keyText);
  if (problem) fail(problem);
  return secret(name, "kubernetes.io/tls", { "tls.crt": base64(certText), "tls.key": base64(keyText) });
}

function secret(name: string, type: string, data: JsonObject): Manifest {
  return { apiVersion: "v1", kind: "Secret", metadata: { name }, data, ...(type === "" ? undefined : { type }) };
}

function secretAdder(data: { [key: string]: string }): Add {
  return (key, content) => {
    const problems = configKeyProblems(key);
    if (problems.length > 0) fail(`${JSON.stringify(key)} is not valid key name for a Secret ${problems.join(";")}`);
    if (Object.hasOwn(data, key)) fail(`cannot add key ${key}, another key by that name already exists`);
    data[key] = base64(content);
  };
}

function checkSources({ fromEnvFile, fromFile, fromLiteral }: ContentFlags): void {
  if (fromEnvFile.length > 0 && (fromFile.length > 0 || fromLiteral.length > 0))
    fail("from-env-file cannot be combined with from-file or from-literal");
}

function utf8(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

function addLiterals(sources: readonly string[], add: Add): void {
  for (const source of sources) {
    const equals = source.indexOf("=");
    if (equals <= 0) fail(`invalid literal source ${source}, expected key=value`);
    add(source.slice(0, equals), new TextEncoder().encode(source.slice(equals + 1)));
  }
}

function kindOf(path: string, files: ContentFiles): "file" | "folder" {
  try {
    return files.stat(path);
  } catch (error) {
    return fail(`error reading ${path}: ${(error as Error).message}`);
  }
}

function addFiles(sources: readonly string[], files: ContentFiles, add: Add): void {
  for (const source of sources) {
    const { key, path } = fileSource(source);
    if (kindOf(path, files) === "file") {
      add(key, files.read(path));
      continue;
    }
    if (source.includes("=")) fail("cannot give a key name for a directory path");
    for (const name of files.list(path)) add(name, files.read(`${path.replace(/\/$/, "")}/${name}`));
  }
}

function fileSource(source: string): { readonly key: string; readonly path: string } {
  const parts = source.split("=");
  if (parts.length === 1) return { key: source.replace(/\/+$/, "").split("/").pop() ?? source, path: source };
  if (parts.length > 2) fail("key names or file paths cannot contain '='");
  if (parts[0] === "") fail(`key name for file path ${parts[1]} missing`);
  if (parts[1] === "") fail(`file path for key name ${parts[0]} missing`);
  return { key: parts[0] as string, path: parts[1] as string };
}

function addEnvFiles(
  sources: readonly string[],
  files: ContentFiles,
  { add, kind }: { readonly add: Add; readonly kind: string },
): void {
  for (const source of sources) {
    if (kindOf(source, files) === "folder") fail(`env ${kind} file cannot be a directory`);
    const lines = new TextDecoder("utf-8", { ignoreBOM: true }).decode(files.read(source)).split("\n");
    lines.forEach((raw, index) => {
      const line = (index === 0 ? raw.replace(/^\ufeff/, "") : raw).replace(/\r$/, "").replace(/^\s+/, "");
      if (line === "" || line.startsWith("#")) return;
      const equals = line.indexOf("=");
      const key = equals < 0 ? line : line.slice(0, equals);
      const problems = envNameProblems(key);
      if (problems.length > 0) fail(`${JSON.stringify(key)} is not a valid key name: ${problems.join(";")}`);
      add(key, new TextEncoder().encode(equals < 0 ? files.variable(key) : line.slice(equals + 1)));
    });
  }
}
