/** A program as a function that may stop to wait and is called again when what it waits for has come. */
import type { DnsLookup, DnsType } from "../../../protocol/network.ts";
import type { Exchange, HttpMessage } from "../../controllerkit/Connections.ts";
import type { HttpRequest, HttpResponse } from "../../controllerkit/Processes.ts";
import type { Json } from "../../../protocol/kubernetes/index.ts";
import type { HttpOutcome, Program } from "../images/ImageModel.ts";
import type { Files } from "./Files.ts";
import type { Descriptor, MachineState, Process, Wait } from "./Process.ts";

/** An exit code, or what to wait for. What must outlast the wait is in `process.state`. */
export type Outcome = number | Wait;

/** How to start a process. */
export interface Start {
  readonly argv: readonly string[];
  /** Name in the table of commands; left out: the base name of argv[0]. */
  readonly program?: string;
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  readonly fds: { readonly [fd: string]: Descriptor };
  readonly state?: Process["state"];
  readonly tty?: string;
}

/** The machine as programs know it; `Machine.ts` is it. */
/** What runs in a process from now on. */
export type Replacement = Required<Pick<Start, "argv" | "program" | "env" | "fds">>;

export interface Host {
  readonly state: MachineState;
  readonly around: Surroundings;
  readonly processes: readonly Process[];
  readonly hasRoomForProcesses: boolean;
  /** Counts writes and starts: a loop between two equal counts has done nothing. */
  readonly activity: number;
  process(pid: number): Process | undefined;
  /** A new process, which runs until it waits; undefined when there are too many. */
  start(start: Start, parent?: Process): Process | undefined;
  /** A new process that has not run yet. */
  place(start: Start, ppid: number): Process;
  /** Lets a process go on until it waits or ends. */
  run(process: Process): void;
  /** The process runs another program from now on, as exec does. */
  become(process: Process, next: Replacement): Outcome;
  contextOf(process: Process): CommandContext;
  /** Takes a step from what may be done before time moves on; false when all is spent. */
  spend(): boolean;
  /** Takes the steps that going through so many bytes costs; a debt is paid with time. */
  charge(bytes: number): void;
  hasEnded(pid: number): boolean;
  /** The code of a child that ended, which is then forgotten; undefined while it runs. */
  reap(pid: number): number | undefined;
  finish(process: Process, code: number): void;
  /** Sends a signal; false when there is no such process. */
  signal(pid: number, number: number): boolean;
  write(process: Process, fd: number, data: string): void;
  writeError(process: Process, data: string): void;
  /** What can be read now, or its first line with its end; `ended` when nothing will come after it. */
  read(process: Process, fd: number, line?: boolean): { readonly data: string; readonly ended: boolean };
  hasRoom(process: Process, fd: number): boolean;
  /** A pipe; with a limit one that nobody reads from until its writers have ended. */
  newPipe(limit?: number): number;
  /** Forgets pipes that nothing leads to. */
  tidy(): void;
  listener(port: number): Process | undefined;
  /** Cores wanted and bytes held by all processes. */
  level(): { readonly cores: number; readonly memory: number };
}

export interface CommandContext {
  readonly machine: Host;
  readonly process: Process;
  /** Without the name. */
  readonly args: readonly string[];
  readonly name: string;
}

export type Command = (context: CommandContext) => Outcome;

/** What a listening process answers; undefined: it hangs up. */
export type Server = (context: CommandContext, request: HttpRequest) => HttpResponse | undefined;

export interface Commands {
  /** A name that is no command's is taken for a program of the image's own. */
  find(name: string): Command;
  server(name: string): Server;
}

/** A container as its node's host sees it. */
export interface NodeContainer {
  /** Of its process 1, as the host counts. */
  readonly pid: number;
  readonly argv: readonly string[];
  readonly memory: number;
  readonly cores: number;
  readonly startedAt: number;
  readonly id: string;
  readonly image: string;
  readonly name: string;
  readonly attempt: number;
  readonly pod: string;
  readonly namespace: string;
}

/** What is around the processes of one container or node. */
export interface Surroundings {
  /** Moves while a machine catches up. */
  now: number;
  readonly files: Files;
  readonly hostname: string;
  /** Addresses of the network namespace, the first one is that of eth0. */
  readonly addresses: readonly string[];
  /** busybox and GNU word their errors differently. */
  readonly flavor: "busybox" | "gnu";
  readonly commands: Commands;
  /** Bytes and cores at most; undefined without a limit. */
  readonly memoryLimit: number | undefined;
  readonly cpuLimit: number | undefined;
  /** Memory and cores of the node. */
  readonly node: { readonly name: string; readonly cores: number; readonly memory: number };
  /** Figures of the container's cgroup: core-ms used, CFS periods throttled and ms lost, bytes held. */
  cgroup(): {
    readonly used: number;
    readonly throttled: number;
    readonly throttledMs: number;
    readonly memory: number;
  };
  request(url: string, message?: HttpMessage): Exchange;
  /** Something was asked that changes without the machine: the time since it began, a cgroup's figures. */
  asks?(): void;
  /** Something that others look at has changed. */
  touched?(): void;
  /** Looks a name up with the container's resolv.conf; undefined without a network. */
  lookUp(
    name: string,
    options?: { readonly type?: DnsType; readonly server?: string; readonly search?: boolean },
  ): DnsLookup | undefined;
  /** Whether something else in the network namespace listens there. */
  isTaken(port: number): boolean;
  /** Ports that others in the network namespace listen on. */
  otherListeners(): readonly { readonly port: number; readonly name: string }[];
  /** A line of the container's log, a byte string. */
  log(line: string): void;
  /** A program has failed in a way nobody foresaw: for whoever runs the cluster. */
  failed(program: string, error: unknown): void;
  /** A whole number from 0 to below `limit`. */
  random(limit: number): number;
  /** What the image's own program does when it is started here; undefined when it has none of that name. */
  native(
    argv: readonly string[],
    env: { readonly [name: string]: string },
    isTaken: (port: number) => boolean,
  ): Program | undefined;
  serveNative(argv: readonly string[], request: HttpRequest, state: Json | undefined): HttpOutcome | undefined;
  /** A signal to process 1, when the image's own server is it. */
  signalMain?(number: number): void;
  /** On a node: its containers, whose processes are seen from there, and what crictl tells of them. */
  containers?(): readonly NodeContainer[];
  /** On a node: a signal to a container's process; false when there is none of that number. */
  signalContainer?(pid: number, number: number): boolean;
}
