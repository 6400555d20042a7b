/**
 * Machines that go round in circles: a shell that prints and sleeps for ever does nothing that anybody but its log sees. Once
 * two moments of it are alike but for the time, it rests, and what it would have done is worked out when somebody looks.
 */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import type { Cycle, MachineState, Process, Rest } from "./Process.ts";

/** Numbers from here on are moments (ms since 1970); nothing else in a machine is as large. */
const MOMENT = 1_000_000_000_000;
const LONGEST_SEARCH = 128;
/** Lines a log keeps; more than these of a rest need not be worked out. */
const LINES = 1000;

/** The machine at this moment, with process numbers and times made relative. */
function markOf(state: MachineState, now: number): string {
  const pids = new Map<number, number>();
  for (const { pid } of Object.values(state.processes)) pids.set(pid, pids.size + 1);
  const PID_KEYS = new Set(["pid", "ppid", "last", "kids", "children", "child"]);
  const relative = (value: unknown, key: string): unknown => {
    if (typeof value === "number") {
      if (PID_KEYS.has(key)) return pids.get(value) ?? (value === 0 || value === 1 ? value : "gone");
      return value > MOMENT ? `@${value - now}` : value;
    }
    if (Array.isArray(value)) return value.map((each) => relative(each, key));
    if (typeof value !== "object" || value === null) return value;
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      if (name === "spin" || name === "startedAt") continue;
      copy[name] = relative((value as Record<string, unknown>)[name], name);
    }
    return copy;
  };
  return JSON.stringify(relative([Object.values(state.processes), state.pipes, state.partial], ""));
}

/**
 * Looks for a circle after a wake in which the machine did nothing but print. What to remember, and the rest when there is
 * one. `lines`: lines of log so far.
 */
export function searchCycle(
  state: MachineState,
  { now, lines }: { readonly now: number; readonly lines: number },
): { readonly cycle?: Cycle; readonly rest?: Rest } {
  const { cycle } = state;
  const mark = markOf(state, now);
  if (!cycle) return { cycle: { mark, at: now, lines, wakes: 0, limit: 1 } };
  if (cycle.mark === mark && now > cycle.at)
    return { rest: { at: now, period: now - cycle.at, lines: lines - cycle.lines } };
  const wakes = cycle.wakes + 1;
  if (wakes < cycle.limit) return { cycle: { ...cycle, wakes } };
  return { cycle: { mark, at: now, lines, wakes: 0, limit: Math.min(LONGEST_SEARCH, cycle.limit * 2) } };
}

/** Moves a resting machine on by whole periods, up to as many before `now` as its log may show. How many were left out. */
export function skipPeriods(state: MachineState, rest: Rest, now: number): number {
  const periods = Math.floor((now - rest.at) / rest.period);
  const kept = rest.lines > 0 ? Math.ceil(LINES / rest.lines) + 1 : 1;
  const skipped = Math.max(0, periods - kept);
  if (skipped > 0) {
    const shift = skipped * rest.period;
    for (const process of Object.values(state.processes)) shiftTimes(process, shift);
  }
  return skipped;
}

function shiftTimes(process: Process, shift: number): void {
  const move = (value: Json): Json => {
    if (typeof value === "number") return value > MOMENT ? value + shift : value;
    if (Array.isArray(value)) return value.map(move);
    if (typeof value !== "object" || value === null) return value;
    const copy: Record<string, Json> = {};
    for (const key of Object.keys(value)) copy[key] = move((value as { [key: string]: Json })[key] as Json);
    return copy;
  };
  if (process.wait?.until !== undefined) process.wait = { ...process.wait, until: process.wait.until + shift };
  if (process.state !== undefined) process.state = move(process.state);
}
