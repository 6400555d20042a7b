/** A command of a probe or hook, run in its container. Models kubernetes pkg/probe/exec. */
import type { Container, Pod } from "../../protocol/kubernetes/index.ts";
import { fromBytes, toBytes } from "./machine/bytes.ts";
import type { Machine } from "./machine/Machine.ts";
import type { Machines } from "./machine/Machines.ts";
import { findProgram } from "./shell/paths.ts";

export interface ExecOrder {
  readonly pod: Pod;
  readonly spec: Container;
  readonly command: readonly string[];
  /** ms */
  readonly timeout: number;
}

/** Characters of its output that a probe is told with. */
const LONGEST_OUTPUT = 10_240;

export interface ProbeFailure {
  readonly why: string;
  /** The probe itself came to nothing: it says nothing about the container, and does not count. */
  readonly unknown?: true;
}

export interface ExecResult {
  /** Undefined: it went on for longer than it may. */
  readonly code: number | undefined;
  /** Standard output, then standard error. */
  readonly output: string;
  readonly errors: string;
  /** Why the runtime did not start it. */
  readonly refusal?: string;
  /** Cluster ms it would have taken. */
  readonly took: number;
}

/**
 * Runs a command to its end. Simplified: what takes time (sleep, a slow answer) takes it at once, in the container alone,
 * up to the time allowed.
 */
export function execIn(
  machine: Machine,
  { command, timeout }: Pick<ExecOrder, "command" | "timeout">,
  cwd: string,
): ExecResult {
  const { around } = machine;
  const first = machine.process(1);
  const env = first?.env ?? {};
  const found = findProgram(around.files, command.map(toBytes), { env, cwd });
  if ("problem" in found) {
    const why =
      found.problem === "missing"
        ? command[0]?.includes("/")
          ? `stat ${command[0]}: no such file or directory`
          : "executable file not found in $PATH"
        : "permission denied";
    const refusal = `OCI runtime exec failed: exec failed: unable to start container process: exec: "${command[0]}": ${why}: unknown`;
    return { took: 0, code: 126, output: "", errors: "", refusal };
  }
  const id = "probe";
  const process = machine.place(
    {
      argv: found.argv,
      program: found.program,
      cwd,
      env,
      fds: { 0: { kind: "null" }, 1: { kind: "session", id }, 2: { kind: "session", id, error: true } },
    },
    0,
  );
  machine.state.sessions[id] = {
    id,
    root: process.pid,
    tty: false,
    columns: 80,
    rows: 24,
    input: "",
    inputEnded: true,
    output: [],
    told: 0,
  };
  machine.run(process);
  const began = around.now;
  let guard = 0;
  while (process.exit === undefined && !machine.ended && guard++ < 1000) {
    const due = dueOf(machine, process.pid);
    if (due === undefined || due - began > timeout) break;
    around.now = Math.max(around.now, due);
    for (const each of machine.processes)
      if (isBelow(machine, each.pid, process.pid) && machine.isReady(each)) machine.run(each);
  }
  const took = around.now - began;
  around.now = began;
  const pieces = machine.state.sessions[id]?.output ?? [];
  const [normal = "", errors = ""] = [1, 2].map((wanted) =>
    fromBytes(pieces.flatMap(([channel, data]) => (channel === wanted ? [data] : [])).join("")),
  );
  delete machine.state.sessions[id];
  const code = process.exit;
  for (const each of machine.processes)
    if (isBelow(machine, each.pid, process.pid)) delete machine.state.processes[each.pid];
  return { code, output: normal + errors, errors, took };
}

function isBelow(machine: Machine, pid: number, root: number): boolean {
  for (let at: number | undefined = pid, depth = 0; at !== undefined && at > 0 && depth < 64; depth++) {
    if (at === root) return true;
    at = machine.process(at)?.ppid;
  }
  return false;
}

function dueOf(machine: Machine, root: number): number | undefined {
  let due: number | undefined;
  for (const { pid, wait } of machine.processes)
    if (wait?.until !== undefined && isBelow(machine, pid, root) && (due === undefined || wait.until < due))
      due = wait.until;
  return due;
}

/** Why an exec probe fails; undefined when it succeeds. */
export function execFailure(machines: Machines, order: ExecOrder): ProbeFailure | undefined {
  const { pod, spec, timeout } = order;
  const result = machines.use(pod, spec.name, (machine) => execIn(machine, order, machines.environment(pod, spec).cwd));
  if (!result) return { why: "container not running", unknown: true };
  if (result.refusal !== undefined) return { why: execError(pod, spec.name, result.refusal), unknown: true };
  if (result.code === 0) return undefined;
  if (result.code === undefined)
    return { why: `command timed out: "${order.command.join(" ")}" timed out after ${timeout / 1000}s` };
  return { why: result.output.slice(0, LONGEST_OUTPUT) };
}

/** What a runtime answers that could not start a command in a container. */
export function execError(pod: Pod, container: string, refusal: string): string {
  const id = pod.status?.containerStatuses?.find(({ name }) => name === container)?.containerID ?? "";
  return `rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${id.slice("containerd://".length)}": ${refusal}`;
}
