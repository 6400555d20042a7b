/**
 * The processes of one container at work: started, waiting, signalled, ended. Works on a draft of the machine's state;
 * whoever made the draft stores it afterwards. Models what of Linux a person at a shell can observe.
 */
import type { Program } from "../images/ImageModel.ts";
import { fromBytes } from "./bytes.ts";
import type { CommandContext, Host, Outcome, Replacement, Start, Surroundings } from "./Command.ts";
import { FileError } from "./Files.ts";
import { baseName } from "./FileTree.ts";
import type { Descriptor, MachineState, Process, Session } from "./Process.ts";
import { signalName } from "./signals.ts";

/** Bytes a pipe holds before writers are to wait, and before what does not wait fails. */
const PIPE_SIZE = 65_536;
const PIPE_LIMIT = 4 << 20;
const PROCESS_LIMIT = 256;
const NESTING = 24;
/** Command steps between two moments: at first, and again after every second of being busy. */
const FIRST_BUDGET = 30_000;
const LATER_BUDGET = 3000;
const BUSY_PAUSE = 1000;
/** Bytes gone through in the time of one step. */
const BYTES_PER_STEP = 4096;
const SESSION_OUTPUT = 256 * 1024;

/** Programs that ask how their children ended. */
const REAPERS = new Set(["sh", "ash", "bash", "dash", "timeout", "xargs", "watch", "env", "nohup", "time", "find"]);

export class Machine implements Host {
  /** Set when process 1 has ended. */
  ended: { readonly code: number } | undefined;
  /** Counts writes and starts: a loop between two equal counts has done nothing. */
  activity = 0;
  private depth = 0;

  constructor(
    public state: MachineState,
    readonly around: Surroundings,
  ) {}

  get processes(): readonly Process[] {
    return Object.values(this.state.processes);
  }

  process(pid: number): Process | undefined {
    return this.state.processes[pid];
  }

  get hasRoomForProcesses(): boolean {
    return this.processes.length < PROCESS_LIMIT;
  }

  /** The process runs another program from now on, as exec does. */
  become(process: Process, next: Replacement): Outcome {
    process.argv = [...next.argv];
    process.program = next.program;
    process.env = { ...next.env };
    process.fds = { ...next.fds };
    delete process.state;
    delete process.cores;
    delete process.signals;
    return this.attempt(process);
  }

  /** A new process, which runs until it waits; undefined when there are too many. */
  start(start: Start, parent?: Process): Process | undefined {
    if (this.processes.length >= PROCESS_LIMIT) return undefined;
    const process = this.place(start, parent?.pid ?? 0);
    this.run(process);
    return process;
  }

  place(start: Start, ppid: number): Process {
    this.activity++;
    const pid = this.state.nextPid++;
    const process: Process = {
      pid,
      ppid,
      argv: [...start.argv],
      program: start.program ?? baseName(start.argv[0] ?? ""),
      cwd: start.cwd,
      env: { ...start.env },
      fds: { ...start.fds },
      startedAt: this.around.now,
      ...(start.state === undefined ? {} : { state: start.state }),
      ...(start.tty === undefined ? {} : { tty: start.tty }),
    };
    this.state.processes[pid] = process;
    return process;
  }

  /** Lets a process go on until it waits or ends. */
  run(process: Process): void {
    if (process.exit !== undefined || this.ended) return;
    if (this.depth >= NESTING) {
      process.wait = { until: this.around.now };
      return;
    }
    this.depth++;
    try {
      delete process.wait;
      const outcome = this.attempt(process);
      if (process.exit !== undefined || this.ended) return;
      if (typeof outcome === "number") this.finish(process, outcome);
      else process.wait = outcome;
    } finally {
      this.depth--;
    }
  }

  private attempt(process: Process): Outcome {
    const command = this.around.commands.find(process.program);
    const context = this.contextOf(process);
    if (!this.spend()) {
      process.cores ??= 1;
      return { until: this.around.now + BUSY_PAUSE };
    }
    try {
      return command(context);
    } catch (error) {
      if (error instanceof BrokenPipe) return 141;
      if (error instanceof FileError) {
        this.writeError(process, `${context.name}: ${error.message}\n`);
        return 1;
      }
      // Whatever a program's mistake is, it ends that program alone: as one whose memory access failed.
      this.around.failed(process.program, error);
      this.writeError(process, "Segmentation fault\n");
      return 128 + 11;
    }
  }

  contextOf(process: Process): CommandContext {
    return { machine: this, process, args: process.argv.slice(1), name: baseName(process.argv[0] ?? process.program) };
  }

  /** Takes a step from what may be done before time moves on; false when all is spent. */
  spend(): boolean {
    const { budget } = this.state;
    const { now } = this.around;
    if (now >= budget.at + BUSY_PAUSE) {
      const wasBusy = budget.left <= 0 && now < budget.at + 2 * BUSY_PAUSE;
      this.state.budget = { at: now, left: wasBusy ? Math.min(0, budget.left) + LATER_BUDGET : FIRST_BUDGET };
    }
    return this.state.budget.left-- > 0;
  }

  charge(bytes: number): void {
    this.state.budget.left -= Math.floor(bytes / BYTES_PER_STEP);
  }

  /** Lets every process go on for which something it waits for has come. */
  settle(): void {
    for (let moved = true; moved && !this.ended; ) {
      moved = false;
      for (const process of this.processes) {
        if (process.exit !== undefined || !process.wait || !this.isReady(process)) continue;
        moved = true;
        this.run(process);
        if (this.ended) return;
      }
    }
  }

  isReady(process: Process): boolean {
    const { wait, signals } = process;
    if (!wait) return false;
    if (signals && signals.length > 0 && !(wait.children && runsInFront(process))) return true;
    if (wait.until !== undefined && wait.until <= this.around.now) return true;
    if (wait.children?.some((pid) => this.hasEnded(pid))) return true;
    if (wait.input !== undefined && this.canRead(process, wait.input)) return true;
    return wait.output !== undefined && this.hasRoom(process, wait.output);
  }

  hasEnded(pid: number): boolean {
    const process = this.state.processes[pid];
    return !process || process.exit !== undefined;
  }

  /** The code of a child that ended, which is then forgotten; undefined while it runs. */
  reap(pid: number): number | undefined {
    const process = this.state.processes[pid];
    if (!process) return 127;
    if (process.exit === undefined) return undefined;
    delete this.state.processes[pid];
    return process.exit;
  }

  finish(process: Process, code: number): void {
    if (process.exit !== undefined) return;
    process.exit = code & 255;
    process.fds = {};
    delete process.wait;
    delete process.listens;
    delete process.cores;
    delete process.memory;
    for (const session of Object.values(this.state.sessions))
      if (session.root === process.pid && session.exit === undefined) {
        session.exit = code & 255;
        this.hangUp(session);
      }
    if (process.pid === 1) {
      this.ended = { code: code & 255 };
      return;
    }
    for (const child of this.processes) if (child.ppid === process.pid) child.ppid = process.ppid === 0 ? 0 : 1;
    const parent = this.state.processes[process.ppid];
    // Nobody waits for an exec's first process or for what init has inherited.
    if (!parent || (process.ppid === 1 && !REAPERS.has(parent.program))) delete this.state.processes[process.pid];
    for (const other of this.processes)
      if (other.exit !== undefined && !this.state.processes[other.ppid]) delete this.state.processes[other.pid];
  }

  private hangUp(session: Session): void {
    if (!session.tty) return;
    for (const process of this.processes)
      if (process.tty === session.id && process.pid !== session.root && process.exit === undefined)
        this.signal(process.pid, 1);
  }

  /** Sends a signal; false when there is no such process. */
  signal(pid: number, number: number): boolean {
    const process = this.state.processes[pid];
    if (!process) return this.around.signalContainer?.(pid, number) ?? false;
    if (process.exit !== undefined) return false;
    const name = signalName(number);
    if (number === 0 || name === "CHLD" || name === "CONT") return true;
    const { traps, interactive, program } = (process.state ?? {}) as SignalledState;
    const trap = traps?.[name];
    if (trap !== undefined && name !== "KILL") {
      if (trap !== "") process.signals = [...(process.signals ?? []), name];
      return true;
    }
    const asksToEnd = name === "INT" || name === "QUIT" || name === "TERM";
    if (interactive && asksToEnd) return true;
    const onTerm = program?.onTerm ?? "ignored";
    if (onTerm !== "ignored" && asksToEnd) {
      const ending = { at: this.around.now + onTerm.after, code: onTerm.exit };
      process.state = { ...(process.state as object), ending };
      process.wait = { until: ending.at };
      return true;
    }
    // Process 1 gets only the signals it asked for, and from inside not even KILL.
    if (pid === 1) {
      if (process.program === "main") this.around.signalMain?.(number);
      return true;
    }
    this.finish(process, 128 + number);
    return true;
  }

  // --- descriptors ---

  write(process: Process, fd: number, data: string): void {
    if (data === "") return;
    this.writeTo(process.fds[fd], data);
  }

  writeTo(descriptor: Descriptor | undefined, data: string): void {
    this.activity++;
    this.charge(data.length);
    switch (descriptor?.kind) {
      case "file":
        return this.writeFile(descriptor, data);
      case "pipe": {
        const pipe = this.state.pipes[descriptor.id];
        if (!pipe || !this.hasEnd(descriptor.id, "r")) throw new BrokenPipe();
        if (pipe.data.length + data.length > (pipe.limit ?? PIPE_LIMIT)) throw new FileError("Cannot allocate memory");
        pipe.data += data;
        return;
      }
      case "log":
        return this.writeLog(data);
      case "session":
        return this.writeSession(descriptor.id, descriptor.error ? 2 : 1, data);
      default:
    }
  }

  writeError(process: Process, data: string): void {
    const descriptor = process.fds[2];
    if (descriptor?.kind !== "pipe" || this.hasEnd(descriptor.id, "r")) this.writeTo(descriptor, data);
  }

  private writeFile(descriptor: Descriptor & { kind: "file" }, data: string): void {
    const { files } = this.around;
    const found = files.stat(descriptor.path);
    if (found?.type === "c") {
      if (descriptor.path === "/dev/full") throw new FileError("No space left on device");
      // A container's output by another way.
      if (/^\/(dev\/std(out|err)|proc\/1\/fd\/[12])$/.test(found.path)) this.writeLog(data);
      return;
    }
    if (descriptor.mode === "a" || descriptor.at > 0) files.write(descriptor.path, data, { append: true });
    else files.write(descriptor.path, data);
    descriptor.at += data.length;
  }

  private writeLog(data: string): void {
    const lines = (this.state.partial + data).split("\n");
    this.state.partial = (lines.pop() as string).slice(-4096);
    for (const line of lines) this.around.log(fromBytes(line));
  }

  private writeSession(id: string, channel: 1 | 2, data: string): void {
    const session = this.state.sessions[id];
    if (!session) return;
    if (session.logs) this.writeLog(data);
    const last = session.output[session.output.length - 1];
    if (last && last[0] === channel && last[1].length < 8192) last[1] += data;
    else session.output.push([channel, data]);
    let held = session.output.reduce((sum, [, piece]) => sum + piece.length, 0);
    while (held > SESSION_OUTPUT && session.output.length > 1) {
      const dropped = session.output.shift()?.[1].length ?? 0;
      held -= dropped;
      session.told += dropped;
    }
  }

  read(process: Process, fd: number, line = false): { readonly data: string; readonly ended: boolean } {
    const descriptor = process.fds[fd];
    const cut = (data: string, from = 0): string => {
      const end = line ? data.indexOf("\n", from) : -1;
      return data.slice(from, end < 0 ? undefined : end + 1);
    };
    switch (descriptor?.kind) {
      case "file": {
        const { files } = this.around;
        if (files.stat(descriptor.path)?.type === "c") return { data: "", ended: descriptor.path !== "/dev/zero" };
        const content = files.read(descriptor.path);
        const data = cut(content, descriptor.at);
        this.charge(data.length);
        descriptor.at += data.length;
        return { data, ended: descriptor.at >= content.length };
      }
      case "pipe": {
        const pipe = this.state.pipes[descriptor.id];
        const data = cut(pipe?.data ?? "");
        if (pipe) pipe.data = pipe.data.slice(data.length);
        return { data, ended: (pipe?.data ?? "") === "" && !this.hasEnd(descriptor.id, "w") };
      }
      case "session": {
        const session = this.state.sessions[descriptor.id];
        if (!session) return { data: "", ended: true };
        const data = cut(session.input);
        session.input = session.input.slice(data.length);
        const ended = session.input === "" && session.inputEnded;
        // On a terminal Ctrl-D ends one reading, not the terminal.
        if (ended && session.tty) session.inputEnded = false;
        return { data, ended };
      }
      default:
        return { data: "", ended: true };
    }
  }

  canRead(process: Process, fd: number): boolean {
    const descriptor = process.fds[fd];
    if (descriptor?.kind === "pipe")
      return (this.state.pipes[descriptor.id]?.data ?? "") !== "" || !this.hasEnd(descriptor.id, "w");
    if (descriptor?.kind === "session") {
      const session = this.state.sessions[descriptor.id];
      return !session || session.input !== "" || session.inputEnded;
    }
    return true;
  }

  hasRoom(process: Process, fd: number): boolean {
    const descriptor = process.fds[fd];
    if (descriptor?.kind === "pipe") {
      const pipe = this.state.pipes[descriptor.id];
      if (!pipe || pipe.limit !== undefined) return true;
      return pipe.data.length < PIPE_SIZE || !this.hasEnd(descriptor.id, "r");
    }
    if (descriptor?.kind === "session") {
      const session = this.state.sessions[descriptor.id];
      return !session || session.output.reduce((sum, [, piece]) => sum + piece.length, 0) < SESSION_OUTPUT / 2;
    }
    return true;
  }

  newPipe(limit?: number): number {
    const id = this.state.nextPipe++;
    this.state.pipes[id] = { data: "", ...(limit === undefined ? {} : { limit }) };
    return id;
  }

  private hasEnd(id: number, end: "r" | "w"): boolean {
    for (const { fds } of this.processes)
      for (const fd of Object.keys(fds)) {
        const descriptor = fds[fd];
        if (descriptor?.kind === "pipe" && descriptor.id === id && descriptor.end === end) return true;
      }
    return false;
  }

  /** Forgets pipes that nothing leads to. */
  tidy(): void {
    for (const id of Object.keys(this.state.pipes))
      if (!this.hasEnd(Number(id), "r") && !this.hasEnd(Number(id), "w")) delete this.state.pipes[id];
  }

  /** When something happens by itself; undefined when all wait for others. */
  nextDue(): number | undefined {
    let due: number | undefined;
    for (const { wait, exit } of this.processes)
      if (exit === undefined && wait?.until !== undefined && (due === undefined || wait.until < due)) due = wait.until;
    return due;
  }

  listener(port: number): Process | undefined {
    return this.processes.find(({ listens, exit }) => exit === undefined && listens?.includes(port));
  }

  /** Cores wanted and bytes held by all processes. */
  level(): { readonly cores: number; readonly memory: number } {
    let cores = 0;
    let memory = 0;
    for (const process of this.processes) {
      if (process.exit !== undefined) continue;
      cores += process.cores ?? 0;
      memory += process.memory ?? 400 * 1024;
    }
    return { cores, memory };
  }
}

/** What of a program's state says how it takes signals: a shell's traps, a person at it, what an image does at its end. */
interface SignalledState {
  readonly traps?: { readonly [name: string]: string };
  readonly interactive?: boolean;
  readonly program?: Pick<Program, "onTerm">;
}

/** Whether a shell waits for a command of its own in front; signals it has traps for wait too. */
function runsInFront({ state }: Process): boolean {
  const frames = (state as unknown as { frames?: readonly { readonly kids?: readonly number[] }[] } | undefined)
    ?.frames;
  return (frames?.[frames.length - 1]?.kids?.length ?? 0) > 0;
}

/** Written to a pipe nobody reads from. */
class BrokenPipe extends Error {}
