/** Builtins about processes, jobs and signals. */
import { signalName, signalNumber } from "../../machine/signals.ts";
import { type Builtin, out, quoted } from "./Builtin.ts";

export const wait: Builtin = (shell, args, frame) => {
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

export const trap: Builtin = (shell, args) => {
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
    else shell.memory.remember(state.traps, key, action);
  }
  return 0;
};

export const kill: Builtin = (shell, args) => {
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

export const jobs: Builtin = (shell) =>
  out(shell, shell.state.jobs.map(({ number, text }) => `[${number}]+  Running                 ${text}\n`).join(""));

export const foreground: Builtin = (shell, [which], frame) => {
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
