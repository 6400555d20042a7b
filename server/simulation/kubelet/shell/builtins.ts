/** Commands a shell does itself, since they change or ask about the shell. */
import type { Outcome } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { normalPath } from "../machine/FileTree.ts";
import { signalName, signalNumber } from "../machine/signals.ts";
import { evaluate } from "./arithmetic.ts";
import { findProgram } from "./paths.ts";
import { echoText, printfText, testExpression } from "./plainCommands.ts";
import type { ShellPort } from "./ShellPort.ts";
import type { Frame } from "./ShellState.ts";

/** "taken": the builtin has arranged the frames itself. */
export type Builtin = (shell: ShellPort, args: readonly string[], frame: Frame) => Outcome | "taken";

const own = <T>(table: { readonly [name: string]: T }, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const out = (shell: ShellPort, text: string): 0 => {
  shell.machine.write(shell.process, 1, text);
  return 0;
};

const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

const cd: Builtin = (shell, args) => {
  const { process, machine } = shell;
  const [given] = args.filter((arg) => arg !== "--" && arg !== "-P" && arg !== "-L");
  const target =
    given === undefined ? (process.env["HOME"] ?? "/") : given === "-" ? (shell.variable("OLDPWD") ?? "/") : given;
  const path = normalPath(target, process.cwd);
  const found = machine.around.files.stat(path);
  if (found?.type !== "d") {
    const why = found ? "Not a directory" : "No such file or directory";
    shell.complain(shell.isBash ? `cd: ${target}: ${why}` : `cd: can't cd to ${target}: ${why}`);
    return shell.isBash ? 1 : 2;
  }
  shell.setVariable("OLDPWD", process.cwd);
  process.cwd = path;
  if (process.env["PWD"] !== undefined) process.env["PWD"] = path;
  return given === "-" ? out(shell, `${path}\n`) : 0;
};

const exportVariables: Builtin = (shell, args) => {
  const { process, state } = shell;
  const names = args.filter((arg) => !arg.startsWith("-"));
  if (names.length === 0)
    return out(
      shell,
      Object.keys(process.env)
        .sort()
        .map((name) => `export ${name}=${quoted(process.env[name] ?? "")}\n`)
        .join(""),
    );
  for (const arg of names) {
    const at = arg.indexOf("=");
    const name = at < 0 ? arg : arg.slice(0, at);
    if (!/^[A-Za-z_]\w*$/.test(name) || name === "__proto__") {
      shell.complain(`export: ${name}: bad variable name`);
      return 2;
    }
    const value = at < 0 ? shell.variable(name) : arg.slice(at + 1);
    if (value === undefined) continue;
    if (Object.hasOwn(state.vars, name)) shell.forget(name);
    shell.remember(process.env, name, value);
  }
  return 0;
};

/** Options of `set -o` by their letters; those that change nothing here have none. */
const LONG: ReadonlyMap<string, string> = new Map([
  ["errexit", "e"],
  ["xtrace", "x"],
  ["nounset", "u"],
  ["noglob", "f"],
]);

const set: Builtin = (shell, args) => {
  const { state, process } = shell;
  if (args.length === 0) {
    const all = { ...process.env, ...state.vars };
    return out(
      shell,
      Object.keys(all)
        .sort()
        .map((name) => `${name}=${quoted(all[name] ?? "")}\n`)
        .join(""),
    );
  }
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "--") {
      state.params = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+][a-z]+$/.test(arg)) {
      state.params = args.slice(at);
      return 0;
    }
    let letters = arg.slice(1);
    if (letters.endsWith("o")) letters = letters.slice(0, -1) + (LONG.get(args[++at] ?? "") ?? "");
    for (const letter of letters)
      state.options = arg.startsWith("-")
        ? state.options.includes(letter)
          ? state.options
          : state.options + letter
        : state.options.replaceAll(letter, "");
  }
  return 0;
};

/** Takes frames off down to a loop (or function) and says whether there was one. */
function unwind(shell: ShellPort, isStop: (frame: Frame, kind: string) => boolean): Frame | undefined {
  const { state } = shell;
  for (let at = state.frames.length - 1; at >= 0; at--) {
    const frame = state.frames[at] as Frame;
    if (!isStop(frame, shell.kindOf(frame))) continue;
    while (state.frames.length - 1 > at) shell.drop();
    return frame;
  }
  return undefined;
}

const leaveLoop =
  (again: boolean): Builtin =>
  (shell, [levels = "1"]) => {
    const isLoop = (_frame: Frame, kind: string): boolean => kind === "loop" || kind === "for";
    for (let level = Math.max(1, Number(levels) || 1); level > 0; level--) {
      const frame = unwind(shell, isLoop);
      if (!frame) return 0;
      shell.state.status = 0;
      if (level > 1 || !again) shell.drop();
      else if (shell.kindOf(frame) === "loop") frame.i = 0;
    }
    return "taken";
  };

const returns: Builtin = (shell, [code]) => {
  const status = code === undefined ? shell.state.status : Number(code) & 255;
  const frame = unwind(shell, (each) => each.call !== undefined);
  if (!frame) {
    shell.exit(status);
    return "taken";
  }
  shell.drop();
  shell.state.status = status;
  return "taken";
};

const exit: Builtin = (shell, [code]) => {
  shell.exit(code === undefined ? shell.state.status : Number(code) || 0);
  return "taken";
};

const read: Builtin = (shell, args, frame) => {
  const { machine, process } = shell;
  let names: string[] = [];
  let raw = false;
  let timeout: number | undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "-r") raw = true;
    else if (arg === "-p") machine.writeError(process, args[++at] ?? "");
    else if (arg === "-t") timeout = Number(args[++at] ?? 0);
    else if (/^-[snud]$/.test(arg)) {
      if (arg !== "-s") at++;
    } else names.push(arg);
  }
  if (names.length === 0) names = ["REPLY"];
  const line = shell.readLine(0, frame, "kept");
  if (!line) {
    if (timeout === undefined) return { input: 0 };
    frame.status ??= machine.around.now + timeout * 1000;
    return machine.around.now >= frame.status ? 1 : { input: 0, until: frame.status };
  }
  const text = raw ? line.text : line.text.replace(/\\([\s\S])/g, "$1");
  const separators = shell.variable("IFS") ?? " \t\n";
  const isSeparator = (char: string): boolean => separators.includes(char);
  let at = 0;
  names.forEach((name, index) => {
    while (at < text.length && isSeparator(text[at] as string) && /\s/.test(text[at] as string)) at++;
    if (index === names.length - 1) {
      let end = text.length;
      while (end > at && /\s/.test(text[end - 1] as string) && isSeparator(text[end - 1] as string)) end--;
      shell.setVariable(name, text.slice(at, end));
      return;
    }
    let end = at;
    while (end < text.length && !isSeparator(text[end] as string)) end++;
    shell.setVariable(name, text.slice(at, end));
    at = end + 1;
  });
  return line.ended && line.text === "" ? 1 : 0;
};

const wait: Builtin = (shell, args, frame) => {
  const { machine, state } = shell;
  if (!frame.kids) {
    const wanted =
      args.length > 0
        ? args.map((arg) =>
            arg.startsWith("%") ? state.jobs.find(({ number }) => number === Number(arg.slice(1)))?.pid : Number(arg),
          )
        : state.jobs.map(({ pid }) => pid);
    // `kids` would be taken for a foreground command's: kept as text instead.
    frame.kept ??= JSON.stringify(wanted.filter((pid) => pid !== undefined));
  }
  const pids = JSON.parse(frame.kept ?? "[]") as number[];
  const left = pids.filter((pid) => !machine.hasEnded(pid));
  if (left.length > 0) return { children: left };
  let status = 0;
  for (const pid of pids) {
    status = machine.process(pid) ? (machine.reap(pid) ?? 0) : args.length > 0 ? 127 : 0;
    state.jobs = state.jobs.filter((job) => job.pid !== pid);
  }
  return args.length > 0 ? status : 0;
};

const trap: Builtin = (shell, args) => {
  const { state } = shell;
  const [action, ...names] = args[0] === "--" ? args.slice(1) : args;
  if (action === undefined)
    return out(
      shell,
      Object.keys(state.traps)
        .map((name) => `trap -- ${quoted(state.traps[name] ?? "")} ${name}\n`)
        .join(""),
    );
  for (const name of names) {
    const number = signalNumber(name);
    const key =
      name === "0" || name.toUpperCase() === "EXIT" ? "EXIT" : number === undefined ? undefined : signalName(number);
    if (key === undefined) {
      shell.complain(`trap: ${name}: invalid signal specification`);
      return 1;
    }
    if (action === "-") delete state.traps[key];
    else shell.remember(state.traps, key, action);
  }
  return 0;
};

const kill: Builtin = (shell, args) => {
  let number = 15;
  const targets: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "-l") return out(shell, "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM\n");
    const named =
      arg === "-s" || arg === "-n"
        ? args[++at]
        : /^-[A-Z0-9]/.test(arg) && targets.length === 0
          ? arg.slice(1)
          : undefined;
    if (named === undefined) {
      if (arg !== "--") targets.push(arg);
      continue;
    }
    const found = signalNumber(named);
    if (found === undefined) {
      shell.complain(`kill: bad signal name '${named}'`);
      return 1;
    }
    number = found;
  }
  if (targets.length === 0) {
    shell.complain("kill: you need to specify whom to kill");
    return 1;
  }
  let status = 0;
  for (const target of targets) {
    const job = target.startsWith("%")
      ? shell.state.jobs.find((each) => each.number === Number(target.slice(1)))
      : undefined;
    const pid = job ? job.pid : Number(target);
    if (!shell.machine.signal(pid, number)) {
      shell.complain(`kill: can't kill pid ${target}: No such process`);
      status = 1;
    }
  }
  return status;
};

const unset: Builtin = (shell, args) => {
  for (const name of args) {
    if (name === "-f" || name === "-v") continue;
    shell.forget(name);
    delete shell.state.funcs[name];
  }
  return 0;
};

const local: Builtin = (shell, args) => {
  const frame = shell.state.frames.findLast((each) => each.call);
  for (const arg of args) {
    if (arg.startsWith("-")) continue;
    const at = arg.indexOf("=");
    const name = at < 0 ? arg : arg.slice(0, at);
    if (frame?.call && !Object.hasOwn(frame.call.locals, name)) frame.call.locals[name] = shell.variable(name) ?? null;
    shell.setVariable(name, at < 0 ? "" : arg.slice(at + 1));
  }
  return 0;
};

const evaluates: Builtin = (shell, args) => {
  shell.drop();
  return shell.enter(args.join(" ")) ? "taken" : "taken";
};

const source: Builtin = (shell, [path]) => {
  if (path === undefined) {
    shell.complain(".: filename argument required");
    return 2;
  }
  let text: string;
  try {
    text = shell.machine.around.files.read(normalPath(path, shell.process.cwd));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    shell.complain(`.: can't open '${path}': ${error.message}`);
    return 2;
  }
  shell.drop();
  shell.enter(text);
  return "taken";
};

const type: Builtin = (shell, args) => {
  let status = 0;
  for (const name of args.filter((arg) => !arg.startsWith("-"))) {
    const found = findProgram(shell.machine.around.files, [name], shell.process);
    const alias = own(shell.state.aliases, name);
    if (alias !== undefined) out(shell, `${name} is an alias for ${alias}\n`);
    else if (own(shell.state.funcs, name)) out(shell, `${name} is a function\n`);
    else if (BUILTINS.has(name) || name === "exec") out(shell, `${name} is a shell builtin\n`);
    else if (!("problem" in found)) out(shell, `${name} is ${found.path}\n`);
    else {
      out(shell, shell.isBash ? "" : `${name}: not found\n`);
      if (shell.isBash) shell.complain(`type: ${name}: not found`);
      status = 127;
    }
  }
  return status;
};

const command: Builtin = (shell, args, frame) => {
  const [first, ...rest] = args;
  if (first === "-v" || first === "-V") {
    const name = rest[0] ?? "";
    if (BUILTINS.has(name) || own(shell.state.funcs, name)) return out(shell, `${name}\n`);
    const found = findProgram(shell.machine.around.files, [name], shell.process);
    return "problem" in found ? 127 : out(shell, `${found.path}\n`);
  }
  if (first === undefined) return 0;
  const words = first === "-p" ? rest : args;
  const builtin = BUILTINS.get(words[0] ?? "");
  if (builtin) return builtin(shell, words.slice(1), frame);
  shell.drop();
  shell.enter(words.map(quoted).join(" "));
  return "taken";
};

const alias: Builtin = (shell, args) => {
  const { aliases } = shell.state;
  if (args.length === 0)
    return out(
      shell,
      Object.keys(aliases)
        .map((name) => `alias ${name}=${quoted(aliases[name] ?? "")}\n`)
        .join(""),
    );
  for (const arg of args) {
    const at = arg.indexOf("=");
    const known = own(aliases, arg);
    if (at > 0) shell.remember(aliases, arg.slice(0, at), arg.slice(at + 1));
    else if (known !== undefined) out(shell, `alias ${arg}=${quoted(known)}\n`);
    else {
      shell.complain(`alias: ${arg} not found`);
      return 1;
    }
  }
  return 0;
};

const test =
  (bracket: boolean): Builtin =>
  (shell, args) => {
    const words = bracket ? args.slice(0, -1) : args;
    if (bracket && args[args.length - 1] !== "]") {
      shell.complain("[: missing ]");
      return 2;
    }
    try {
      return testExpression(words, shell.machine.around.files, shell.process.cwd) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      shell.complain(`${bracket ? "[" : "test"}: ${error.message}`);
      return 2;
    }
  };

const doubleBracket: Builtin = (shell, args) => {
  if (!shell.isBash && shell.machine.around.flavor === "gnu") {
    shell.complain("[[: not found");
    return 127;
  }
  return test(false)(shell, args.slice(0, -1), shell.state.frames[0] as Frame);
};

const shift: Builtin = (shell, [count = "1"]) => {
  const { state } = shell;
  if (Number(count) > state.params.length) return 1;
  state.params = state.params.slice(Number(count));
  return 0;
};

const jobs: Builtin = (shell) =>
  out(shell, shell.state.jobs.map(({ number, text }) => `[${number}]+  Running                 ${text}\n`).join(""));

const foreground: Builtin = (shell, [which], frame) => {
  const { jobs: list } = shell.state;
  const job = which ? list.find(({ number }) => number === Number(which.replace("%", ""))) : list[list.length - 1];
  if (!job) {
    shell.complain("fg: no current job");
    return 1;
  }
  shell.state.jobs = list.filter((each) => each !== job);
  out(shell, `${job.text}\n`);
  frame.kids = [job.pid];
  return "taken";
};

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["cd", cd],
  ["pwd", (shell) => out(shell, `${shell.process.cwd}\n`)],
  ["echo", (shell, args) => out(shell, echoText(args, !shell.isBash && shell.machine.around.flavor === "gnu"))],
  ["printf", (shell, args) => out(shell, printfText(args))],
  ["test", test(false)],
  ["[", test(true)],
  ["[[", doubleBracket],
  [":", () => 0],
  ["true", () => 0],
  ["false", () => 1],
  ["export", exportVariables],
  ["readonly", exportVariables],
  ["declare", local],
  ["local", local],
  ["unset", unset],
  ["set", set],
  ["shift", shift],
  ["exit", exit],
  ["logout", exit],
  ["return", returns],
  ["break", leaveLoop(false)],
  ["continue", leaveLoop(true)],
  ["read", read],
  ["wait", wait],
  ["trap", trap],
  ["kill", kill],
  ["eval", evaluates],
  [".", source],
  ["source", source],
  ["type", type],
  ["command", command],
  ["alias", alias],
  [
    "unalias",
    (shell, args) => {
      for (const name of args) delete shell.state.aliases[name];
      return 0;
    },
  ],
  ["jobs", jobs],
  ["fg", foreground],
  ["bg", () => 0],
  ["umask", (shell, args) => (args.length > 0 ? 0 : out(shell, "0022\n"))],
  ["ulimit", (shell, args) => out(shell, args.includes("-n") ? "1048576\n" : "unlimited\n")],
  ["hash", () => 0],
  ["times", (shell) => out(shell, "0m0.00s 0m0.00s\n0m0.00s 0m0.00s\n")],
  [
    "let",
    (shell, args, frame) => {
      let value = 0n;
      for (const arg of args) value = evaluate(arg, shell.expansion(frame));
      return value === 0n ? 1 : 0;
    },
  ],
]);
