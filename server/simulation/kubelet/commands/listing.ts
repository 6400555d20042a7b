/** Commands that show what files there are. */
import type { Command, CommandContext } from "../machine/Command.ts";
import { type Stat } from "../machine/Files.ts";
import { baseName, parentOf } from "../machine/FileTree.ts";
import { matches } from "../shell/patterns.ts";
import { calendar, shortDate } from "./dates.ts";
import { err, fail, humanSize, joinLines, out, parseOptions, pathOf, table } from "./kit.ts";

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

export const LISTING_COMMANDS: { readonly [name: string]: Command } = {
  ls,
  stat: statCommand,
  find,
  du: diskUse,
  df: diskFree,
  mount,
  umount: (context) => fail(context, `can't unmount ${context.args[0] ?? ""}: Operation not permitted`),
};
