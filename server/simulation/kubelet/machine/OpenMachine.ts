/** A machine being worked on, with what is to be known of that work when it is done. */
import type { Container, Pod } from "../../../protocol/kubernetes/index.ts";
import type { LogLine } from "../ContainerLogs.ts";
import { skipPeriods } from "./cycles.ts";
import type { Machine } from "./Machine.ts";

export interface OpenMachine {
  readonly machine: Machine;
  readonly pod: Pod;
  readonly spec: Container;
  /** Files or ports may have changed. */
  touched: boolean;
  /** The ports its processes listened on when it was opened. */
  readonly listens: string;
  /** It asked others, or something that changes without it. */
  asked: boolean;
  /** Where its log goes when it is only looked at. */
  lines?: LogLine[];
}

export function listensOf(machine: Machine): string {
  return machine.processes.flatMap(({ listens }) => listens ?? []).join();
}

/** Does what a resting machine would have done up to now. */
export function catchUp({ machine, lines }: OpenMachine, now: number): void {
  const { rest } = machine.state;
  if (rest) {
    skipPeriods(machine.state, rest, now);
    delete machine.state.rest;
    delete machine.state.cycle;
  } else if (!lines) return;
  for (let guard = 0; guard < 20_000; guard++) {
    const due = machine.nextDue();
    if (due === undefined || due > now) break;
    machine.around.now = due;
    machine.settle();
    if (lines && lines.length > 2000) lines.splice(0, 1000);
  }
  machine.around.now = now;
}
