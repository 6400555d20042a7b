/** Simple commands: words, assignments and redirections; functions, builtins and programs. */
import type { Outcome } from "../machine/Command.ts";
import type { Process } from "../machine/Process.ts";
import { BUILTINS } from "./builtins/index.ts";
import { mayFork } from "./children.ts";
import { ARGUMENT_LIMIT, ARGUMENTS_LIMIT } from "./limits.ts";
import { findProgram } from "./paths.ts";
import { waitFor } from "./pipelines.ts";
import { redirected } from "./redirections.ts";
import type { ShellSteps, Step } from "./ShellPort.ts";
import type { Frame } from "./ShellState.ts";
import type { Node } from "./syntax.ts";

export function simpleStep(shell: ShellSteps, frame: Frame, node: Node & { t: "simple" }): Step {
  const { state, process, machine } = shell;
  if (frame.call) return shell.pop();
  if (frame.kids) return waitFor(shell, frame);
  if (!machine.hasRoom(process, 1)) return { output: 1 };
  const { expander, memory } = shell;
  expander.begin();
  let argv = expander.words(frame, node.words);
  const targets = expander.targets(frame, node.redirects);
  const assigns = node.assigns.map(({ name, value, append }) => ({
    name,
    value: (append ? (memory.variable(name) ?? "") : "") + expander.text(frame, value),
  }));
  if (state.options.includes("x") && frame.kept === undefined)
    machine.writeError(process, `+ ${[...assigns.map(({ name, value }) => `${name}=${value}`), ...argv].join(" ")}\n`);
  if (argv.length === 0) {
    redirected(shell, node.redirects, targets);
    for (const { name, value } of assigns) memory.set(name, value);
    return shell.ended(frame, state.subStatus ?? 0);
  }
  if (Object.hasOwn(state.aliases, argv[0] as string))
    argv = [...(state.aliases[argv[0] as string] ?? "").split(/\s+/), ...argv.slice(1)];
  const name = argv[0] as string;
  const func = Object.hasOwn(state.funcs, name) ? state.funcs[name] : undefined;
  if (func) {
    if (state.frames.length > 200) {
      shell.complain("maximum function nesting level exceeded");
      shell.exit(2);
      return undefined;
    }
    if (node.redirects.length > 0) {
      const saved = JSON.stringify(process.fds);
      process.fds = redirected(shell, node.redirects, targets);
      frame.saved = saved;
    }
    for (const { name: variable, value } of assigns) memory.set(variable, value);
    frame.call = { params: state.params, locals: {} };
    delete frame.subs;
    memory.keep(frame, state.params);
    state.params = argv.slice(1);
    shell.state.frames.push({ s: func.s, n: func.n, i: 0, ...(frame.c ? { c: true } : {}) });
    return undefined;
  }
  if (name === "exec") return exec(shell, frame, argv.slice(1), redirected(shell, node.redirects, targets));
  const builtin = BUILTINS.get(name);
  if (builtin) {
    const fds = process.fds;
    process.fds = redirected(shell, node.redirects, targets);
    let outcome: Outcome | "taken";
    try {
      for (const { name: variable, value } of assigns) memory.set(variable, value);
      outcome = builtin(shell, argv.slice(1), frame);
    } finally {
      process.fds = fds;
    }
    if (outcome === "taken") return undefined;
    if (typeof outcome === "number") return shell.ended(frame, outcome);
    return outcome;
  }
  return external(shell, frame, argv, { assigns, fds: redirected(shell, node.redirects, targets) });
}

/** Whether nothing comes after the command of the top frame, so that it may take the shell's place. */
function isLast(shell: ShellSteps): boolean {
  const { frames, execLast, exiting } = shell.state;
  if (!execLast || exiting !== undefined) return false;
  return frames.slice(0, -1).every((frame) => {
    const node = shell.nodeOf(frame);
    return node.t === "list" && frame.i >= node.items.length && frame.saved === undefined;
  });
}

function external(
  shell: ShellSteps,
  frame: Frame,
  argv: readonly string[],
  {
    assigns,
    fds,
  }: {
    readonly assigns: readonly { readonly name: string; readonly value: string }[];
    readonly fds: Process["fds"];
  },
): Step {
  const { state, process, machine } = shell;
  const env = { ...process.env };
  for (const { name, value } of assigns) if (name !== "__proto__") env[name] = value;
  const texts = [...argv, ...Object.keys(env).map((name) => `${name}=${env[name]}`)];
  if (
    texts.some((text) => text.length >= ARGUMENT_LIMIT) ||
    texts.reduce((sum, text) => sum + text.length + 1, 0) > ARGUMENTS_LIMIT
  ) {
    shell.complain(`${argv[0]?.slice(0, 200)}: Argument list too long`);
    return shell.ended(frame, 126);
  }
  const found = findProgram(machine.around.files, argv, { env, cwd: process.cwd });
  if ("problem" in found) {
    const saved = process.fds;
    process.fds = fds;
    const text =
      found.problem === "missing"
        ? shell.isBash && !argv[0]?.includes("/")
          ? `${argv[0]}: command not found`
          : `${argv[0]}: ${shell.isBash ? "No such file or directory" : "not found"}`
        : `${argv[0]}: ${found.problem === "directory" ? (shell.isBash ? "Is a directory" : "Permission denied") : "Permission denied"}`;
    shell.complain(text);
    process.fds = saved;
    return shell.ended(frame, found.problem === "missing" ? 127 : 126);
  }
  if (isLast(shell) && Object.keys(state.traps).length === 0) {
    return shell.become({ argv: found.argv, program: found.program, env, fds });
  }
  if (!mayFork(shell)) return shell.pop(1);
  const child = machine.start(
    {
      argv: found.argv,
      program: found.program,
      cwd: process.cwd,
      env,
      fds,
      ...(process.tty === undefined ? {} : { tty: process.tty }),
    },
    process,
  );
  if (!child) return shell.pop(1);
  frame.kids = [child.pid];
  return waitFor(shell, frame);
}

function exec(shell: ShellSteps, frame: Frame, argv: readonly string[], fds: Process["fds"]): Step {
  const { process, machine } = shell;
  if (argv.length === 0) {
    process.fds = fds;
    return shell.pop(0);
  }
  const found = findProgram(machine.around.files, argv, process);
  if ("problem" in found) {
    shell.complain(`exec: ${argv[0]}: not found`);
    if (shell.state.interactive) return shell.pop(127);
    shell.exit(127);
    return undefined;
  }
  shell.pop();
  return shell.become({ argv: found.argv, program: found.program, env: process.env, fds });
}
