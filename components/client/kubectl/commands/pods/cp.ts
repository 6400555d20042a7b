/** `kubectl cp`: files between here and a container, packed by tar. Mirrors kubectl pkg/cmd/cp. */
import { boolFlag, intFlag, textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { CommandExit } from "../../errors.ts";
import type { KubectlFiles } from "../../io.ts";
import type { JsonObject } from "../../json.ts";
import { enteredContainer } from "./exec.ts";
import { runStream } from "./streaming.ts";
import { joined, packTar, type TarEntry, unpackTar } from "./tar.ts";

export const cp: Command = {
  name: "cp",
  short: "Copy files and directories to and from containers",
  usage: "<file-spec-src> <file-spec-dest>",
  examples: ["kubectl cp /tmp/foo web:/tmp/bar -c app", "kubectl cp dev/web:/var/log/app.log app.log"],
  flags: [
    textFlag("container", "Container name", { short: "c" }),
    boolFlag("no-preserve", "Do not keep owner and permissions in the container"),
    intFlag("retries", "How often a copy from a container is tried again; -1 for ever"),
  ],
  async run(context) {
    const { args, session } = context;
    const namespace = (await session.namespace()).name;
    await session.client();
    const [from, to] = args;
    if (from === undefined || to === undefined || args.length > 2)
      throw new Error("source and destination are required");
    const [source, target] = [placeOf(from, namespace), placeOf(to, namespace)];
    if (source.pod && target.pod) throw new Error("one of src or dest must be a local file specification");
    if (!source.file || !target.file) throw new Error("filepath can not be empty");
    if (source.pod) return copyFrom(context, source, target.file);
    if (target.pod) return copyTo(context, source.file, target);
    throw new Error("one of src or dest must be a remote file specification");
  },
};

interface Place {
  readonly namespace: string;
  /** Empty for a file of this side. */
  readonly pod: string;
  readonly file: string;
}

/** `[[namespace/]pod:]path`. */
function placeOf(text: string, namespace: string): Place {
  const colon = text.indexOf(":");
  if (colon < 0) return { namespace, pod: "", file: text };
  const parts = text.slice(0, colon).split("/");
  if (colon === 0 || parts.length > 2)
    throw new Error("filespec must match the canonical format: [[namespace/]pod:]file/path");
  const pod = parts.at(-1) ?? "";
  return { namespace: parts.length > 1 ? (parts[0] ?? "") : namespace, pod, file: text.slice(colon + 1) };
}

async function copyTo(context: CommandContext, file: string, target: Place): Promise<void> {
  const { files, now } = context.io;
  if ((await files.kind(file)) === undefined) throw new Error(`${file} doesn't exist in local filesystem`);
  const isFolder = await inContainer(context, target, { command: ["test", "-d", target.file], quiet: true }).then(
    () => true,
    () => false,
  );
  const path = clean(isFolder ? `${target.file}/${baseOf(clean(file))}` : target.file);
  const archive = packTar(await entriesOf(files, clean(file), baseOf(path)), Math.floor(now() / 1000));
  const how = context.flags.bool("no-preserve") ? ["--no-same-permissions", "--no-same-owner"] : [];
  await inContainer(context, target, {
    command: ["tar", ...how, "-xmf", "-", "-C", folderOf(path)],
    stdin: archive,
    stdout: (data) => context.out(new TextDecoder().decode(data)),
  });
}

/** A file, or a folder with all that is in it; folders are told of only when nothing is in them. */
async function entriesOf(files: KubectlFiles, path: string, name: string): Promise<TarEntry[]> {
  if ((await files.kind(path)) !== "directory")
    return [{ name, type: "file", data: (await files.read(path)) ?? new Uint8Array(), target: "" }];
  const names = await files.list(path);
  if (names.length === 0) return [{ name, type: "directory", data: new Uint8Array(), target: "" }];
  const entries: TarEntry[] = [];
  for (const inside of names)
    entries.push(...(await entriesOf(files, clean(`${path}/${inside}`), `${name}/${inside}`)));
  return entries;
}

async function copyFrom(context: CommandContext, source: Place, to: string): Promise<void> {
  const { flags, io, err } = context;
  const retries = flags.number("retries");
  let archive: TarEntry[];
  for (let tried = 0; ; tried++)
    try {
      const parts: Uint8Array[] = [];
      const stdout = (data: Uint8Array): void => void parts.push(data.slice());
      await inContainer(context, source, { command: ["tar", "cf", "-", source.file], stdout });
      archive = unpackTar(joined(parts));
      break;
    } catch (error) {
      if (error instanceof CommandExit || !(retries < 0 || tried < retries)) throw error;
    }
  // Paths in an archive begin with what was asked for, less slashes and ways upwards.
  const prefix = clean(source.file.replace(/^\/+/, "")).replace(/^(\.\.\/)+/, "");
  let warned = false;
  for (const { name, type, data, target } of archive) {
    if (!name.startsWith(prefix) && prefix !== ".") throw new Error("tar contents corrupted");
    const rest = prefix === "." ? name : name.slice(prefix.length);
    const path = clean(`${to}/${rest}`);
    if (rest.split("/").includes("..")) {
      err(`warning: file ${JSON.stringify(path)} is outside target destination, skipping\n`);
      continue;
    }
    if (type === "directory") continue;
    if (type === "link") {
      if (!warned)
        err(
          `warning: skipping symlink: ${JSON.stringify(path)} -> ${JSON.stringify(target)} (consider using "kubectl exec -n ${JSON.stringify(source.namespace)} ${JSON.stringify(source.pod)} -- tar cf - ${JSON.stringify(source.file)} | tar xf -")\n`,
        );
      warned = true;
      continue;
    }
    if ((await io.files.kind(path)) === "directory") throw new Error(`open ${path}: is a directory`);
    await io.files.write(path, data);
  }
}

interface Running {
  readonly command: readonly string[];
  readonly stdin?: Uint8Array;
  /** Nothing of what is said is shown. */
  readonly quiet?: boolean;
  stdout?(data: Uint8Array): void;
}

/** Runs a command in the container that is meant, as exec does. */
async function inContainer(
  context: CommandContext,
  { namespace, pod: name }: Place,
  { command, stdin, quiet = false, stdout = () => undefined }: Running,
): Promise<void> {
  const { flags, session } = context;
  const err = quiet ? (): void => undefined : context.err;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  const pod = (await (await session.client()).json("GET", path)) as JsonObject;
  const container = enteredContainer(pod, flags.text("container"), err);
  await runStream(context, {
    namespace,
    pod: name,
    subresource: "exec",
    query: [
      ["container", container],
      ...command.map((word) => ["command", word] as const),
      ...(stdin ? [["stdin", "true"] as const] : []),
      ["stdout", "true"],
      ["stderr", "true"],
    ],
    interactive: false,
    tty: false,
    ...(stdin ? { stdin } : {}),
    stdout,
    stderr: (data) => err(new TextDecoder().decode(data)),
  });
}

/** As Go cleans paths: without `.`, empty parts and what `..` takes back. */
function clean(path: string): string {
  const rooted = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== ".." || (parts.length === 0 && !rooted) || parts.at(-1) === "..") parts.push(part);
    else parts.pop();
  }
  return (rooted ? "/" : "") + parts.join("/") || ".";
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash) || "/";
}
