/** Commands about processes, the machine and time. */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import type { Command, CommandContext, Outcome } from "../machine/Command.ts";
import { baseName } from "../machine/FileTree.ts";
import { signalNumber } from "../machine/signals.ts";
import type { Process } from "../machine/Process.ts";
import { findProgram } from "../shell/paths.ts";
import { clock, dateLine, formatDate, momentGiven } from "./dates.ts";
import { endless } from "./files.ts";
import {
  after,
  bytesOf,
  err,
  fail,
  humanSize,
  joinLines,
  out,
  parseOptions,
  readInput,
  secondsOf,
  table,
} from "./kit.ts";

const sleep: Command = (context) => {
  if (context.args.length === 0) return fail(context, "missing operand");
  let total = 0;
  for (const arg of context.args) {
    const seconds = secondsOf(arg);
    if (seconds === undefined)
      return fail(
        context,
        context.machine.around.flavor === "busybox" ? `invalid number '${arg}'` : `invalid time interval '${arg}'`,
      );
    total += seconds;
  }
  if (!Number.isFinite(total)) return {};
  return after(context, Math.round(total * 1000), () => 0);
};

interface Row {
  readonly pid: number;
  readonly ppid: number;
  readonly user: string;
  readonly time: string;
  readonly tty: string;
  readonly memory: number;
  readonly cores: number;
  readonly started: number;
  readonly command: string;
  readonly state: string;
}

function rowsOf({ machine }: CommandContext): Row[] {
  const rows = machine.processes
    .filter(({ exit }) => exit === undefined)
    .map(
      (process): Row => ({
        pid: process.pid,
        ppid: process.ppid,
        user: "root",
        time: clockOf(machine.around.now, process),
        tty: process.tty === undefined ? "?" : "pts/0",
        memory: process.memory ?? 1_638_400,
        cores: process.cores ?? 0,
        started: process.startedAt,
        command: process.argv.join(" "),
        state: process.wait && !process.cores ? "S" : "R",
      }),
    );
  for (const other of machine.around.containers?.() ?? [])
    rows.push({
      pid: other.pid,
      ppid: 1,
      user: "root",
      time: "0:00",
      tty: "?",
      memory: other.memory,
      cores: other.cores,
      started: other.startedAt,
      command: other.argv.join(" "),
      state: other.cores > 0.5 ? "R" : "S",
    });
  return rows.sort((left, right) => left.pid - right.pid);
}

function clockOf(now: number, process: Process): string {
  const seconds = Math.floor(((now - process.startedAt) / 1000) * (process.cores ?? 0));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const ps: Command = (context) => {
  const rows = rowsOf(context);
  const { flavor, node, cpuLimit } = context.machine.around;
  if (flavor === "busybox") {
    out(
      context,
      `PID   USER     TIME  COMMAND\n${joinLines(rows.map((row) => `${String(row.pid).padStart(5)} ${row.user.padEnd(8)} ${row.time.padStart(5)} ${row.command}`))}`,
    );
    return 0;
  }
  const wide = context.args.some((arg) => /^-?[aux]*u[aux]*$/.test(arg));
  const full = context.args.some((arg) => /^-[aAe]*f/.test(arg));
  const all = wide || context.args.length > 0;
  const shown = all ? rows : rows.filter(({ tty }) => tty !== "?" || context.process.tty === undefined);
  if (wide)
    out(
      context,
      table(
        [
          ["USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "TTY", "STAT", "START", "TIME", "COMMAND"],
          ...shown.map((row) => [
            row.user,
            String(row.pid),
            (row.cores * 100 * Math.min(1, cpuLimit ?? 1)).toFixed(1),
            ((row.memory / node.memory) * 100).toFixed(1),
            String(Math.round(row.memory / 512)),
            String(Math.round(row.memory / 1024)),
            row.tty,
            row.state,
            clock(row.started).slice(0, 5),
            row.time,
            row.command,
          ]),
        ],
        1,
      ),
    );
  else if (full)
    out(
      context,
      table(
        [
          ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"],
          ...shown.map((row) => [
            row.user,
            String(row.pid),
            String(row.ppid),
            String(Math.round(row.cores * 99)),
            clock(row.started).slice(0, 5),
            row.tty,
            `00:0${row.time}`,
            row.command,
          ]),
        ],
        1,
      ),
    );
  else
    out(
      context,
      table(
        [
          ["    PID", "TTY", "         TIME", "CMD"],
          ...shown.map((row) => [
            String(row.pid).padStart(7),
            row.tty,
            `     00:0${row.time}`,
            baseName(row.command.split(" ")[0] ?? ""),
          ]),
        ],
        1,
      ),
    );
  return 0;
};

/** Memory and CPU as the machine's node has them, and how much of it the container's processes take. */
function summary(context: CommandContext): { readonly total: number; readonly used: number; readonly load: number } {
  const { machine } = context;
  const { node } = machine.around;
  const level = machine.level();
  return { total: node.memory, used: Math.min(node.memory, 700 * 2 ** 20 + level.memory), load: level.cores };
}

const top: Command = (context) => {
  const { flags } = parseOptions(context.args, ["n", "d"]);
  const state = (context.process.state ?? { shown: 0 }) as { shown: number };
  const { machine, process } = context;
  const isInteractive = process.tty !== undefined && !flags.has("b");
  if (isInteractive) {
    const { data } = machine.read(process, 0);
    if (data.includes("q")) return 0;
  }
  const { total, used, load } = summary(context);
  const rows = rowsOf(context).sort((left, right) => right.cores - left.cores || right.memory - left.memory);
  const kilobytes = (bytes: number): number => Math.round(bytes / 1024);
  const busy = Math.min(100, Math.round((load / machine.around.node.cores) * 100));
  out(
    context,
    `${isInteractive ? "\x1b[H\x1b[J" : ""}Mem: ${kilobytes(used)}K used, ${kilobytes(total - used)}K free, 2048K shrd, 51200K buff, 1048576K cached\nCPU: ${String(busy).padStart(3)}% usr   0% sys   0% nic ${100 - busy}% idle   0% io   0% irq   0% sirq\nLoad average: ${load.toFixed(2)} ${load.toFixed(2)} ${load.toFixed(2)} ${Math.max(1, rows.filter((row) => row.state === "R").length)}/${rows.length} ${process.pid}\n${table([["  PID", "PPID", "USER", "STAT", "VSZ", "%VSZ", "%CPU", "COMMAND"], ...rows.map((row) => [String(row.pid).padStart(5), String(row.ppid), row.user, row.state, humanSize(row.memory), `${Math.round((row.memory / total) * 100)}%`, `${Math.round((row.cores * 100) / machine.around.node.cores)}%`, row.command])])}`,
  );
  state.shown++;
  process.state = state;
  if (!isInteractive && flags.has("n") && state.shown >= Number(flags.get("n"))) return 0;
  return { until: machine.around.now + Number(flags.get("d") ?? 5) * 1000, ...(isInteractive ? { input: 0 } : {}) };
};

const killCommand: Command = (context) => {
  let number = 15;
  const targets: string[] = [];
  for (let at = 0; at < context.args.length; at++) {
    const arg = context.args[at] as string;
    const name = arg === "-s" ? context.args[++at] : /^-[A-Z0-9]/.test(arg) ? arg.slice(1) : undefined;
    if (name === undefined) targets.push(arg);
    else number = signalNumber(name) ?? 15;
  }
  let code = 0;
  for (const target of targets) {
    if (/^\d+$/.test(target)) {
      if (!context.machine.signal(Number(target), number))
        code = fail(context, `can't kill pid ${target}: No such process`);
    } else code = fail(context, `invalid number '${target}'`);
  }
  return code;
};

interface Named {
  readonly pid: number;
  readonly argv: readonly string[];
}

function named(context: CommandContext, name: string, whole: boolean): readonly Named[] {
  const { machine, process: self } = context;
  const own = machine.processes.filter(({ exit, pid }) => exit === undefined && pid !== self.pid);
  return [...own, ...(machine.around.containers?.() ?? [])].filter(({ argv }) =>
    whole ? argv.join(" ").includes(name) : baseName(argv[0] ?? "").includes(name),
  );
}

const killAll: Command = (context) => {
  const { words } = parseOptions(
    context.args.filter((arg) => !/^-([A-Z]+|\d+)$/.test(arg)),
    ["s"],
  );
  const signal = context.args.find((arg) => /^-([A-Z]+|\d+)$/.test(arg));
  const number = signal ? (signalNumber(signal.slice(1)) ?? 15) : 15;
  let code = 0;
  for (const word of words) {
    const found = named(context, word, context.args.includes("-f"));
    if (found.length === 0) code = context.name === "killall" ? fail(context, `${word}: no process killed`) : 1;
    for (const { pid } of found) context.machine.signal(pid, number);
  }
  return code;
};

const findProcesses: Command = (context) => {
  const { flags, words } = parseOptions(context.args);
  const found = named(context, words[0] ?? "", flags.has("f"));
  out(
    context,
    context.name === "pidof"
      ? found.length > 0
        ? `${found.map(({ pid }) => pid).join(" ")}\n`
        : ""
      : joinLines(
          found.map(({ pid, argv }) => (flags.has("a") || flags.has("l") ? `${pid} ${argv.join(" ")}` : String(pid))),
        ),
  );
  return found.length > 0 ? 0 : 1;
};

/** Runs a command line in place of the process. */
export function replace(
  context: CommandContext,
  argv: readonly string[],
  env: { readonly [name: string]: string } = context.process.env,
): Outcome {
  const { machine, process } = context;
  const found = findProgram(machine.around.files, argv, { env, cwd: process.cwd });
  if ("problem" in found) {
    err(
      context,
      machine.around.flavor === "busybox"
        ? `${context.name}: can't execute '${argv[0]}': No such file or directory\n`
        : `${context.name}: '${argv[0]}': No such file or directory\n`,
    );
    return 127;
  }
  return machine.become(process, { argv: found.argv, program: found.program, env, fds: process.fds });
}

/** Starts a child and waits for it; its code, or what to wait for. */
export function runChild(
  context: CommandContext,
  argv: readonly string[],
  also: { readonly until?: number } = {},
): Outcome | "timeout" {
  const { machine, process } = context;
  const state = (process.state ?? {}) as { child?: number };
  if (state.child === undefined) {
    const found = findProgram(machine.around.files, argv, process);
    if ("problem" in found) return fail(context, `can't execute '${argv[0]}': No such file or directory`, 127);
    const child = machine.start(
      {
        argv: found.argv,
        program: found.program,
        cwd: process.cwd,
        env: process.env,
        fds: process.fds,
        ...(process.tty === undefined ? {} : { tty: process.tty }),
      },
      process,
    );
    if (!child) return fail(context, "can't fork: Resource temporarily unavailable");
    process.state = { ...(state as object), child: child.pid } as Json;
    return runChild(context, argv, also);
  }
  const code = machine.reap(state.child);
  if (code !== undefined) return code;
  if (also.until !== undefined && machine.around.now >= also.until) return "timeout";
  return { children: [state.child], ...also };
}

const env: Command = (context) => {
  const words = [...context.args];
  const variables: { [name: string]: string } = words[0] === "-i" ? {} : { ...context.process.env };
  if (words[0] === "-i") words.shift();
  while (words[0] === "-u") {
    words.shift();
    delete variables[words.shift() ?? ""];
  }
  while (/^[A-Za-z_]\w*=/.test(words[0] ?? "")) {
    const word = words.shift() as string;
    variables[word.slice(0, word.indexOf("="))] = word.slice(word.indexOf("=") + 1);
  }
  if (words.length > 0) return replace(context, words, variables);
  out(context, joinLines(Object.keys(variables).map((name) => `${name}=${variables[name]}`)));
  return 0;
};

const printEnv: Command = (context) => {
  if (context.args.length === 0) return env(context);
  let code = 0;
  for (const name of context.args) {
    const value = Object.hasOwn(context.process.env, name) ? context.process.env[name] : undefined;
    if (value === undefined) code = 1;
    else out(context, `${value}\n`);
  }
  return code;
};

const timeout: Command = (context) => {
  const { flags, words } = parseOptionsUpToCommand(context.args, ["s", "k", "t"]);
  const [given = "0", ...argv] = flags.has("t") ? [flags.get("t") as string, ...words] : words;
  const seconds = secondsOf(given);
  if (seconds === undefined) return fail(context, `invalid time interval '${given}'`, 125);
  const { machine, process } = context;
  const state = (process.state ?? {}) as { until?: number; child?: number };
  const until = state.until ?? machine.around.now + Math.round(seconds * 1000);
  process.state = { ...state, until };
  const outcome = runChild(context, argv, { until });
  if (outcome !== "timeout") return outcome;
  const { child } = process.state as { child?: number };
  if (child !== undefined) {
    machine.signal(child, signalNumber(flags.get("s") ?? "TERM") ?? 15);
    machine.reap(child);
  }
  return machine.around.flavor === "busybox" ? 143 : 124;
};

/** Options before a command line, which keeps its own. */
function parseOptionsUpToCommand(
  args: readonly string[],
  valued: readonly string[],
): { readonly flags: ReadonlyMap<string, string>; readonly words: readonly string[] } {
  let at = 0;
  while (at < args.length && (args[at] as string).startsWith("-") && args[at] !== "-")
    at += valued.includes((args[at] as string).slice(1)) ? 2 : 1;
  return { flags: parseOptions(args.slice(0, at), valued).flags, words: args.slice(at) };
}

const watch: Command = (context) => {
  const { flags, words } = parseOptionsUpToCommand(context.args, ["n", "d"]);
  const every = Math.max(0.1, Number(flags.get("n") ?? 2)) * 1000;
  const { machine, process } = context;
  const state = (process.state ?? {}) as { child?: number; next?: number };
  if (state.next !== undefined) {
    if (machine.around.now < state.next) return { until: state.next };
    process.state = {};
  }
  if (state.child === undefined)
    out(context, `\x1b[H\x1b[JEvery ${(every / 1000).toFixed(1)}s: ${words.join(" ")}\n\n`);
  const outcome = runChild(context, ["sh", "-c", words.join(" ")]);
  if (typeof outcome !== "number") return outcome === "timeout" ? 1 : outcome;
  process.state = { next: machine.around.now + every };
  return { until: machine.around.now + every };
};

const xargs: Command = (context) => {
  const { flags, words } = parseOptionsUpToCommand(context.args, ["n", "I", "P", "L", "d"]);
  const { process, machine } = context;
  const state = (process.state ?? {}) as { queue?: string[][]; child?: number; code?: number; input?: string };
  if (!state.queue) {
    const text = readInput(context);
    if (typeof text !== "string") return text;
    const mark = flags.get("I");
    const items = (mark !== undefined ? text.split("\n") : text.split(/\s+/)).filter((item) => item !== "");
    const command = words.length === 0 ? ["echo"] : words;
    const size = Number(flags.get("n") ?? flags.get("L") ?? (items.length || 1));
    const queue: string[][] = [];
    if (mark !== undefined) for (const item of items) queue.push(command.map((word) => word.replaceAll(mark, item)));
    else
      for (let at = 0; at < Math.max(items.length, flags.has("r") ? 0 : 1); at += size)
        queue.push([...command, ...items.slice(at, at + size)]);
    process.state = { queue, code: 0 } as unknown as Json;
    return xargs(context);
  }
  while (state.queue.length > 0) {
    const current: { queue: string[][]; code?: number; child?: number } = process.state as unknown as {
      queue: string[][];
    };
    const outcome = runChild(context, current.queue[0] as string[]);
    if (typeof outcome !== "number") return outcome === "timeout" ? 1 : outcome;
    process.state = {
      queue: current.queue.slice(1),
      code: outcome === 0 ? (current.code ?? 0) : 123,
    } as unknown as Json;
    state.queue = current.queue.slice(1);
  }
  return ((process.state as { code?: number }).code ?? 0) ? 123 : machine.around.now < 0 ? 1 : 0;
};

const date: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["d", "date", "r"]);
  const given = flags.get("d") ?? flags.get("date");
  const at = given === undefined ? context.machine.around.now : momentGiven(given, context.machine.around.now);
  if (at === undefined) return fail(context, `invalid date '${given}'`);
  const format = words.find((word) => word.startsWith("+"));
  out(context, `${format ? formatDate(format.slice(1), at) : flags.has("I") ? formatDate("%F", at) : dateLine(at)}\n`);
  return 0;
};

const free: Command = (context) => {
  const { flags } = parseOptions(context.args);
  const { total, used } = summary(context);
  const shown = (bytes: number): string =>
    flags.has("h")
      ? `${humanSize(bytes)}i`
      : String(Math.round(bytes / (flags.has("m") ? 2 ** 20 : flags.has("g") ? 2 ** 30 : flags.has("b") ? 1 : 1024)));
  const cached = Math.round(total * 0.2);
  const rows = [
    ["", "total", "used", "free", "shared", "buff/cache", "available"],
    [
      "Mem:",
      shown(total),
      shown(used),
      shown(Math.max(0, total - used - cached)),
      shown(2 ** 21),
      shown(Math.min(cached, total - used)),
      shown(total - used),
    ],
    ["Swap:", shown(0), shown(0), shown(0)],
  ];
  out(
    context,
    joinLines(rows.map((row) => row.map((cell, index) => (index === 0 ? cell.padEnd(6) : cell.padStart(12))).join(""))),
  );
  return 0;
};

const uname: Command = (context) => {
  const { hostname } = context.machine.around;
  const parts = { s: "Linux", n: hostname, r: "6.1.0-podroom", v: "#1 SMP", m: "x86_64", o: "GNU/Linux" };
  const letters = context.args.join("").replace(/-/g, "");
  if (letters.includes("a")) out(context, `${Object.values(parts).join(" ")}\n`);
  else
    out(
      context,
      `${(letters === "" ? "s" : letters)
        .split("")
        .map((letter) => parts[letter as "s"] ?? "")
        .join(" ")}\n`,
    );
  return 0;
};

const hostname: Command = (context) => {
  const { flags } = parseOptions(context.args);
  const { machine } = context;
  out(context, `${flags.has("i") || flags.has("I") ? machine.around.addresses.join(" ") : machine.around.hostname}\n`);
  return 0;
};

const sequence: Command = (context) => {
  const { flags, words } = parseOptions(
    context.args.filter((arg) => !/^-\d/.test(arg)),
    ["s", "f"],
  );
  const numbers = context.args.filter((arg) => /^-?\d/.test(arg)).map(Number);
  const [from, step, to] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers;
  const list: string[] = [];
  for (let value = from ?? 1; (step ?? 1) > 0 ? value <= (to ?? 0) : value >= (to ?? 0); value += step || 1) {
    list.push(String(value));
    if (list.length >= 50_000) break;
  }
  if (words.length < 0) return 1;
  out(context, flags.has("s") ? `${list.join(flags.get("s"))}\n` : joinLines(list));
  return 0;
};

/** `stress`, `stress-ng`: workers of CPU and memory, for a time. */
const stress: Command = (context) => {
  const { flags } = parseOptions(context.args, [
    "cpu",
    "c",
    "vm",
    "m",
    "vm-bytes",
    "io",
    "i",
    "hdd",
    "d",
    "timeout",
    "t",
    "vm-hang",
    "vm-keep",
    "cpu-load",
    "l",
  ]);
  const option = (...names: readonly string[]): string | undefined =>
    names.map((name) => flags.get(name)).find((value) => value !== undefined && value !== "");
  const { machine, process } = context;
  const cpu = Number(option("cpu", "c") ?? 0);
  const vm = Number(option("vm", "m") ?? 0);
  const limit = secondsOf(option("timeout", "t") ?? "");
  const state = process.state as { began?: number } | undefined;
  const began = state?.began ?? machine.around.now;
  if (!state) {
    out(
      context,
      `stress: info: [${process.pid}] dispatching hogs: ${cpu} cpu, ${option("io", "i") ?? 0} io, ${vm} vm, ${option("hdd", "d") ?? 0} hdd\n`,
    );
    process.state = { began, memory: vm * (bytesOf(option("vm-bytes") ?? "256M") ?? 256 * 2 ** 20) };
    process.cores = cpu * (Number(option("cpu-load", "l") ?? 100) / 100) + vm + Number(option("io", "i") ?? 0) * 0.1;
    return { until: began + 200 };
  }
  process.memory = (state as { memory?: number }).memory || 2 ** 20;
  if (limit === undefined) return {};
  if (machine.around.now >= began + limit * 1000) {
    out(context, `stress: info: [${process.pid}] successful run completed in ${Math.round(limit)}s\n`);
    return 0;
  }
  return { until: began + limit * 1000 };
};

const time: Command = (context) => {
  const { process, machine } = context;
  const state = (process.state ?? {}) as { began?: number };
  if (state.began === undefined) process.state = { began: machine.around.now };
  const outcome = runChild(context, context.args);
  if (typeof outcome !== "number") return outcome === "timeout" ? 1 : outcome;
  const seconds = (machine.around.now - ((process.state as { began?: number }).began ?? 0)) / 1000;
  err(context, `real\t0m ${seconds.toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`);
  return outcome;
};

const which: Command = (context) => {
  let code = 0;
  for (const word of context.args.filter((arg) => !arg.startsWith("-"))) {
    const found = findProgram(context.machine.around.files, [word], context.process);
    if ("problem" in found) code = 1;
    else out(context, `${found.path}\n`);
  }
  return code;
};

const uptime: Command = (context) => {
  const { machine } = context;
  const load = machine.level().cores.toFixed(2);
  out(context, ` ${clock(machine.around.now)} up 3 days,  4:12,  0 users,  load average: ${load}, ${load}, ${load}\n`);
  return 0;
};

const expression: Command = (context) => {
  const [left = "", operator = "", right = ""] = context.args;
  const numbers: { readonly [operator: string]: () => number } = {
    "+": () => Number(left) + Number(right),
    "-": () => Number(left) - Number(right),
    "*": () => Number(left) * Number(right),
    "/": () => Math.trunc(Number(left) / Number(right)),
    "%": () => Number(left) % Number(right),
  };
  if (numbers[operator]) {
    const value = numbers[operator]();
    if (!Number.isFinite(value)) return fail(context, "non-numeric argument", 2);
    out(context, `${value}\n`);
    return value === 0 ? 1 : 0;
  }
  if (operator === "=" || operator === "!=" || operator === "<" || operator === ">") {
    const verdict =
      operator === "="
        ? left === right
        : operator === "!="
          ? left !== right
          : operator === "<"
            ? Number(left) < Number(right)
            : Number(left) > Number(right);
    out(context, verdict ? "1\n" : "0\n");
    return verdict ? 0 : 1;
  }
  if (left === "length") {
    out(context, `${operator.length}\n`);
    return 0;
  }
  out(context, `${left}\n`);
  return left === "" || left === "0" ? 1 : 0;
};

const refused =
  (text: string): Command =>
  (context) =>
    fail(context, text);
const OFFLINE_APT = "Temporary failure resolving 'deb.debian.org'";

const apt: Command = (context) => {
  const [verb, ...names] = context.args.filter((arg) => !arg.startsWith("-"));
  if (verb === "update") {
    out(
      context,
      "Ign:1 http://deb.debian.org/debian stable InRelease\nErr:1 http://deb.debian.org/debian stable InRelease\n  Temporary failure resolving 'deb.debian.org'\nReading package lists...\n",
    );
    err(
      context,
      `W: Failed to fetch http://deb.debian.org/debian/dists/stable/InRelease  ${OFFLINE_APT}\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
    );
    return 0;
  }
  if (verb === "install") {
    out(context, "Reading package lists...\nBuilding dependency tree...\n");
    err(context, joinLines(names.map((name) => `E: Unable to locate package ${name}`)));
    return 100;
  }
  out(context, "apt 2.6.1 (amd64)\n");
  return 0;
};

const apk: Command = (context) => {
  const [verb, ...names] = context.args.filter((arg) => !arg.startsWith("-"));
  if (verb !== "add" && verb !== "update") return 0;
  for (const repository of ["main", "community"])
    err(
      context,
      `WARNING: updating and opening https://dl-cdn.alpinelinux.org/alpine/v3.20/${repository}: temporary error (try again later)\n`,
    );
  if (verb === "update") {
    err(context, "4 unavailable, 0 stale; 14 distinct packages available\n");
    return 4;
  }
  err(
    context,
    `ERROR: unable to select packages:\n${joinLines(names.map((name) => `  ${name} (no such package):\n    required by: world[${name}]`))}`,
  );
  return names.length;
};

export const PROCESS_COMMANDS: { readonly [name: string]: Command } = {
  sleep,
  ps,
  top,
  kill: killCommand,
  killall: killAll,
  pkill: killAll,
  pgrep: findProcesses,
  pidof: findProcesses,
  env,
  printenv: printEnv,
  timeout,
  watch,
  xargs,
  nohup: (context) => replace(context, context.args),
  nice: (context) =>
    replace(
      context,
      context.args.filter((arg, index) => !(arg === "-n" || context.args[index - 1] === "-n")),
    ),
  setsid: (context) => replace(context, context.args),
  date,
  free,
  uname,
  hostname,
  seq: sequence,
  stress,
  "stress-ng": stress,
  time,
  which,
  uptime,
  expr: expression,
  yes: (context) => endless(context, `${context.args.length > 0 ? context.args.join(" ") : "y"}\n`),
  nproc: (context) => {
    out(context, `${context.machine.around.node.cores}\n`);
    return 0;
  },
  id: (context) => {
    out(context, context.args.includes("-u") ? "0\n" : "uid=0(root) gid=0(root) groups=0(root)\n");
    return 0;
  },
  whoami: (context) => {
    out(context, "root\n");
    return 0;
  },
  tty: (context) => {
    out(context, context.process.tty === undefined ? "not a tty\n" : "/dev/pts/0\n");
    return context.process.tty === undefined ? 1 : 0;
  },
  clear: (context) => {
    out(context, "\x1b[H\x1b[2J\x1b[3J");
    return 0;
  },
  reset: () => 0,
  stty: (context) => {
    const size = context.machine.state.sessions[context.process.tty ?? ""];
    if (context.args[0] === "size") out(context, `${size?.rows ?? 24} ${size?.columns ?? 80}\n`);
    return 0;
  },
  basename: (context) => {
    const [path = "", suffix = ""] = context.args;
    const name = baseName(path.replace(/(.)\/+$/, "$1"));
    out(context, `${suffix && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}\n`);
    return 0;
  },
  dirname: (context) => {
    const path = (context.args[0] ?? "").replace(/(.)\/+$/, "$1");
    const at = path.lastIndexOf("/");
    out(context, `${at < 0 ? "." : at === 0 ? "/" : path.slice(0, at)}\n`);
    return 0;
  },
  vi: refused("Podroom's terminal has no full-screen editor: write files with cat > file, echo or sed -i"),
  vim: refused("Podroom's terminal has no full-screen editor: write files with cat > file, echo or sed -i"),
  nano: refused("Podroom's terminal has no full-screen editor: write files with cat > file, echo or sed -i"),
  apt,
  "apt-get": apt,
  apk,
  yum: refused("Could not resolve host: mirrors.podroom.internal"),
  dnf: refused("Could not resolve host: mirrors.podroom.internal"),
  pip: refused("Could not fetch URL https://pypi.org/simple/: connection error (Podroom has no internet)"),
  npm: refused("network request failed: getaddrinfo EAI_AGAIN (Podroom has no internet)"),
  reboot: refused("Operation not permitted"),
  poweroff: refused("Operation not permitted"),
  dmesg: refused("read kernel buffer failed: Operation not permitted"),
  crontab: refused("must be suid to work properly"),
};
