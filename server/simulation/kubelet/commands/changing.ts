/** Commands that make, move and remove files. */
import type { Command, CommandContext } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { baseName, isWithin } from "../machine/FileTree.ts";
import { err, fail, out, parseOptions, pathOf } from "./kit.ts";

const remove: Command = (context) => {
  const { flags, words } = parseOptions(context.args);
  const { files, flavor } = context.machine.around;
  let code = 0;
  for (const word of words) {
    const path = pathOf(context, word);
    const stat = files.stat(path, false);
    const problem = (text: string): void => {
      code = 1;
      err(
        context,
        flavor === "busybox" ? `rm: can't remove '${word}': ${text}\n` : `rm: cannot remove '${word}': ${text}\n`,
      );
    };
    if (!stat) {
      if (!flags.has("f")) problem("No such file or directory");
      continue;
    }
    if (stat.type === "d" && !flags.has("r") && !flags.has("R")) {
      problem("Is a directory");
      continue;
    }
    try {
      files.remove(path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      problem(error.message);
    }
  }
  return code;
};

const makeDirectory: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["m"]);
  const { files, flavor } = context.machine.around;
  let code = 0;
  for (const word of words) {
    const path = pathOf(context, word);
    try {
      if (flags.has("p")) {
        let at = "";
        for (const part of path.split("/").filter((piece) => piece !== "")) {
          at += `/${part}`;
          const stat = files.stat(at);
          if (!stat) files.makeDirectory(at);
          else if (stat.type !== "d") throw new FileError("Not a directory");
        }
      } else files.makeDirectory(path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      code = 1;
      err(
        context,
        flavor === "busybox"
          ? `mkdir: can't create directory '${word}': ${error.message}\n`
          : `mkdir: cannot create directory '${word}': ${error.message}\n`,
      );
    }
  }
  return code;
};

const removeDirectory: Command = (context) => {
  const { words } = parseOptions(context.args);
  const { files } = context.machine.around;
  for (const word of words) {
    const path = pathOf(context, word);
    if (!files.stat(path)) return fail(context, `'${word}': No such file or directory`);
    if (files.names(path).length > 0) return fail(context, `'${word}': Directory not empty`);
    files.remove(path);
  }
  return 0;
};

/** Where copies and moves of `names` go. */
function targetsOf(context: CommandContext, names: readonly string[], target: string): readonly string[] {
  const path = pathOf(context, target);
  return context.machine.around.files.isDirectory(path)
    ? names.map((name) => `${path === "/" ? "" : path}/${baseName(pathOf(context, name))}`)
    : names.map(() => path);
}

const copy: Command = (context) => {
  const { flags, words } = parseOptions(context.args);
  const { files } = context.machine.around;
  if (words.length < 2)
    return fail(
      context,
      words.length === 0 ? "missing file operand" : `missing destination file operand after '${words[0]}'`,
    );
  const names = words.slice(0, -1);
  const targets = targetsOf(context, names, words[words.length - 1] as string);
  const isDeep = ["r", "R", "a"].some((flag) => flags.has(flag));
  let code = 0;
  names.forEach((name, index) => {
    const path = pathOf(context, name);
    const stat = files.stat(path);
    if (!stat)
      code = fail(
        context,
        context.machine.around.flavor === "busybox"
          ? `can't stat '${name}': No such file or directory`
          : `cannot stat '${name}': No such file or directory`,
      );
    else if (stat.type === "d" && !isDeep) code = fail(context, `-r not specified; omitting directory '${name}'`);
    else {
      const target = targets[index] as string;
      files.copy(isDeep ? path : stat.path, target);
      if (stat.type === "d" && isWithin(target, stat.path))
        code = fail(context, `cannot copy a directory, '${name}', into itself, '${target}'`);
    }
  });
  return code;
};

const move: Command = (context) => {
  const { words } = parseOptions(context.args);
  const { files } = context.machine.around;
  if (words.length < 2) return fail(context, "missing file operand");
  const names = words.slice(0, -1);
  const targets = targetsOf(context, names, words[words.length - 1] as string);
  let code = 0;
  names.forEach((name, index) => {
    const path = pathOf(context, name);
    if (!files.stat(path, false))
      code = fail(
        context,
        context.machine.around.flavor === "busybox"
          ? `can't rename '${name}': No such file or directory`
          : `cannot stat '${name}': No such file or directory`,
      );
    else if (isWithin(targets[index] as string, path))
      code = fail(
        context,
        context.machine.around.flavor === "busybox"
          ? `can't rename '${name}': Invalid argument`
          : `cannot move '${name}' to a subdirectory of itself, '${targets[index]}'`,
      );
    else {
      files.copy(path, targets[index] as string);
      files.remove(path);
    }
  });
  return code;
};

const touch: Command = (context) => {
  const { words } = parseOptions(context.args, ["d", "t", "r"]);
  for (const word of words) {
    try {
      context.machine.around.files.touch(pathOf(context, word));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return fail(
        context,
        context.machine.around.flavor === "busybox"
          ? `${word}: ${error.message}`
          : `cannot touch '${word}': ${error.message}`,
      );
    }
  }
  return 0;
};

const link: Command = (context) => {
  const { flags, words } = parseOptions(context.args);
  const { files } = context.machine.around;
  const [target = "", name] = words;
  let path = pathOf(context, name ?? baseName(target));
  if (files.isDirectory(path)) path = `${path}/${baseName(target)}`;
  if (flags.has("f") && files.stat(path, false)) files.remove(path);
  if (flags.has("s")) files.link(target, path);
  else files.copy(pathOf(context, target), path);
  return 0;
};

const changeMode: Command = (context) => {
  const { words } = parseOptions(context.args.filter((arg) => !/^-[rwx]+$/.test(arg)));
  const given = context.args.find((arg) => /^-[rwx]+$/.test(arg));
  const [mode = "", ...names] = given ? [given, ...words] : words;
  const { files } = context.machine.around;
  for (const name of names) {
    const path = pathOf(context, name);
    const stat = files.stat(path);
    if (!stat) return fail(context, `${name}: No such file or directory`);
    files.change(path, modeOf(mode, stat.mode ?? 0o644));
  }
  return 0;
};

function modeOf(text: string, old: number): number {
  if (/^[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  let mode = old;
  for (const part of text.split(",")) {
    const match = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(part);
    if (!match) continue;
    const bits =
      ((match[3]?.includes("r") ? 4 : 0) | (match[3]?.includes("w") ? 2 : 0) | (/x/i.test(match[3] ?? "") ? 1 : 0)) >>>
      0;
    const who = match[1] === "" || match[1]?.includes("a") ? "ugo" : (match[1] ?? "");
    for (const [letter, shift] of [
      ["u", 6],
      ["g", 3],
      ["o", 0],
    ] as const) {
      if (!who.includes(letter)) continue;
      if (match[2] === "+") mode |= bits << shift;
      else if (match[2] === "-") mode &= ~(bits << shift);
      else mode = (mode & ~(7 << shift)) | (bits << shift);
    }
  }
  return mode;
}

const temporary: Command = (context) => {
  const { flags } = parseOptions(context.args);
  const { files, random } = context.machine.around;
  const path = `/tmp/tmp.${Array.from({ length: 6 }, () => "abcdefghijkmnopqrstuvwxyz"[random(25)]).join("")}`;
  if (flags.has("d")) files.makeDirectory(path);
  else files.write(path, "");
  out(context, `${path}\n`);
  return 0;
};

export const CHANGING_COMMANDS: { readonly [name: string]: Command } = {
  rm: remove,
  mkdir: makeDirectory,
  rmdir: removeDirectory,
  cp: copy,
  mv: move,
  touch,
  ln: link,
  chmod: changeMode,
  chown: () => 0,
  chgrp: () => 0,
  mktemp: temporary,
};
