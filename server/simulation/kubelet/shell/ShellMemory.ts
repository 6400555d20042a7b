/** What a shell remembers: variables, scripts, and what its frames keep. All of it is counted and has a limit. */
import type { Host } from "../machine/Command.ts";
import type { Process } from "../machine/Process.ts";
import { MEMORY_LIMIT, MemoryProblem } from "./limits.ts";
import type { Frame, ShellState } from "./ShellState.ts";

type Table = { [name: string]: string };

/** Scripts that functions and frames may stand in. */
const SOURCE_LIMIT = 1000;

export class ShellMemory {
  constructor(
    private readonly machine: Host,
    private readonly process: Process,
    private readonly state: ShellState,
  ) {}

  // --- variables ---

  variable(name: string): string | undefined {
    const { machine, process, state } = this;
    if (Object.hasOwn(state.vars, name)) return state.vars[name];
    if (Object.hasOwn(process.env, name)) return process.env[name];
    switch (name) {
      case "PWD":
        return process.cwd;
      case "RANDOM":
        return String(machine.around.random(32_768));
      case "SECONDS":
        machine.around.asks?.();
        return String(Math.floor((machine.around.now - process.startedAt) / 1000));
      case "PPID":
        return String(process.ppid);
      case "HOSTNAME":
        return process.program === "bash" ? machine.around.hostname : undefined;
      default:
        return undefined;
    }
  }

  /** Throws MemoryProblem when the shell holds too much. */
  set(name: string, value: string): void {
    this.remember(this.tableOf(name), name, value);
  }

  forget(name: string): void {
    for (const table of [this.state.vars, this.process.env]) {
      if (!Object.hasOwn(table, name)) continue;
      this.release(name.length + (table[name]?.length ?? 0));
      delete table[name];
    }
  }

  /** Puts a variable back to what it was before a function; null: it was not set. */
  restore(name: string, old: string | null): void {
    const table = this.tableOf(name);
    this.forget(name);
    if (old !== null) this.put(table, name, old);
  }

  /** Puts a text into a table of the shell's; throws MemoryProblem when the shell holds too much. */
  remember(table: Table, name: string, value: string): void {
    if (name === "__proto__") return;
    const old = Object.hasOwn(table, name) ? (table[name]?.length ?? 0) + name.length : 0;
    this.makeRoom(name.length + value.length - old);
    this.release(old);
    this.put(table, name, value);
  }

  private tableOf(name: string): Table {
    return Object.hasOwn(this.process.env, name) ? this.process.env : this.state.vars;
  }

  private put(table: Table, name: string, value: string): void {
    this.state.held = (this.state.held ?? 0) + name.length + value.length;
    table[name] = value;
  }

  // --- scripts ---

  /** Where a script is kept, so that frames and functions stand in it. */
  sourceNumber(source: string): number {
    const { state } = this;
    const known = state.sources.indexOf(source);
    if (known >= 0) return known;
    let free = state.sources.indexOf("");
    const isFull = free < 0 && state.sources.length >= SOURCE_LIMIT;
    if (isFull || (state.held ?? 0) + source.length > MEMORY_LIMIT) {
      this.forgetSources();
      free = state.sources.indexOf("");
      if (free < 0 && isFull) throw new MemoryProblem();
    }
    this.hold(source.length);
    if (free < 0) return state.sources.push(source) - 1;
    state.sources[free] = source;
    return free;
  }

  /** Scripts that nobody stands in or has a function of leave an empty place. */
  private forgetSources(): void {
    const { sources, frames, funcs } = this.state;
    const used = new Set([...frames, ...Object.values(funcs)].map(({ s }) => s));
    sources.forEach((source, index) => {
      if (used.has(index)) return;
      this.release(source.length);
      sources[index] = "";
    });
  }

  // --- frames ---

  /** Counts texts as a frame's until it is left. */
  keep(frame: Frame, texts: readonly string[]): void {
    const length = texts.reduce((sum, text) => sum + text.length + 1, 0);
    this.hold(length);
    frame.held = (frame.held ?? 0) + length;
  }

  leave({ held }: Frame): void {
    this.release(held ?? 0);
  }

  private makeRoom(more: number): void {
    if (more > 0 && (this.state.held ?? 0) + more > MEMORY_LIMIT) throw new MemoryProblem();
  }

  private hold(more: number): void {
    this.makeRoom(more);
    this.state.held = (this.state.held ?? 0) + more;
    this.machine.charge(more);
  }

  private release(less: number): void {
    this.state.held = Math.max(0, (this.state.held ?? 0) - less);
  }
}
