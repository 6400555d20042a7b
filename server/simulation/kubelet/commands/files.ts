/** Commands about files and directories. */
import type { Command, CommandContext } from "../machine/Command.ts";
import { FileError, type Stat } from "../machine/Files.ts";
import { baseName, isWithin, parentOf } from "../machine/FileTree.ts";
import { matches } from "../shell/patterns.ts";
import { calendar, shortDate } from "./dates.ts";
import { err, fail, humanSize, joinLines, out, parseOptions, pathOf, readFiles, readInput, table } from "./kit.ts";

function permissions(stat: Stat): string {
  const kind = { f: "-", d: "d", l: "l", c: "c", w: "-" }[stat.type];
  const mode = stat.mode ?? (stat.type === "d" ? 0o755 : 0o644);
  const bits = [8, 7, 6, 5, 4, 3, 2, 1, 0].map((bit) => ((mode >> bit) & 1 ? "rwxrwxrwx"[8 - bit] : "-")).join("");
  return kind + ((mode & 0o1000) !== 0 ? `${bits.slice(0, 8)}t` : bits);
}

const ls: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["I", "w"]);
  const { files, flavor, now } = context.machine.around;
  let code = 0;
  const long = flags.has("l");
  const line = (name: string, stat: Stat): string[] => [
    ...(flags.has("i") ? [String(1000 + name.length)] : []),
    permissions(stat),
    String(stat.type === "d" ? 2 : 1),
    "root",
    "root",
    flags.has("h") ? humanSize(stat.size) : String(stat.size),
    shortDate(stat.mtime ?? 0, now),
    name + (stat.type === "l" ? ` -> ${stat.data ?? ""}` : ""),
  ];
  const print = (entries: readonly { readonly name: string; readonly stat: Stat }[]): void => {
    const sorted = [...entries];
    if (flags.has("t")) sorted.sort((left, right) => (right.stat.mtime ?? 0) - (left.stat.mtime ?? 0));
    if (flags.has("S")) sorted.sort((left, right) => right.stat.size - left.stat.size);
    if (flags.has("r")) sorted.reverse();
    const mark = (stat: Stat): string => (flags.has("F") || flags.has("p") ? (stat.type === "d" ? "/" : "") : "");
    if (long) out(context, longTable(sorted.map(({ name, stat }) => line(name + mark(stat), stat))));
    else if (context.process.fds[1]?.kind === "session" && context.process.tty !== undefined && !flags.has("1"))
      out(
        context,
        columns(
          sorted.map(({ name, stat }) => name + mark(stat)),
          widthOf(context),
        ),
      );
    else out(context, joinLines(sorted.map(({ name, stat }) => name + mark(stat))));
  };
  const targets = words.length === 0 ? ["."] : words;
  const plain: { name: string; stat: Stat }[] = [];
  const directories: string[] = [];
  for (const target of targets) {
    const stat = files.stat(pathOf(context, target), !(long && !target.endsWith("/")));
    if (!stat) {
      code = flavor === "busybox" ? 1 : 2;
      err(
        context,
        flavor === "busybox"
          ? `ls: ${target}: No such file or directory\n`
          : `ls: cannot access '${target}': No such file or directory\n`,
      );
    } else if (stat.type === "d" && !flags.has("d")) directories.push(target);
    else plain.push({ name: target, stat });
  }
  if (plain.length > 0) print(plain);
  const visit = (target: string, titled: boolean, first: boolean): void => {
    if (titled) out(context, `${first ? "" : "\n"}${target}:\n`);
    const path = pathOf(context, target);
    const names = files.names(path).filter((name) => flags.has("a") || flags.has("A") || !name.startsWith("."));
    const entries = names.flatMap((name) => {
      const stat = files.stat(`${path}/${name}`, false);
      return stat ? [{ name, stat }] : [];
    });
    if (long) out(context, `total ${entries.reduce((sum, { stat }) => sum + Math.ceil(stat.size / 4096) * 4, 0)}\n`);
    const own = files.stat(path);
    if (flags.has("a") && own)
      entries.unshift({ name: ".", stat: own }, { name: "..", stat: files.stat(parentOf(path)) ?? own });
    print(entries);
    if (flags.has("R"))
      for (const { name, stat } of entries)
        if (stat.type === "d" && name !== "." && name !== "..") visit(`${target}/${name}`, true, false);
  };
  directories.forEach((target, index) =>
    visit(target, targets.length > 1 || flags.has("R"), index === 0 && plain.length === 0),
  );
  return code;
};

function longTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return joinLines(
    rows.map((row) =>
      row
        .map((cell, index) =>
          index === row.length - 1
            ? cell
            : index === 0 || cell === "root"
              ? cell.padEnd(widths[index] ?? 0)
              : cell.padStart(widths[index] ?? 0),
        )
        .join(" "),
    ),
  );
}

const widthOf = ({ machine, process }: CommandContext): number =>
  machine.state.sessions[process.tty ?? ""]?.columns ?? 80;

function columns(names: readonly string[], width: number): string {
  if (names.length === 0) return "";
  const widest = Math.max(...names.map((name) => name.length)) + 2;
  const perLine = Math.max(1, Math.floor(width / widest));
  const lines = Math.ceil(names.length / perLine);
  return joinLines(
    Array.from({ length: lines }, (_, line) =>
      names
        .filter((_name, index) => index % lines === line)
        .map((name) => name.padEnd(widest))
        .join("")
        .trimEnd(),
    ),
  );
}

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

const statCommand: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["c", "format"]);
  for (const word of words) {
    const stat = context.machine.around.files.stat(pathOf(context, word), flags.has("L"));
    if (!stat) return fail(context, `can't stat '${word}': No such file or directory`);
    const format = flags.get("c") ?? flags.get("format");
    const mode = (stat.mode ?? 0o644).toString(8).padStart(4, "0");
    if (format !== undefined) {
      const facts: { readonly [key: string]: string } = {
        n: word,
        s: String(stat.size),
        a: mode.slice(-3),
        A: permissions(stat),
        F: stat.type === "d" ? "directory" : "regular file",
        U: "root",
        G: "root",
        u: "0",
        g: "0",
        Y: String(Math.floor((stat.mtime ?? 0) / 1000)),
      };
      out(
        context,
        `${format.replace(/%([a-zA-Z])/g, (whole, key: string) => (Object.hasOwn(facts, key) ? (facts[key] as string) : whole))}\n`,
      );
      continue;
    }
    const kind = { f: "regular file", d: "directory", l: "symbolic link", c: "character special file", w: "" }[
      stat.type
    ];
    out(
      context,
      `  File: ${word}\n  Size: ${stat.size}\tBlocks: ${Math.ceil(stat.size / 512)}\tIO Block: 4096\t${kind}\nAccess: (${mode}/${permissions(stat)})  Uid: (    0/    root)   Gid: (    0/    root)\nModify: ${calendar(stat.mtime ?? 0)}\n`,
    );
  }
  return 0;
};

const find: Command = (context) => {
  const { files } = context.machine.around;
  const words = [...context.args];
  const roots: string[] = [];
  while (words[0] !== undefined && !words[0].startsWith("-")) roots.push(words.shift() as string);
  const option = (name: string): string | undefined =>
    words.includes(name) ? words[words.indexOf(name) + 1] : undefined;
  const name = option("-name") ?? option("-iname");
  const lower = words.includes("-iname")
    ? (text: string): string => text.toLowerCase()
    : (text: string): string => text;
  const isNamed = (path: string): boolean => name === undefined || matches(lower(name), lower(baseName(path)));
  const type = option("-type");
  const depth = Number(option("-maxdepth") ?? 64);
  const size = option("-size");
  let code = 0;
  const visit = (path: string, level: number): void => {
    const stat = files.stat(pathOf(context, path), false);
    if (!stat) {
      code = fail(
        context,
        context.machine.around.flavor === "busybox"
          ? `${path}: No such file or directory`
          : `'${path}': No such file or directory`,
      );
      return;
    }
    const isBig =
      size === undefined ||
      (size.startsWith("+")
        ? stat.size >
          (Number.parseInt(size.slice(1), 10) || 0) * (size.endsWith("M") ? 2 ** 20 : size.endsWith("k") ? 1024 : 512)
        : true);
    const below = stat.type === "d" && level < depth ? files.names(stat.path) : [];
    if (isNamed(path) && (type === undefined || type === stat.type) && isBig) {
      if (words.includes("-delete")) files.remove(pathOf(context, path));
      else out(context, `${path}\n`);
    }
    for (const child of below) visit(path === "/" ? `/${child}` : `${path}/${child}`, level + 1);
  };
  for (const root of roots.length === 0 ? ["."] : roots) visit(root, 0);
  return code;
};

const diskUse: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["d", "max-depth"]);
  const { files } = context.machine.around;
  const shown = (bytes: number): string => (flags.has("h") ? humanSize(bytes) : String(Math.ceil(bytes / 1024)));
  const depth = flags.has("s") ? 0 : Number(flags.get("d") ?? flags.get("max-depth") ?? 64);
  for (const word of words.length === 0 ? ["."] : words) {
    const visit = (path: string, level: number): number => {
      const stat = files.stat(pathOf(context, path), false);
      if (!stat) return 0;
      let total = stat.type === "d" ? 4096 : Math.ceil(stat.size / 4096) * 4096;
      if (stat.type === "d")
        for (const name of files.names(stat.path))
          total += visit(path === "/" ? `/${name}` : `${path}/${name}`, level + 1);
      if ((stat.type === "d" || level === 0) && level <= depth) out(context, `${shown(total)}\t${path}\n`);
      return total;
    };
    if (!files.stat(pathOf(context, word))) return fail(context, `${word}: No such file or directory`);
    visit(word, 0);
  }
  return 0;
};

const diskFree: Command = (context) => {
  const { flags, words } = parseOptions(context.args);
  const { files, node } = context.machine.around;
  const shown = (bytes: number): string => (flags.has("h") ? humanSize(bytes) : String(Math.ceil(bytes / 1024)));
  const wanted = words.map((word) => files.mountOf(pathOf(context, word)));
  const rows = [
    [
      "Filesystem",
      flags.has("h") ? "Size" : "1K-blocks",
      "Used",
      flags.has("h") ? "Avail" : "Available",
      "Use%",
      "Mounted on",
    ],
  ];
  for (const mount of [...files.mounts].reverse()) {
    if (
      wanted.length > 0
        ? !wanted.includes(mount)
        : ["proc", "sysfs", "devpts", "mqueue", "cgroup2"].includes(mount.type)
    )
      continue;
    const size = mount.capacity ?? (mount.type === "tmpfs" ? node.memory : 50 * 2 ** 30);
    const used = Math.min(
      size,
      files.used(mount) + (mount.type === "overlay" || mount.type === "ext4" ? 6 * 2 ** 30 : 0),
    );
    rows.push([
      mount.device,
      shown(size),
      shown(used),
      shown(size - used),
      `${Math.ceil((used / size) * 100)}%`,
      mount.path,
    ]);
  }
  out(context, table(rows, 3));
  return 0;
};

const mount: Command = (context) => {
  if (context.args.length > 0) return fail(context, `permission denied (are you root?)`);
  const { files } = context.machine.around;
  out(
    context,
    joinLines(
      [...files.mounts]
        .reverse()
        .map(
          ({ device, path, type, readOnly }) =>
            `${device} on ${path} type ${type} (${readOnly ? "ro" : "rw"},relatime)`,
        ),
    ),
  );
  return 0;
};

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

const temporary: Command = (context) => {
  const { flags } = parseOptions(context.args);
  const { files, random } = context.machine.around;
  const path = `/tmp/tmp.${Array.from({ length: 6 }, () => "abcdefghijkmnopqrstuvwxyz"[random(25)]).join("")}`;
  if (flags.has("d")) files.makeDirectory(path);
  else files.write(path, "");
  out(context, `${path}\n`);
  return 0;
};

export const FILE_COMMANDS: { readonly [name: string]: Command } = {
  ls,
  cat,
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
  stat: statCommand,
  find,
  du: diskUse,
  df: diskFree,
  mount,
  umount: (context) => fail(context, `can't unmount ${context.args[0] ?? ""}: Operation not permitted`),
  tee,
  dd,
  fallocate,
  truncate: fallocate,
  readlink: readLink,
  realpath: readLink,
  mktemp: temporary,
  sync: () => 0,
};
