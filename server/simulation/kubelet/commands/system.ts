/** Commands about the machine, its time and its load. */
import type { Command, CommandContext } from "../machine/Command.ts";
import { clock, dateLine, formatDate, momentGiven } from "./dates.ts";
import { bytesOf, fail, humanSize, joinLines, out, parseOptions, secondsOf } from "./kit.ts";

/** Memory and CPU as the machine's node has them, and how much of it the container's processes take. */
export function summary(context: CommandContext): {
  readonly total: number;
  readonly used: number;
  readonly load: number;
} {
  const { machine } = context;
  const { node } = machine.around;
  const level = machine.level();
  return { total: node.memory, used: Math.min(node.memory, 700 * 2 ** 20 + level.memory), load: level.cores };
}

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

const uptime: Command = (context) => {
  const { machine } = context;
  const load = machine.level().cores.toFixed(2);
  out(context, ` ${clock(machine.around.now)} up 3 days,  4:12,  0 users,  load average: ${load}, ${load}, ${load}\n`);
  return 0;
};

export const SYSTEM_COMMANDS: { readonly [name: string]: Command } = {
  date,
  free,
  uname,
  hostname,
  stress,
  "stress-ng": stress,
  uptime,
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
};
