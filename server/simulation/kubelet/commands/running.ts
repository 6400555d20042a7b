/** Commands that run other commands, and wait. */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import type { Command, CommandContext, Outcome } from "../machine/Command.ts";
import { signalNumber } from "../machine/signals.ts";
import { findProgram } from "../shell/paths.ts";
import { after, err, fail, joinLines, out, parseOptions, readInput, secondsOf } from "./kit.ts";

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

/** Runs a command line in place of the process. */
function replace(
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
function runChild(
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

export const RUNNING_COMMANDS: { readonly [name: string]: Command } = {
  sleep,
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
  time,
  which,
};
