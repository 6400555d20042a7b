/** Shells that a shell starts for parts of its script. */
import { cloneJson } from "../../api/json.ts";
import type { Process } from "../machine/Process.ts";
import { SHARED_MEMORY_LIMIT } from "./limits.ts";
import type { ShellPort } from "./ShellPort.ts";
import type { Frame, ShellState } from "./ShellState.ts";

/** Another shell with all this one knows, at a node of a script; it has not run yet. */
export function fork(
  { state, process, machine }: Pick<ShellPort, "state" | "process" | "machine">,
  { s, n }: Pick<Frame, "s" | "n">,
  fds: Process["fds"],
): Process {
  const copy: ShellState = {
    ...cloneJson(state),
    interactive: false,
    reads: false,
    frames: [{ s, n, i: 0 }],
    jobs: [],
    traps: {},
    execLast: true,
    buffer: "",
    held: (state.held ?? 0) - state.frames.reduce((sum, { held }) => sum + (held ?? 0), 0),
  };
  return machine.place(
    {
      argv: process.argv,
      program: process.program,
      cwd: process.cwd,
      env: process.env,
      fds,
      state: copy as unknown as NonNullable<Process["state"]>,
      ...(process.tty === undefined ? {} : { tty: process.tty }),
    },
    process.pid,
  );
}

/** Why no other shell can be started; undefined when one can. */
export function forkProblem({ machine, state }: Pick<ShellPort, "state" | "machine">): string | undefined {
  if (!machine.hasRoomForProcesses) return "can't fork: Resource temporarily unavailable";
  let held = state.held ?? 0;
  for (const { state: other } of machine.processes) held += (other as { held?: number } | undefined)?.held ?? 0;
  machine.charge(state.held ?? 0);
  return held > SHARED_MEMORY_LIMIT ? "can't fork: Cannot allocate memory" : undefined;
}

/** Whether another shell can be started; complains when not. */
export function mayFork(shell: ShellPort): boolean {
  const problem = forkProblem(shell);
  if (problem) shell.complain(problem);
  return problem === undefined;
}
