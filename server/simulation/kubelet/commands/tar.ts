/** tar, as kubectl cp and people use it: `cf`, `xf`, `tf`, with `-`, `-C`, `-h`. The ustar format. */
import type { Command, CommandContext } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { normalPath, parentOf } from "../machine/FileTree.ts";
import { err, fail, out, parseOptions, readInput } from "./kit.ts";

const BLOCK = 512;

const field = (text: string, size: number): string => text.slice(0, size).padEnd(size, "\0");
const octal = (value: number, size: number): string => `${value.toString(8).padStart(size - 1, "0")}\0`;

function header({
  name,
  mode,
  size,
  mtime,
  type,
  target,
}: {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly mtime: number;
  readonly type: string;
  readonly target: string;
}): string {
  let [prefix, base] = ["", name];
  if (name.length > 100) {
    const at = name.lastIndexOf("/", 155);
    [prefix, base] = [name.slice(0, at), name.slice(at + 1)];
  }
  const before =
    field(base, 100) +
    octal(mode, 8) +
    octal(0, 8) +
    octal(0, 8) +
    octal(size, 12) +
    octal(Math.floor(mtime / 1000), 12);
  const behind =
    type +
    field(target, 100) +
    "ustar\x0000" +
    field("root", 32) +
    field("root", 32) +
    octal(0, 8) +
    octal(0, 8) +
    field(prefix, 155) +
    "\0".repeat(12);
  let sum = 8 * 32;
  for (const char of before + behind) sum += char.charCodeAt(0);
  return `${before}${sum.toString(8).padStart(6, "0")}\0 ${behind}`;
}

const padded = (data: string): string => data + "\0".repeat((BLOCK - (data.length % BLOCK)) % BLOCK);

function pack(
  context: CommandContext,
  names: readonly string[],
  directory: string,
): { readonly archive: string; readonly failed: boolean } {
  const { files } = context.machine.around;
  let archive = "";
  let failed = false;
  const add = (name: string): void => {
    const path = normalPath(name, directory);
    const stat = files.stat(path, false);
    if (!stat) {
      failed = true;
      err(
        context,
        context.machine.around.flavor === "busybox"
          ? `tar: ${name}: No such file or directory\n`
          : `tar: ${name}: Cannot stat: No such file or directory\n`,
      );
      return;
    }
    const inside = name.replace(/^\/+/, "");
    const data = stat.type === "f" ? files.read(path) : "";
    const type = stat.type === "d" ? "5" : stat.type === "l" ? "2" : "0";
    archive +=
      header({
        name: stat.type === "d" && !inside.endsWith("/") ? `${inside}/` : inside,
        mode: stat.mode ?? 0o644,
        size: data.length,
        mtime: stat.mtime ?? 0,
        type,
        target: stat.type === "l" ? (stat.data ?? "") : "",
      }) + padded(data);
    if (stat.type === "d") for (const child of files.names(path)) add(`${name.replace(/\/$/, "")}/${child}`);
  };
  for (const name of names) add(name);
  return { archive: archive + "\0".repeat(BLOCK * 2), failed };
}

interface Member {
  readonly name: string;
  readonly type: string;
  readonly mode: number;
  readonly data: string;
  readonly target: string;
}

function* membersOf(archive: string): Generator<Member> {
  const text = (from: number, size: number): string => archive.slice(from, from + size).split("\0")[0] ?? "";
  let long: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length; ) {
    if (archive[at] === "\0") return;
    const size = Number.parseInt(text(at + 124, 12).trim() || "0", 8) || 0;
    const type = archive[at + 156] ?? "0";
    const data = archive.slice(at + BLOCK, at + BLOCK + size);
    const prefix = text(at + 345, 155);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const start = at - BLOCK - Math.ceil(size / BLOCK) * BLOCK;
    if (type === "L") {
      long = data.split("\0")[0];
      continue;
    }
    if (type === "x" || type === "g") {
      long = /\d+ path=([^\n]*)\n/.exec(data)?.[1] ?? long;
      continue;
    }
    const name = long ?? (prefix ? `${prefix}/${text(start, 100)}` : text(start, 100));
    long = undefined;
    yield {
      name,
      type,
      mode: Number.parseInt(text(start + 100, 8).trim() || "644", 8),
      data,
      target: text(start + 157, 100),
    };
  }
}

export const tar: Command = (context) => {
  const [first = "", ...rest] = context.args;
  const { flags, words } = parseOptions(
    [first.startsWith("-") ? first : `-${first}`, ...rest],
    ["f", "C", "directory", "T", "exclude"],
  );
  const { files } = context.machine.around;
  const file = flags.get("f") ?? "-";
  const directory = normalPath(flags.get("C") ?? flags.get("directory") ?? ".", context.process.cwd);
  if (flags.has("c")) {
    if (words.length === 0) return fail(context, "empty archive");
    const { archive, failed } = pack(context, words, directory);
    if (file === "-") out(context, archive);
    else files.write(normalPath(file, context.process.cwd), archive);
    return failed ? (context.machine.around.flavor === "busybox" ? 1 : 2) : 0;
  }
  let archive: string;
  if (file === "-") {
    const input = readInput(context);
    if (typeof input !== "string") return input;
    archive = input;
  } else {
    try {
      archive = files.read(normalPath(file, context.process.cwd));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return fail(context, `can't open '${file}': ${error.message}`);
    }
  }
  if (archive.startsWith("\x1f\x8b")) return fail(context, "compressed archives are not simulated");
  const strip = Number(flags.get("strip-components") ?? 0);
  for (const member of membersOf(archive)) {
    const name = member.name.split("/").slice(strip).join("/");
    if (
      name === "" ||
      (words.length > 0 && !words.some((word) => member.name === word || member.name.startsWith(`${word}/`)))
    )
      continue;
    if (flags.has("t")) {
      out(context, `${member.name}\n`);
      continue;
    }
    if (flags.has("v")) err(context, `${member.name}\n`);
    // Never outside the directory it is unpacked in.
    const path = normalPath(normalPath(name).slice(1), directory);
    if (flags.has("O")) {
      out(context, member.data);
      continue;
    }
    makeDirectories(context, member.type === "5" ? path : parentOf(path));
    if (member.type === "0" || member.type === "\0") files.write(path, member.data, { mode: member.mode & 0o777 });
    else if (member.type === "2") {
      if (files.stat(path, false)) files.remove(path);
      files.link(member.target, path);
    }
  }
  return 0;
};

function makeDirectories(context: CommandContext, path: string): void {
  const { files } = context.machine.around;
  let at = "";
  for (const part of path.split("/").filter((piece) => piece !== "")) {
    at += `/${part}`;
    if (!files.stat(at)) files.makeDirectory(at);
  }
}
