/** An image's own server as a process: lines, ports and an end as its model says. */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import type { Program } from "../images/ImageModel.ts";
import { toBytes } from "../machine/bytes.ts";
import type { Machine } from "../machine/Machine.ts";
import type { Command, Server } from "../machine/Command.ts";
import { err, out } from "./kit.ts";

export interface NativeState {
  program: Program;
  step: number;
  ending?: { at: number; code: number };
}

export const nativeProgram: Command = (context) => {
  const { machine, process } = context;
  if (process.state === undefined) {
    const program = machine.around.native(
      process.argv,
      process.env,
      (port) => machine.around.isTaken(port) || machine.listener(port) !== undefined,
    );
    if (!program) {
      err(context, `podroom: ${context.name} is not simulated; it runs and does nothing\n`);
      process.state = {
        program: { listens: [], logs: [], onTerm: { exit: 143, after: 10 } },
        step: 0,
      } as unknown as Json;
      return {};
    }
    process.state = { program, step: 0 } as unknown as Json;
    if (program.listens.length > 0) process.listens = [...program.listens];
    if (program.cores !== undefined) process.cores = program.cores;
    process.memory = program.memory ?? 8 * 2 ** 20;
    for (const line of program.logs) out(context, `${toBytes(line)}\n`);
  }
  const state = process.state as unknown as NativeState;
  const { now } = machine.around;
  if (state.ending && state.ending.at <= now) return state.ending.code;
  for (let step = state.program.steps?.[state.step]; step; step = state.program.steps?.[state.step]) {
    const due = process.startedAt + step.after;
    if (due > now) return { until: Math.min(due, state.ending?.at ?? due) };
    state.step++;
    if (step.log !== undefined) err(context, `${toBytes(step.log)}\n`);
    if (step.listen) process.listens = [...step.listen];
    if (step.state !== undefined) {
      state.program = { ...state.program, state: step.state };
      machine.around.touched?.();
    }
    if (step.write !== undefined) machine.around.files.write(step.write, "");
    if (step.exit !== undefined) return step.exit;
  }
  return state.ending ? { until: state.ending.at } : {};
};

/** What listens on a port of a machine, where it is an image's own server. */
export function nativeProgramAt(machine: Machine, port: number): Program | undefined {
  return (machine.listener(port)?.state as unknown as NativeState | undefined)?.program;
}

export const nativeServer: Server = (context, request) => {
  const { machine, process } = context;
  const state = process.state as unknown as NativeState;
  const outcome = machine.around.serveNative(process.argv, request, state.program.state);
  if (outcome?.state !== undefined) state.program = { ...state.program, state: outcome.state };
  if (outcome?.log !== undefined) out(context, `${toBytes(outcome.log)}\n`);
  if (outcome?.exit !== undefined) {
    state.ending = { at: machine.around.now, code: outcome.exit };
    process.wait = { until: machine.around.now };
  }
  return outcome?.response;
};
