/** What `-f` names: files, folders, patterns and standard input, read into objects. Mirrors cli-runtime's visitors. */
import { type Flag, arrayFlag, boolFlag, type FlagValues, sliceFlag, textFlag } from "../cli/flags.ts";
import type { KubectlIo } from "../io.ts";
import { goJson, type JsonObject } from "../json.ts";
import { documentsOf } from "../yaml/documents.ts";

export interface FileOptions {
  readonly filenames: readonly string[];
  readonly kustomize: string;
  readonly recursive: boolean;
}

export const NO_FILES: FileOptions = { filenames: [], kustomize: "", recursive: false };

export function fileFlags(usage: string): readonly Flag[] {
  return [
    sliceFlag("filename", `Filename, directory, or URL to files ${usage}`, { short: "f" }),
    textFlag("kustomize", "Process the kustomization directory", { short: "k" }),
    boolFlag("recursive", "Process the directory used in -f recursively", { short: "R" }),
  ];
}

/** For commands whose `-f` takes one name each time. */
export const filenameArrayFlag = (usage: string): Flag => arrayFlag("filename", usage, { short: "f" });

export function fileOptions(flags: FlagValues): FileOptions {
  return {
    filenames: flags.list("filename"),
    kustomize: flags.has("kustomize") ? flags.text("kustomize") : "",
    recursive: flags.bool("recursive"),
  };
}

export function hasFiles({ filenames, kustomize }: FileOptions): boolean {
  return filenames.length > 0 || kustomize !== "";
}

/** Kubectl's refusal of commands that need files. */
export function requireFiles(options: FileOptions): void {
  if (!hasFiles(options)) throw new Error("must specify one of -f and -k");
}

const EXTENSIONS = [".json", ".yaml", ".yml"];

export interface Source {
  /** As in error texts; `STDIN` for standard input. */
  readonly name: string;
  read(): Promise<string>;
}

/** The files that are meant, in order. Throws when there are none. */
export async function sourcesOf(
  io: KubectlIo,
  { filenames, kustomize, recursive }: FileOptions,
): Promise<readonly Source[]> {
  if (filenames.length > 0 && kustomize) throw new Error("only one of -f or -k can be specified");
  if (kustomize && recursive) throw new Error("the -k flag can't be used with -f or -R");
  if (kustomize) throw new Error("kustomizations are not supported here: apply the files of the folder with -f");
  const sources: Source[] = [];
  for (const name of filenames) {
    if (name === "-") sources.push({ name: "STDIN", read: () => io.stdin() });
    else if (/^https?:\/\//.test(name))
      throw new Error(
        `unable to read URL ${JSON.stringify(name)}: files of the internet cannot be reached from here, paste their text instead`,
      );
    else sources.push(...(await fromPath(io, name, recursive)));
  }
  return sources;
}

async function fromPath(io: KubectlIo, name: string, recursive: boolean): Promise<Source[]> {
  const kind = await io.files.kind(name);
  const paths = kind === undefined ? await matching(io, name) : [name];
  if (paths.length === 0) throw new Error(`the path ${JSON.stringify(name)} does not exist`);
  const files: string[] = [];
  for (const path of paths) files.push(...(await filesIn(io, path, recursive)));
  if (files.length === 0)
    throw new Error(`error reading [${paths.join(" ")}]: recognized file extensions are [${EXTENSIONS.join(" ")}]`);
  return files.map((path) => ({ name: path, read: () => textOf(io, path) }));
}

async function textOf(io: KubectlIo, path: string): Promise<string> {
  const content = await io.files.read(path);
  if (content === undefined) throw new Error(`the path ${JSON.stringify(path)} does not exist`);
  return new TextDecoder().decode(content);
}

async function filesIn(io: KubectlIo, path: string, recursive: boolean, top = true): Promise<string[]> {
  if ((await io.files.kind(path)) !== "directory")
    return top || EXTENSIONS.some((extension) => path.endsWith(extension)) ? [path] : [];
  if (!top && !recursive) return [];
  const found: string[] = [];
  for (const name of await io.files.list(path))
    found.push(...(await filesIn(io, `${path.replace(/\/+$/, "")}/${name}`, recursive, false)));
  return found;
}

/** Files that a shell pattern means: `*`, `?` and `[…]` in its last part. */
async function matching(io: KubectlIo, pattern: string): Promise<string[]> {
  if (!/[*?[]/.test(pattern)) return [];
  const slash = pattern.lastIndexOf("/");
  const folder = slash < 0 ? "." : pattern.slice(0, slash) || "/";
  if (/[*?[]/.test(folder) || (await io.files.kind(folder)) !== "directory") return [];
  const source = pattern
    .slice(slash + 1)
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const fits = new RegExp(`^${source}$`);
  return (await io.files.list(folder))
    .filter((name) => fits.test(name))
    .map((name) => (slash < 0 ? name : `${pattern.slice(0, slash)}/${name}`));
}

/** An object of a file, or why one of them cannot be used. */
export async function* objectsOf(source: Source): AsyncGenerator<JsonObject | Error> {
  for (const object of documentsOf(await source.read(), source.name)) {
    const { kind, apiVersion } = object;
    if (typeof kind === "string" && kind && typeof apiVersion === "string" && apiVersion) yield object;
    else {
      const missing = typeof kind === "string" && kind ? "apiVersion" : "Kind";
      yield new Error(
        `unable to decode ${JSON.stringify(source.name)}: Object '${missing}' is missing in '${goJson(object)}'`,
      );
    }
  }
}
