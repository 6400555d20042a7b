/**
 * The shell: goes through a parsed script frame by frame, so that it can stop anywhere and go on later.
 *
 * One of these is made whenever a shell process is run; all it remembers is its `ShellState`. Read `compound.ts` and
 * `simpleCommand.ts` for what the commands do. Models POSIX sh as dash, busybox ash and, in what classrooms use, bash have it.
 */
import type { CommandContext, Host, Outcome, Replacement } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import type { Process, Wait } from "../machine/Process.ts";
import { compoundStep } from "./compound.ts";
import { UnsetProblem } from "./expand.ts";
import { Expander, Pause } from "./Expander.ts";
import { MemoryProblem, TEXT_LIMIT } from "./limits.ts";
import { parseScript } from "./parse.ts";
import { promptOf } from "./prompt.ts";
import { ShellMemory } from "./ShellMemory.ts";
import type { ShellSteps, Step } from "./ShellPort.ts";
import type { Frame, ShellState } from "./ShellState.ts";
import { simpleStep } from "./simpleCommand.ts";
import { type Node, SyntaxProblem } from "./syntax.ts";

/** How much longer it takes to read a script than to go through its bytes. */
const PARSE_COST = 20;

export class Shell implements ShellSteps {
  readonly machine: Host;
  readonly process: Process;
  readonly state: ShellState;
  readonly memory: ShellMemory;
  readonly expander: Expander;
  /** What came of the process's becoming another program. */
  private replaced: Outcome | undefined;

  constructor({ machine, process }: CommandContext) {
    this.machine = machine;
    this.process = process;
    this.state = process.state as unknown as ShellState;
    this.memory = new ShellMemory(machine, process, this.state);
    this.expander = new Expander(this);
  }

  get isBash(): boolean {
    return this.process.program === "bash";
  }

  /** Goes on until it waits or ends. */
  run(): Outcome {
    try {
      return this.goOn();
    } catch (error) {
      if (!(error instanceof MemoryProblem)) throw error;
      this.complain(error.message);
      return 2;
    }
  }

  private goOn(): Outcome {
    const { state, machine, process } = this;
    delete process.cores;
    for (;;) {
      this.takeSignals();
      if (state.frames.length === 0) {
        this.reapJobs();
        const next = this.nextCommand();
        if (next !== undefined) {
          if (typeof next !== "number" || state.traps["EXIT"] === undefined) return next;
          const trap = state.traps["EXIT"];
          delete state.traps["EXIT"];
          state.exiting = next;
          this.enter(trap);
        }
        continue;
      }
      if (!machine.spend()) return this.pause();
      const outcome = this.step();
      if (outcome === "gone") return this.replaced as Outcome;
      if (outcome !== undefined) return outcome;
    }
  }

  /** Too much was done at one moment: what the shell does takes CPU and time. */
  private pause(): Wait {
    this.process.cores = 1;
    return { until: this.machine.around.now + 1000 };
  }

  /** A script to be run before all that is under way. False (and a text on stderr) for what is no script. */
  enter(source: string): boolean {
    const { state } = this;
    this.machine.charge(source.length * PARSE_COST);
    try {
      const script = parseScript(source);
      const s = this.memory.sourceNumber(source);
      state.frames.push({ s, n: script.root, i: 0 });
      return true;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      this.complain(error.message);
      state.status = 2;
      return false;
    }
  }

  complain(text: string): void {
    const line = this.isBash || this.state.interactive || this.machine.around.flavor === "busybox" ? "" : "1: ";
    this.machine.writeError(this.process, `${this.state.name}: ${line}${text}\n`);
  }

  // --- input ---

  /** The next command of who types or of the script on standard input; an outcome when there is none. */
  private nextCommand(): Outcome | undefined {
    const { state } = this;
    if (state.exiting !== undefined) return state.exiting;
    if (!state.reads) return state.status;
    for (;;) {
      if (!this.machine.spend()) return this.pause();
      if (state.interactive && !state.prompted) {
        this.machine.writeError(this.process, promptOf(this));
        state.prompted = true;
      }
      const line = this.readLine(0, state, "buffer");
      if (line === undefined) return { input: 0 };
      if (line.ended && line.text === "" && state.buffer === "") {
        if (state.interactive) this.machine.writeError(this.process, this.isBash ? "exit\n" : "\n");
        return state.status;
      }
      state.prompted = false;
      const whole = line.text;
      this.machine.charge(whole.length * PARSE_COST);
      if (whole.trim() === "") {
        state.buffer = "";
        continue;
      }
      try {
        parseScript(whole);
      } catch (error) {
        if (error instanceof SyntaxProblem && error.incomplete && !line.ended) {
          state.buffer = `${whole}\n`;
          continue;
        }
      }
      state.buffer = "";
      if (this.enter(whole)) return undefined;
      if (!state.interactive) return 2;
    }
  }

  /** A line from a descriptor, after what `keep[name]` holds of it; undefined when it is not there yet. */
  readLine<T extends { [key in K]?: string }, K extends string>(
    fd: number,
    keep: T,
    name: K,
  ): { readonly text: string; readonly ended: boolean } | undefined {
    const put = (text: string): void => {
      (keep as { [key: string]: string })[name] = text;
    };
    for (;;) {
      const { data, ended } = this.machine.read(this.process, fd, true);
      const held = (keep[name] ?? "") + data;
      if (held.length > TEXT_LIMIT) throw new MemoryProblem();
      if (data.endsWith("\n") || (data === "" && ended)) {
        put("");
        return data === "" ? { text: held, ended: true } : { text: held.slice(0, -1), ended: false };
      }
      put(held);
      if (data === "") return undefined;
    }
  }

  // --- signals and jobs ---

  private takeSignals(): void {
    const { process, state } = this;
    const pending = process.signals;
    if (!pending || pending.length === 0) return;
    // What runs in front goes on first.
    const front = state.frames[state.frames.length - 1]?.kids;
    if (front?.some((pid) => !this.machine.hasEnded(pid))) return;
    delete process.signals;
    for (const name of pending) {
      const trap = state.traps[name];
      if (trap) this.enter(trap);
    }
  }

  /** Ctrl-C: what runs in front is ended and the prompt comes again. */
  interrupt(): void {
    const { state, machine } = this;
    for (const frame of state.frames)
      for (const pid of [...(frame.kids ?? []), ...(frame.sub ? [frame.sub.pid] : [])]) this.killTree(pid);
    for (const frame of state.frames) this.memory.leave(frame);
    const first = state.frames.find(({ saved }) => saved !== undefined);
    if (first?.saved !== undefined) this.process.fds = JSON.parse(first.saved) as Process["fds"];
    const call = state.frames.find((frame) => frame.call);
    if (call?.call) state.params = call.call.params;
    state.frames = [];
    state.buffer = "";
    state.prompted = false;
    state.status = 130;
    if (!state.interactive) state.exiting = 130;
    machine.tidy();
  }

  private killTree(pid: number): void {
    const { machine } = this;
    for (const child of machine.processes) if (child.ppid === pid) this.killTree(child.pid);
    const process = machine.process(pid);
    if (process && process.exit === undefined) machine.finish(process, 130);
    machine.reap(pid);
  }

  private reapJobs(): void {
    const { state, machine } = this;
    for (const job of state.jobs) {
      if (!machine.hasEnded(job.pid)) continue;
      const code = machine.reap(job.pid) ?? 0;
      state.jobs = state.jobs.filter((each) => each !== job);
      if (state.interactive) {
        const how = code === 0 ? "Done" : code > 128 ? (code === 137 ? "Killed" : "Terminated") : `Exit ${code}`;
        machine.writeError(this.process, `[${job.number}]+  ${how.padEnd(22)}  ${job.text}\n`);
      }
    }
    for (const child of machine.processes)
      if (
        child.ppid === this.process.pid &&
        child.exit !== undefined &&
        !state.frames.some((f) => f.kids?.includes(child.pid))
      )
        machine.reap(child.pid);
  }

  // --- stepping ---

  push(frame: Frame, n: number, more: Partial<Frame> = {}): void {
    this.state.frames.push({ s: frame.s, n, i: 0, ...(frame.c ? { c: true } : {}), ...more });
  }

  pop(status?: number): undefined {
    const { state } = this;
    const frame = state.frames.pop() as Frame;
    this.memory.leave(frame);
    if (status !== undefined) state.status = status;
    if (frame.saved !== undefined) this.process.fds = JSON.parse(frame.saved) as Process["fds"];
    if (frame.call) this.leaveCall(frame);
    return undefined;
  }

  become(next: Replacement): "gone" {
    this.replaced = this.machine.become(this.process, next);
    return "gone";
  }

  /** Takes the top frame off. */
  drop(): void {
    this.pop();
  }

  nodeOf(frame: Frame): Node {
    return parseScript(this.state.sources[frame.s] as string).nodes[frame.n] as Node;
  }

  kindOf(frame: Frame): Node["t"] {
    return this.nodeOf(frame).t;
  }

  private leaveCall({ call }: Frame): void {
    if (!call) return;
    this.state.params = call.params;
    for (const name of Object.keys(call.locals)) this.memory.restore(name, call.locals[name] ?? null);
  }

  private step(): Step {
    const { state } = this;
    const frame = state.frames[state.frames.length - 1] as Frame;
    const node = this.nodeOf(frame);
    try {
      return node.t === "simple" ? simpleStep(this, frame, node) : compoundStep(this, frame, node);
    } catch (error) {
      if (error instanceof Pause) return error.wait;
      if (error instanceof MemoryProblem) throw error;
      if (error instanceof FileError || error instanceof UnsetProblem || error instanceof SyntaxProblem) {
        this.complain(error.message);
        this.pop(error instanceof FileError ? 1 : 2);
        if (error instanceof UnsetProblem && !state.interactive) this.exit(2);
        return undefined;
      }
      throw error;
    }
  }

  /** A command has ended: under `set -e` the script may too. */
  ended(frame: Frame, status: number): undefined {
    const test = frame.c;
    this.pop(status);
    if (status !== 0 && !test && this.state.options.includes("e") && !this.state.interactive) this.exit(status);
    return undefined;
  }

  /** Leaves everything; the shell ends with this code. */
  exit(code: number): void {
    while (this.state.frames.length > 0) this.pop();
    this.state.exiting = code & 255;
  }
}
