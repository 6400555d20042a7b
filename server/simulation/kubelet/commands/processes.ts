/** Commands that show processes and signal them. */
import type { Command, CommandContext } from "../machine/Command.ts";
import { baseName } from "../machine/FileTree.ts";
import { signalNumber } from "../machine/signals.ts";
import type { Process } from "../machine/Process.ts";
import { clock } from "./dates.ts";
import { fail, humanSize, joinLines, out, parseOptions, table } from "./kit.ts";
import { summary } from "./system.ts";

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

export const PROCESS_COMMANDS: { readonly [name: string]: Command } = {
  ps,
  top,
  kill: killCommand,
  killall: killAll,
  pkill: killAll,
  pgrep: findProcesses,
  pidof: findProcesses,
};
