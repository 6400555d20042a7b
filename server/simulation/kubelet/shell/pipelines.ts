/** Commands that run in processes of their own: pipelines, subshells, what goes on behind. */
import type { Outcome } from "../machine/Command.ts";
import type { Descriptor, Process, Wait } from "../machine/Process.ts";
import { fork, mayFork } from "./children.ts";
import { redirected } from "./redirections.ts";
import type { ShellSteps } from "./ShellPort.ts";
import type { Frame } from "./ShellState.ts";
import type { Node } from "./syntax.ts";

export function background(shell: ShellSteps, frame: Frame, n: number): void {
  const { state, machine } = shell;
  if (!mayFork(shell)) {
    state.status = 1;
    return;
  }
  const child = fork(shell, { s: frame.s, n }, { ...shell.process.fds, 0: { kind: "null" } });
  const number = Math.max(0, ...state.jobs.map((job) => job.number)) + 1;
  state.last = child.pid;
  machine.run(child);
  const text = child.argv.join(" ");
  state.jobs.push({ number, pid: child.pid, text });
  if (state.interactive && shell.isBash) machine.writeError(shell.process, `[${number}] ${child.pid}\n`);
  state.status = 0;
}

export function pipeline(shell: ShellSteps, frame: Frame, node: Node & { t: "pipe" }): undefined | Outcome {
  const { machine, process } = shell;
  if (!frame.kids) {
    if (node.parts.length === 1) {
      if (frame.i === 0) {
        frame.i = 1;
        shell.push(frame, node.parts[0] as number, { c: true });
        return undefined;
      }
      return shell.pop(shell.state.status === 0 ? 1 : 0);
    }
    if (!mayFork(shell)) return shell.pop(1);
    const children: Process[] = [];
    let input: Descriptor | undefined = process.fds[0];
    node.parts.forEach((part, index) => {
      const isLast = index === node.parts.length - 1;
      const pipe = isLast ? undefined : machine.newPipe();
      const fds = { ...process.fds };
      if (input) fds[0] = input;
      if (pipe !== undefined) fds[1] = { kind: "pipe", id: pipe, end: "w" };
      children.push(fork(shell, { s: frame.s, n: part }, fds));
      if (pipe !== undefined) input = { kind: "pipe", id: pipe, end: "r" };
    });
    frame.kids = children.map(({ pid }) => pid);
    for (const child of children) if (child.exit === undefined) machine.run(child);
  }
  const waiting = frame.kids.filter((pid) => !machine.hasEnded(pid));
  if (waiting.length > 0) return { children: waiting };
  let status = 0;
  for (const pid of frame.kids) status = machine.reap(pid) ?? 0;
  machine.tidy();
  return shell.ended(frame, node.not ? (status === 0 ? 1 : 0) : status);
}

export function subshell(
  shell: ShellSteps,
  frame: Frame,
  { body, redirects }: Node & { t: "subshell" },
): undefined | Outcome {
  if (!frame.kids) {
    shell.expander.begin();
    const targets = shell.expander.targets(frame, redirects);
    if (!mayFork(shell)) return shell.pop(1);
    const child = fork(shell, { s: frame.s, n: body }, redirected(shell, redirects, targets));
    frame.kids = [child.pid];
    shell.machine.run(child);
  }
  return waitFor(shell, frame);
}

/** Ends the frame when its one process has ended. */
export function waitFor(shell: ShellSteps, frame: Frame): undefined | Wait {
  const { machine } = shell;
  const [pid] = frame.kids as [number];
  const code = machine.reap(pid);
  if (code === undefined) return { children: [pid] };
  if (code === 137 && shell.state.interactive) machine.writeError(shell.process, "Killed\n");
  else if (code === 143 && shell.state.interactive) machine.writeError(shell.process, "Terminated\n");
  return shell.ended(frame, code);
}
