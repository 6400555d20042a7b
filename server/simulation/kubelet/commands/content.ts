/** Commands about what is in files. */
import type { Command, CommandContext } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { err, fail, joinLines, out, parseOptions, pathOf, readFiles, readInput } from "./kit.ts";

const cat: Command = (context) => {
  const { flags, words } = parseOptions(context.args);
  const isFromInput = words.length === 0 || (words.length === 1 && words[0] === "-");
  if (isFromInput && !flags.has("n")) {
    const { data, ended } = context.machine.read(context.process, 0);
    out(context, data);
    return ended ? 0 : { input: 0 };
  }
  const path = words[0] === undefined ? undefined : context.machine.around.files.stat(pathOf(context, words[0]))?.path;
  if (path === "/dev/zero" || path === "/dev/urandom" || path === "/dev/random")
    return endless(context, path === "/dev/zero" ? "\0" : "x");
  const read = readFiles(context, words);
  if (!("texts" in read)) return read;
  const text = read.texts.map((each) => each.text).join("");
  out(
    context,
    flags.has("n")
      ? joinLines(
          text
            .replace(/\n$/, "")
            .split("\n")
            .map((line, index) => `${String(index + 1).padStart(6)}\t${line}`),
        )
      : text,
  );
  return read.failed ? 1 : 0;
};

/** Output without end: as much as its reader takes, or CPU when nobody minds. */
export function endless(context: CommandContext, text: string): ReturnType<Command> {
  const { machine, process } = context;
  const target = process.fds[1];
  if (target?.kind === "null" || target?.kind === "file" || target?.kind === "log") {
    process.cores = 1;
    return {};
  }
  process.cores = 0.5;
  if (!machine.hasRoom(process, 1)) return { output: 1 };
  out(context, text.repeat(Math.ceil(4096 / text.length)));
  return { until: machine.around.now + 50 };
}

const tee: Command = (context) => {
  const { flags, words } = parseOptions(context.args);
  const text = readInput(context);
  if (typeof text !== "string") return text;
  out(context, text);
  for (const word of words) context.machine.around.files.write(pathOf(context, word), text, { append: flags.has("a") });
  return 0;
};

const dd: Command = (context) => {
  const option = (name: string): string | undefined =>
    context.args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
  const block = sizeOption(option("bs") ?? "512");
  const count = option("count");
  const source = option("if");
  const target = option("of");
  const { files } = context.machine.around;
  const from = source === undefined ? undefined : pathOf(context, source);
  const isEndless = from === "/dev/zero" || from === "/dev/urandom" || from === "/dev/random";
  if (isEndless && count === undefined) {
    if (target === undefined || target === "/dev/null") return endless(context, "\0");
    fillUp(context, target);
    return fail(context, `error writing '${target}': No space left on device`);
  }
  let text = "";
  if (!isEndless) {
    const read = readFiles(context, source === undefined ? [] : [source]);
    if (!("texts" in read)) return read;
    if (read.failed) return 1;
    text = read.texts[0]?.text ?? "";
  }
  const limit = count === undefined ? Number.POSITIVE_INFINITY : Number(count) * block;
  const bytes = isEndless ? limit : Math.min(text.length, limit);
  if (target !== undefined && target !== "/dev/null") {
    if (isEndless) {
      try {
        files.fill(pathOf(context, target), bytes);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        return fail(context, `error writing '${target}': ${error.message}`);
      }
    } else files.write(pathOf(context, target), text.slice(0, bytes));
  } else if (target === undefined)
    out(context, isEndless ? "\0".repeat(Math.min(bytes, 65_536)) : text.slice(0, bytes));
  const blocks = Math.floor(bytes / block);
  err(
    context,
    `${blocks}+${bytes % block > 0 ? 1 : 0} records in\n${blocks}+${bytes % block > 0 ? 1 : 0} records out\n`,
  );
  return 0;
};

function fillUp(context: CommandContext, target: string): void {
  const { files } = context.machine.around;
  const mountAt = files.mountOf(pathOf(context, target));
  const room = (mountAt.capacity ?? 40 * 2 ** 30) - files.used(mountAt);
  if (room > 0) files.fill(pathOf(context, target), room);
}

function sizeOption(word: string): number {
  const match = /^(\d+)([kKMGcwb]?)/.exec(word);
  const unit = { "": 1, c: 1, w: 2, b: 512, k: 1024, K: 1024, M: 2 ** 20, G: 2 ** 30 }[(match?.[2] ?? "") as "k"] ?? 1;
  return Math.max(1, Number(match?.[1] ?? 512) * unit);
}

const fallocate: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["l", "length", "o", "s", "size"]);
  const size = sizeOption(flags.get("l") ?? flags.get("length") ?? flags.get("s") ?? flags.get("size") ?? "0");
  try {
    context.machine.around.files.fill(pathOf(context, words[0] ?? ""), size);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return fail(context, `fallocate failed: ${error.message}`);
  }
  return 0;
};

const readLink: Command = (context) => {
  const { flags, words } = parseOptions(context.args);
  const { files } = context.machine.around;
  const path = pathOf(context, words[0] ?? "");
  if (flags.has("f") || context.name === "realpath") out(context, `${files.resolve(path)}\n`);
  else {
    const stat = files.stat(path, false);
    if (stat?.type !== "l") return 1;
    out(context, `${stat.data ?? ""}\n`);
  }
  return 0;
};

export const CONTENT_COMMANDS: { readonly [name: string]: Command } = {
  cat,
  tee,
  dd,
  fallocate,
  truncate: fallocate,
  readlink: readLink,
  realpath: readLink,
  sync: () => 0,
};
