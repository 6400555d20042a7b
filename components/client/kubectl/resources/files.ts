/** What `-f` names: files, folders, patterns and standard input, read into objects. Mirrors cli-runtime's visitors. */
import { type Flag, boolFlag, type FlagValues, sliceFlag, textFlag } from "../cli/flags.ts";
import type { KubectlIo } from "../io.ts";
import { aggregate, asError } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { buildKustomization } from "../kustomize/build.ts";
import { documentsOf } from "../yaml/documents.ts";
import { writeYaml } from "../yaml/writeYaml.ts";
import { decodeProblem, kindProblem } from "./decodable.ts";

export interface FileOptions {
  readonly filenames: readonly string[];
  readonly kustomize: string;
  readonly recursive: boolean;
}

export const NO_FILES: FileOptions = { filenames: [], kustomize: "", recursive: false };

export function fileFlags(usage: string): readonly Flag[] {
  return [
    filenameFlag(usage),
    textFlag("kustomize", "Process the kustomization directory", { short: "k" }),
    boolFlag("recursive", RECURSIVE, { short: "R" }),
  ];
}

const RECURSIVE = "Process the directory used in -f recursively";

/** Of commands that know no kustomizations and go into folders unless told otherwise. */
export function deepFileFlags(usage: string): readonly Flag[] {
  return [filenameFlag(usage), boolFlag("recursive", RECURSIVE, { short: "R", default: "true" })];
}

export const filenameFlag = (usage: string): Flag =>
  sliceFlag("filename", `Filename, directory, or URL to files ${usage}`, { short: "f" });

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
  if (kustomize) return [kustomizationSource(io, kustomize)];
  const sources: Source[] = [];
  const problems: Error[] = [];
  for (const [index, name] of filenames.entries()) {
    if (name === "-") {
      if (filenames.indexOf("-") < index)
        problems.push(new Error("standard input cannot be used for multiple arguments"));
      sources.push({ name: "STDIN", read: () => io.stdin() });
    } else if (/^https?:\/\//.test(name))
      sources.push(
        unreadable(
          name,
          `unable to read URL ${JSON.stringify(name)}: files of the internet cannot be reached from here, paste their text instead`,
        ),
      );
    else
      try {
        sources.push(...(await fromPath(io, name, recursive, sources.length + problems.length > 0)));
      } catch (error) {
        problems.push(asError(error));
      }
  }
  if (problems.length > 0) throw problems.length === 1 ? problems[0] : aggregate(problems);
  return sources;
}

/** What a kustomization makes, read like a file of it. */
function kustomizationSource(io: KubectlIo, path: string): Source {
  return {
    name: path,
    read: async () =>
      (await buildKustomization(io, path, { warn: (text) => io.stderr(text) })).map(writeYaml).join("---\n"),
  };
}

/** A source whose problem shows when it is read, after the arguments were judged. */
function unreadable(name: string, problem: string): Source {
  return { name, read: () => Promise.reject(new Error(problem)) };
}

/** `mayBeEmpty`: an empty folder is nothing wrong beside something else. */
async function fromPath(
  io: KubectlIo,
  name: string,
  recursive: boolean,
  mayBeEmpty: boolean,
): Promise<readonly Source[]> {
  const kind = await io.files.kind(name);
  const paths = kind === undefined ? await matching(io, name) : [name];
  if (paths.length === 0) throw new Error(`the path ${JSON.stringify(name)} does not exist`);
  const files: string[] = [];
  for (const path of paths) files.push(...(await filesIn(io, path, recursive)));
  if (files.length === 0 && !mayBeEmpty)
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
    found.push(...(await filesIn(io, joined(path, name), recursive, false)));
  return found;
}

/** As Go joins paths: without `.` and empty parts. */
function joined(folder: string, name: string): string {
  const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
  return `${folder.startsWith("/") ? "/" : ""}${[...parts, name].join("/")}`;
}

/** Files that a shell pattern means: `*`, `?` and `[…]` in its last part. Throws for what is no pattern. */
async function matching(io: KubectlIo, pattern: string): Promise<string[]> {
  if (!/[*?[]/.test(pattern)) return [];
  const slash = pattern.lastIndexOf("/");
  const folder = slash < 0 ? "." : pattern.slice(0, slash) || "/";
  const fits = globOf(pattern.slice(slash + 1));
  if (!fits) throw new Error(`pattern ${JSON.stringify(pattern)} is not valid: syntax error in pattern`);
  if (/[*?[]/.test(folder) || (await io.files.kind(folder)) !== "directory") return [];
  return (await io.files.list(folder))
    .filter((name) => fits.test(name))
    .map((name) => (slash < 0 ? name : `${pattern.slice(0, slash)}/${name}`));
}

/** Undefined for a class that is not closed, is empty or ends in the middle. */
function globOf(pattern: string): RegExp | undefined {
  const parts = pattern.match(/\*|\?|\\.|\[\^?(?:\\.|[^\]\\-])(?:\\.|[^\]\\])*\]|[^*?[\\]/gs) ?? [];
  if (parts.join("") !== pattern) return undefined;
  const source = parts.map((part) => {
    if (part === "*") return ".*";
    if (part === "?") return ".";
    if (part.startsWith("[")) return part.replace(/(?<=.)\[/g, "\\[");
    return part.replace(/^\\/, "").replace(/[.+^${}()|\]\\*?[]/g, "\\$&");
  });
  try {
    return new RegExp(`^${source.join("")}$`, "s");
  } catch {
    return undefined;
  }
}

/** Checks a document that says its kind; rejects when there is nothing to do that with. */
export type Schemas = (document: JsonObject) => Promise<void>;

/**
 * An object of a file, or why one of them cannot be read. With `schemas` documents are validated: one that is not as it
 * should be ends its source, and it rejects.
 */
export async function* objectsOf(
  source: Source,
  { schemas, typed }: { readonly schemas: Schemas | undefined; readonly typed: boolean },
): AsyncGenerator<JsonObject | Error> {
  const name = JSON.stringify(source.name);
  for (const document of documentsOf(await source.read(), source.name)) {
    const invalid = schemas ? await validationProblem(document, schemas) : undefined;
    if (invalid)
      throw new Error(
        `error validating ${name}: ${invalid}; if you choose to ignore these errors, turn validation off with --validate=false`,
      );
    const problem = decodeProblem(document, typed);
    yield problem ? new Error(`unable to decode ${name}: ${problem}`) : (document as JsonObject);
  }
}

async function validationProblem(document: Json, schemas: Schemas): Promise<string | undefined> {
  const problem = kindProblem(document);
  if (problem) return `error validating data: ${problem}`;
  try {
    await schemas(document as JsonObject);
    return undefined;
  } catch (error) {
    return asError(error).message;
  }
}
