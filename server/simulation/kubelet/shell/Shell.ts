/**
 * The shell: goes through a parsed script frame by frame, so that it can stop anywhere and go on later.
 *
 * One of these is made whenever a shell process is run; all it remembers is its `ShellState`. Models POSIX sh as dash,
 * busybox ash and, in what classrooms use, bash have it.
 */
import { cloneJson } from "../../api/json.ts";
import type { CommandContext, Host, Outcome } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { baseName, normalPath } from "../machine/FileTree.ts";
import type { Descriptor, Process, Wait } from "../machine/Process.ts";
import { BUILTINS } from "./builtins.ts";
import { type ExpandContext, expandHere, expandPattern, expandText, expandWords, UnsetProblem } from "./expand.ts";
import {
  ARGUMENT_LIMIT,
  ARGUMENTS_LIMIT,
  MEMORY_LIMIT,
  MemoryProblem,
  SHARED_MEMORY_LIMIT,
  TEXT_LIMIT,
} from "./limits.ts";
import { findProgram, globPaths } from "./paths.ts";
import { parseScript } from "./parse.ts";
import { matches } from "./patterns.ts";
import type { ShellPort } from "./ShellPort.ts";
import type { Frame, ShellState } from "./ShellState.ts";
import { type Node, type Redirect, SyntaxProblem } from "./syntax.ts";

/** Thrown while words are expanded: a substitution has to end first. */
class Pause extends Error {
  constructor(readonly wait: Wait) {
    super("pause");
  }
}

const SPIN_CHECK = 150;
/** Scripts that functions and frames may stand in. */
const SOURCE_LIMIT = 1000;
/** How much longer it takes to read a script than to go through its bytes. */
const PARSE_COST = 20;

export class Shell implements ShellPort {
  readonly machine: Host;
  readonly process: Process;
  readonly state: ShellState;
  private subIndex = 0;

  constructor(context: CommandContext) {
    this.machine = context.machine;
    this.process = context.process;
    this.state = context.process.state as unknown as ShellState;
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

  /** Set when the shell's process has become another program. */
  replaced: Outcome | undefined;

  /** A script to be run before all that is under way. False (and a text on stderr) for what is no script. */
  enter(source: string): boolean {
    const { state } = this;
    this.machine.charge(source.length * PARSE_COST);
    try {
      const script = parseScript(source);
      const s = this.sourceNumber(source);
      state.frames.push({ s, n: script.root, i: 0 });
      return true;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      this.complain(error.message);
      state.status = 2;
      return false;
    }
  }

  /** Where a script is kept, so that frames and functions stand in it. */
  private sourceNumber(source: string): number {
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
        this.machine.writeError(this.process, this.prompt());
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

  private prompt(): string {
    const { state, process } = this;
    if (state.buffer !== "") return "> ";
    const own = state.vars["PS1"] ?? process.env["PS1"];
    const home = process.env["HOME"];
    const at = process.cwd === home && home !== "/" ? "~" : process.cwd;
    const { hostname, flavor } = this.machine.around;
    const short = hostname.split(".")[0] ?? hostname;
    if (own !== undefined)
      return own
        .replaceAll("\\w", at)
        .replaceAll("\\W", baseName(at) || "/")
        .replaceAll("\\h", short)
        .replaceAll("\\u", "root")
        .replaceAll("\\$", "#");
    if (this.isBash) return `root@${short}:${at}# `;
    return flavor === "busybox" ? `${at} # ` : "# ";
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
    for (const { held } of state.frames) this.release(held ?? 0);
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

  private push(frame: Frame, n: number, more: Partial<Frame> = {}): void {
    this.state.frames.push({ s: frame.s, n, i: 0, ...(frame.c ? { c: true } : {}), ...more });
  }

  private pop(status?: number): undefined {
    const { state } = this;
    const frame = state.frames.pop() as Frame;
    this.release(frame.held ?? 0);
    if (status !== undefined) state.status = status;
    if (frame.saved !== undefined) this.process.fds = JSON.parse(frame.saved) as Process["fds"];
    if (frame.call) this.leaveCall(frame);
    return undefined;
  }

  /** Takes the top frame off. */
  drop(): void {
    this.pop();
  }

  kindOf(frame: Frame): Node["t"] {
    return (parseScript(this.state.sources[frame.s] as string).nodes[frame.n] as Node).t;
  }

  private leaveCall(frame: Frame): void {
    const { state, process } = this;
    if (!frame.call) return;
    state.params = frame.call.params;
    for (const name of Object.keys(frame.call.locals)) {
      const old = frame.call.locals[name];
      const table = Object.hasOwn(process.env, name) ? process.env : state.vars;
      this.forget(name);
      if (old !== null && old !== undefined) this.put(table, name, old);
    }
  }

  private step(): Outcome | "gone" | undefined {
    const { state } = this;
    const frame = state.frames[state.frames.length - 1] as Frame;
    const node = parseScript(state.sources[frame.s] as string).nodes[frame.n] as Node;
    try {
      return this.visit(frame, node);
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

  private visit(frame: Frame, node: Node): Outcome | "gone" | undefined {
    switch (node.t) {
      case "list":
        return this.list(frame, node);
      case "and":
        return this.andOr(frame, node);
      case "pipe":
        return this.pipeline(frame, node);
      case "simple":
        return this.simple(frame, node);
      case "group":
        return this.compound(frame, node.redirects, () => this.once(frame, node.body));
      case "subshell":
        return this.subshell(frame, node.body, node.redirects);
      case "if":
        return this.compound(frame, node.redirects, () => this.conditional(frame, node));
      case "loop":
        return this.compound(frame, node.redirects, () => this.loop(frame, node));
      case "for":
        return this.compound(frame, node.redirects, () => this.forLoop(frame, node));
      case "case":
        return this.compound(frame, node.redirects, () => this.caseOf(frame, node));
      case "function":
        this.state.funcs[node.name] = { s: frame.s, n: node.body };
        return this.pop(0);
    }
  }

  private list(frame: Frame, node: Node & { t: "list" }): undefined {
    const item = node.items[frame.i];
    if (!item) return this.pop(node.items.length === 0 ? 0 : undefined);
    frame.i++;
    if (item.background) this.background(frame, item.n);
    else this.push(frame, item.n);
    return undefined;
  }

  private andOr(frame: Frame, node: Node & { t: "and" }): undefined {
    if (frame.i === 0) {
      frame.i = 1;
      this.push(frame, node.left, { c: true });
      return undefined;
    }
    if (frame.i === 1 && (this.state.status === 0) !== node.or) {
      frame.i = 2;
      this.push(frame, node.right);
      return undefined;
    }
    return this.pop();
  }

  private once(frame: Frame, n: number): undefined {
    if (frame.i > 0) return this.pop();
    frame.i = 1;
    this.push(frame, n);
    return undefined;
  }

  /** A compound command's redirections hold while it runs. */
  private compound(frame: Frame, redirects: readonly Redirect[], go: () => undefined | Outcome): undefined | Outcome {
    if (redirects.length > 0 && frame.saved === undefined) {
      const targets = this.targetsOf(redirects, frame);
      const saved = JSON.stringify(this.process.fds);
      this.process.fds = this.redirected(redirects, targets);
      frame.saved = saved;
      delete frame.subs;
    }
    return go();
  }

  private conditional(frame: Frame, node: Node & { t: "if" }): undefined {
    // Even steps ask, odd ones have asked.
    const arm = node.arms[frame.i >> 1];
    if (frame.i < 0) return this.pop();
    if (!arm) {
      if (node.otherwise === undefined) return this.pop(0);
      frame.i = -1;
      this.push(frame, node.otherwise);
      return undefined;
    }
    if (frame.i % 2 === 0) {
      frame.i++;
      this.push(frame, arm.test, { c: true });
    } else if (this.state.status === 0) {
      frame.i = -1;
      this.push(frame, arm.body);
    } else frame.i++;
    return undefined;
  }

  private loop(frame: Frame, node: Node & { t: "loop" }): undefined | Outcome {
    if (frame.i === 0) {
      const spinning = this.spins(frame);
      if (spinning) return spinning;
      frame.i = 1;
      this.push(frame, node.test, { c: true });
    } else if (frame.i === 1) {
      if ((this.state.status === 0) === node.until) return this.pop(frame.status ?? 0);
      frame.i = 2;
      this.push(frame, node.body);
    } else {
      frame.status = this.state.status;
      frame.i = 0;
    }
    return undefined;
  }

  /** A loop that comes round again and again at one moment with nothing changed does nothing but use CPU. */
  private spins(frame: Frame): Wait | undefined {
    const { now } = this.machine.around;
    if (frame.spin?.at !== now) {
      frame.spin = { at: now, count: 1, mark: "" };
      return undefined;
    }
    frame.spin.count++;
    if (frame.spin.count % SPIN_CHECK !== 0) return undefined;
    const mark = `${this.machine.activity} ${JSON.stringify([this.state.vars, this.process.env, this.state.params])}`;
    if (frame.spin.mark !== mark) {
      frame.spin.mark = mark;
      return undefined;
    }
    this.process.cores = 1;
    return {};
  }

  private forLoop(frame: Frame, node: Node & { t: "for" }): undefined {
    if (!frame.words) {
      this.subIndex = 0;
      frame.words = node.words ? expandWords(node.words, this.expansion(frame)) : [...this.state.params];
      this.keep(frame, frame.words);
      delete frame.subs;
      if (frame.words.length === 0) return this.pop(0);
    }
    const word = frame.words[frame.i++];
    if (word === undefined) return this.pop();
    this.setVariable(node.name, word);
    this.push(frame, node.body);
    return undefined;
  }

  private caseOf(frame: Frame, node: Node & { t: "case" }): undefined {
    if (frame.i > 0) return this.pop();
    this.subIndex = 0;
    const context = this.expansion(frame);
    const word = expandText(node.word, context);
    const arm = node.arms.find(({ patterns }) =>
      patterns.some((pattern) => matches(expandPattern(pattern, context), word)),
    );
    if (!arm) return this.pop(0);
    frame.i = 1;
    this.push(frame, arm.body);
    return undefined;
  }

  // --- processes ---

  /** Another shell with all this one knows, at a node of the same script. */
  private fork(frame: Frame, n: number, fds: Process["fds"]): Process {
    const { state, process, machine } = this;
    const copy: ShellState = {
      ...cloneJson(state),
      interactive: false,
      reads: false,
      frames: [{ s: frame.s, n, i: 0 }],
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

  private mayFork(): boolean {
    const problem = this.forkProblem();
    if (problem) this.complain(problem);
    return problem === undefined;
  }

  private forkProblem(): string | undefined {
    const { machine, state } = this;
    if (!machine.hasRoomForProcesses) return "can't fork: Resource temporarily unavailable";
    let held = state.held ?? 0;
    for (const { state: other } of machine.processes) held += (other as { held?: number } | undefined)?.held ?? 0;
    machine.charge(state.held ?? 0);
    return held > SHARED_MEMORY_LIMIT ? "can't fork: Cannot allocate memory" : undefined;
  }

  private background(frame: Frame, n: number): void {
    const { state, machine } = this;
    if (!this.mayFork()) {
      state.status = 1;
      return;
    }
    const child = this.fork(frame, n, { ...this.process.fds, 0: { kind: "null" } });
    const number = Math.max(0, ...state.jobs.map((job) => job.number)) + 1;
    state.last = child.pid;
    machine.run(child);
    const text = child.argv.join(" ");
    state.jobs.push({ number, pid: child.pid, text });
    if (state.interactive && this.isBash) machine.writeError(this.process, `[${number}] ${child.pid}\n`);
    state.status = 0;
  }

  private pipeline(frame: Frame, node: Node & { t: "pipe" }): undefined | Outcome {
    const { machine, process } = this;
    if (!frame.kids) {
      if (node.parts.length === 1) {
        if (frame.i === 0) {
          frame.i = 1;
          this.push(frame, node.parts[0] as number, { c: true });
          return undefined;
        }
        return this.pop(this.state.status === 0 ? 1 : 0);
      }
      if (!this.mayFork()) return this.pop(1);
      const children: Process[] = [];
      let input: Descriptor | undefined = process.fds[0];
      node.parts.forEach((part, index) => {
        const isLast = index === node.parts.length - 1;
        const pipe = isLast ? undefined : machine.newPipe();
        const fds = { ...process.fds };
        if (input) fds[0] = input;
        if (pipe !== undefined) fds[1] = { kind: "pipe", id: pipe, end: "w" };
        children.push(this.fork(frame, part, fds));
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
    return this.ended(frame, node.not ? (status === 0 ? 1 : 0) : status);
  }

  private subshell(frame: Frame, body: number, redirects: readonly Redirect[]): undefined | Outcome {
    if (!frame.kids) {
      const targets = this.targetsOf(redirects, frame);
      if (!this.mayFork()) return this.pop(1);
      const child = this.fork(frame, body, this.redirected(redirects, targets));
      frame.kids = [child.pid];
      this.machine.run(child);
    }
    return this.waitFor(frame);
  }

  /** Ends the frame when its one process has ended. */
  private waitFor(frame: Frame): undefined | Wait {
    const { machine } = this;
    const [pid] = frame.kids as [number];
    const code = machine.reap(pid);
    if (code === undefined) return { children: [pid] };
    if (code === 137 && this.state.interactive) machine.writeError(this.process, "Killed\n");
    else if (code === 143 && this.state.interactive) machine.writeError(this.process, "Terminated\n");
    return this.ended(frame, code);
  }

  /** A command has ended: under `set -e` the script may too. */
  private ended(frame: Frame, status: number): undefined {
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

  // --- simple commands ---

  private simple(frame: Frame, node: Node & { t: "simple" }): Outcome | "gone" | undefined {
    const { state, process, machine } = this;
    if (frame.call) return this.pop();
    if (frame.kids) return this.waitFor(frame);
    if (!machine.hasRoom(process, 1)) return { output: 1 };
    const context = this.expansion(frame);
    this.subIndex = 0;
    let argv = expandWords(node.words, context);
    const targets = this.targetsOf(node.redirects, frame, false);
    const assigns = node.assigns.map(({ name, value, append }) => ({
      name,
      value: (append ? (this.variable(name) ?? "") : "") + expandText(value, context),
    }));
    if (state.options.includes("x") && frame.kept === undefined)
      machine.writeError(
        process,
        `+ ${[...assigns.map(({ name, value }) => `${name}=${value}`), ...argv].join(" ")}\n`,
      );
    if (argv.length === 0) {
      this.redirected(node.redirects, targets);
      for (const { name, value } of assigns) this.setVariable(name, value);
      return this.ended(frame, state.subStatus ?? 0);
    }
    const alias = Object.hasOwn(state.aliases, argv[0] as string) ? state.aliases[argv[0] as string] : undefined;
    if (alias !== undefined && !alias.startsWith(`${argv[0]} `)) argv = [...alias.split(/\s+/), ...argv.slice(1)];
    else if (alias !== undefined) argv = [...alias.split(/\s+/), ...argv.slice(1)];
    const name = argv[0] as string;
    const func = Object.hasOwn(state.funcs, name) ? state.funcs[name] : undefined;
    if (func) {
      if (state.frames.length > 200) {
        this.complain("maximum function nesting level exceeded");
        this.exit(2);
        return undefined;
      }
      if (node.redirects.length > 0) {
        const saved = JSON.stringify(process.fds);
        process.fds = this.redirected(node.redirects, targets);
        frame.saved = saved;
      }
      for (const { name: variable, value } of assigns) this.setVariable(variable, value);
      frame.call = { params: state.params, locals: {} };
      delete frame.subs;
      this.keep(frame, state.params);
      state.params = argv.slice(1);
      this.state.frames.push({ s: func.s, n: func.n, i: 0, ...(frame.c ? { c: true } : {}) });
      return undefined;
    }
    if (name === "exec") return this.exec(frame, argv.slice(1), this.redirected(node.redirects, targets));
    const builtin = BUILTINS.get(name);
    if (builtin) {
      const fds = process.fds;
      process.fds = this.redirected(node.redirects, targets);
      let outcome: Outcome | "taken";
      try {
        for (const { name: variable, value } of assigns) this.setVariable(variable, value);
        outcome = builtin(this, argv.slice(1), frame);
      } finally {
        process.fds = fds;
      }
      if (outcome === "taken") return undefined;
      if (typeof outcome === "number") return this.ended(frame, outcome);
      return outcome;
    }
    return this.external(frame, argv, { assigns, fds: this.redirected(node.redirects, targets) });
  }

  /** Whether nothing comes after the command of the top frame, so that it may take the shell's place. */
  private isLast(): boolean {
    const { frames, execLast, exiting } = this.state;
    if (!execLast || exiting !== undefined) return false;
    return frames.slice(0, -1).every((frame) => {
      const node = parseScript(this.state.sources[frame.s] as string).nodes[frame.n] as Node;
      return node.t === "list" && frame.i >= node.items.length && frame.saved === undefined;
    });
  }

  private external(
    frame: Frame,
    argv: readonly string[],
    {
      assigns,
      fds,
    }: {
      readonly assigns: readonly { readonly name: string; readonly value: string }[];
      readonly fds: Process["fds"];
    },
  ): Outcome | "gone" | undefined {
    const { state, process, machine } = this;
    const env = { ...process.env };
    for (const { name, value } of assigns) if (name !== "__proto__") env[name] = value;
    const texts = [...argv, ...Object.keys(env).map((name) => `${name}=${env[name]}`)];
    if (
      texts.some((text) => text.length >= ARGUMENT_LIMIT) ||
      texts.reduce((sum, text) => sum + text.length + 1, 0) > ARGUMENTS_LIMIT
    ) {
      this.complain(`${argv[0]?.slice(0, 200)}: Argument list too long`);
      return this.ended(frame, 126);
    }
    const found = findProgram(machine.around.files, argv, { env, cwd: process.cwd });
    if ("problem" in found) {
      const saved = process.fds;
      process.fds = fds;
      const text =
        found.problem === "missing"
          ? this.isBash && !argv[0]?.includes("/")
            ? `${argv[0]}: command not found`
            : `${argv[0]}: ${this.isBash ? "No such file or directory" : "not found"}`
          : `${argv[0]}: ${found.problem === "directory" ? (this.isBash ? "Is a directory" : "Permission denied") : "Permission denied"}`;
      this.complain(text);
      process.fds = saved;
      return this.ended(frame, found.problem === "missing" ? 127 : 126);
    }
    if (this.isLast() && Object.keys(state.traps).length === 0) {
      this.replaced = machine.become(process, { argv: found.argv, program: found.program, env, fds });
      return "gone";
    }
    if (!this.mayFork()) return this.pop(1);
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
    if (!child) return this.pop(1);
    frame.kids = [child.pid];
    return this.waitFor(frame);
  }

  private exec(frame: Frame, argv: readonly string[], fds: Process["fds"]): Outcome | "gone" | undefined {
    const { process, machine } = this;
    if (argv.length === 0) {
      process.fds = fds;
      return this.pop(0);
    }
    const found = findProgram(machine.around.files, argv, process);
    if ("problem" in found) {
      this.complain(`exec: ${argv[0]}: not found`);
      if (this.state.interactive) return this.pop(127);
      this.exit(127);
      return undefined;
    }
    this.pop();
    this.replaced = machine.become(process, { argv: found.argv, program: found.program, env: process.env, fds });
    return "gone";
  }

  // --- redirections ---

  private targetsOf(redirects: readonly Redirect[], frame: Frame, restart = true): readonly string[] {
    if (restart) this.subIndex = 0;
    const context = this.expansion(frame);
    return redirects.map(({ op, target, body, expand }) =>
      op === "<<" ? (expand ? expandHere(body ?? "", context) : (body ?? "")) : expandText(target, context),
    );
  }

  private redirected(redirects: readonly Redirect[], targets: readonly string[]): Process["fds"] {
    const { machine, process } = this;
    const { files } = machine.around;
    const fds = { ...process.fds };
    redirects.forEach(({ fd, op }, index) => {
      const target = targets[index] as string;
      const path = normalPath(target, process.cwd);
      switch (op) {
        case "<<":
        case "<<<": {
          const pipe = machine.newPipe();
          machine.state.pipes[pipe] = { data: op === "<<<" ? `${target}\n` : target };
          fds[fd] = { kind: "pipe", id: pipe, end: "r" };
          return;
        }
        case "<&":
        case ">&": {
          if (target === "-") delete fds[fd];
          else if (/^\d+$/.test(target)) {
            const source = fds[Number(target)];
            if (!source) throw new FileError(`${target}: Bad file descriptor`);
            fds[fd] = source;
          } else {
            this.open(path, "w");
            fds[1] = fds[2] = { kind: "file", path, mode: "w", at: 0 };
          }
          return;
        }
        case "&>":
          this.open(path, "w");
          fds[1] = fds[2] = { kind: "file", path, mode: "w", at: 0 };
          return;
        case "<": {
          const found = files.stat(path);
          if (!found) throw new FileError(`can't open ${target}: no such file`);
          if (found.type === "d") throw new FileError(`${target}: Is a directory`);
          fds[fd] = found.path === "/dev/null" ? { kind: "null" } : { kind: "file", path, mode: "r", at: 0 };
          return;
        }
        default:
          if (path === "/dev/null") fds[fd] = { kind: "null" };
          else if (path === "/dev/stdout" || path === "/dev/fd/1") fds[fd] = process.fds[1] as Descriptor;
          else if (path === "/dev/stderr" || path === "/dev/fd/2") fds[fd] = process.fds[2] as Descriptor;
          else {
            this.open(path, op === ">>" ? "a" : "w", target);
            fds[fd] = { kind: "file", path, mode: op === ">>" ? "a" : "w", at: 0 };
          }
      }
    });
    return fds;
  }

  private open(path: string, mode: "w" | "a", shown = path): void {
    const { files } = this.machine.around;
    try {
      if (mode === "w") files.write(path, "");
      else if (!files.stat(path)) files.write(path, "");
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const reason = error.message === "No such file or directory" ? "nonexistent directory" : error.message;
      throw new FileError(this.isBash ? `${shown}: ${error.message}` : `can't create ${shown}: ${reason}`);
    }
  }

  // --- variables and expansion ---

  variable(name: string): string | undefined {
    if (Object.hasOwn(this.state.vars, name)) return this.state.vars[name];
    if (Object.hasOwn(this.process.env, name)) return this.process.env[name];
    if (name === "PWD") return this.process.cwd;
    if (name === "RANDOM") return String(this.machine.around.random(32_768));
    if (name === "SECONDS") {
      this.machine.around.asks?.();
      return String(Math.floor((this.machine.around.now - this.process.startedAt) / 1000));
    }
    if (name === "PPID") return String(this.process.ppid);
    if (name === "HOSTNAME" && this.isBash) return this.machine.around.hostname;
    return undefined;
  }

  setVariable(name: string, value: string): void {
    this.remember(Object.hasOwn(this.process.env, name) ? this.process.env : this.state.vars, name, value);
  }

  forget(name: string): void {
    for (const table of [this.state.vars, this.process.env]) {
      if (!Object.hasOwn(table, name)) continue;
      this.release(name.length + (table[name]?.length ?? 0));
      delete table[name];
    }
  }

  remember(table: { [name: string]: string }, name: string, value: string): void {
    if (name === "__proto__") return;
    const old = Object.hasOwn(table, name) ? (table[name]?.length ?? 0) + name.length : 0;
    this.makeRoom(name.length + value.length - old);
    this.release(old);
    this.put(table, name, value);
  }

  private put(table: { [name: string]: string }, name: string, value: string): void {
    this.state.held = (this.state.held ?? 0) + name.length + value.length;
    table[name] = value;
  }

  // --- memory ---

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

  private keep(frame: Frame, texts: readonly string[]): void {
    const length = texts.reduce((sum, text) => sum + text.length + 1, 0);
    this.hold(length);
    frame.held = (frame.held ?? 0) + length;
  }

  expansion(frame: Frame): ExpandContext {
    const { state, process, machine } = this;
    return {
      get: (name) => {
        const value = this.variable(name);
        if (value === undefined && state.options.includes("u")) throw new UnsetProblem(`${name}: parameter not set`);
        return value;
      },
      set: (name, value) => this.setVariable(name, value),
      params: state.params,
      home: process.env["HOME"] ?? "/root",
      special: (name) =>
        name === "?"
          ? String(state.status)
          : name === "$"
            ? String(process.pid)
            : name === "!"
              ? state.last > 0
                ? String(state.last)
                : ""
              : name === "0"
                ? state.name
                : state.options,
      glob: (pattern) => (state.options.includes("f") ? [] : globPaths(machine.around.files, pattern, process.cwd)),
      substitute: (source) => this.substitute(frame, source),
    };
  }

  private substitute(frame: Frame, source: string): string {
    const { machine, process, state } = this;
    const index = this.subIndex++;
    const known = frame.subs?.[index];
    if (known !== undefined) return known;
    if (!frame.sub) {
      let root: number;
      try {
        root = parseScript(source).root;
      } catch (error) {
        if (error instanceof SyntaxProblem) throw new SyntaxProblem(error.message);
        throw error;
      }
      const problem = this.forkProblem();
      if (problem) throw new FileError(problem);
      const s = this.sourceNumber(source);
      const pipe = machine.newPipe(TEXT_LIMIT);
      let fd = 60;
      while (process.fds[fd]) fd++;
      process.fds[fd] = { kind: "pipe", id: pipe, end: "r" };
      const fds = { ...process.fds, 1: { kind: "pipe", id: pipe, end: "w" } as const };
      delete (fds as { [fd: string]: unknown })[fd];
      const child = this.fork({ s, n: root, i: 0 }, root, fds);
      frame.sub = { pid: child.pid, fd: String(fd) };
      machine.run(child);
    }
    const { pid, fd } = frame.sub;
    if (!machine.hasEnded(pid)) throw new Pause({ children: [pid] });
    state.subStatus = machine.reap(pid) ?? 0;
    const descriptor = process.fds[fd];
    const text = descriptor?.kind === "pipe" ? (machine.state.pipes[descriptor.id]?.data ?? "") : "";
    delete process.fds[fd];
    delete frame.sub;
    machine.tidy();
    const output = text.replace(/\n+$/, "").replaceAll("\0", "");
    this.keep(frame, [output]);
    frame.subs = [...(frame.subs ?? []), output];
    return output;
  }
}
