/** Processes of a container as plain data. */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import type { FileEntry, FileMap } from "./FileTree.ts";

/** Where a file descriptor leads. */
export type Descriptor =
  | { readonly kind: "null" }
  /** `at` is where reading goes on. */
  | { readonly kind: "file"; readonly path: string; readonly mode: "r" | "w" | "a"; at: number }
  | { readonly kind: "pipe"; readonly id: number; readonly end: "r" | "w" }
  /** The container's own output, which its log keeps. */
  | { readonly kind: "log" }
  /** Of somebody's exec; `error`: told apart as what went wrong. */
  | { readonly kind: "session"; readonly id: string; readonly error?: true };

/** What a process waits for; it goes on when any of these comes. Empty: it waits for a signal only. */
export interface Wait {
  readonly until?: number;
  /** Something to read from this descriptor. */
  readonly input?: number;
  /** Room in the pipe of this descriptor. */
  readonly output?: number;
  /** One of these processes to end. */
  readonly children?: readonly number[];
}

export interface Process {
  readonly pid: number;
  ppid: number;
  /** As ps shows it. */
  argv: string[];
  /** Which command runs: a name in the table of commands. */
  program: string;
  cwd: string;
  env: { [name: string]: string };
  fds: { [fd: string]: Descriptor };
  readonly startedAt: number;
  /** Whatever the command keeps while it waits. */
  state?: Json;
  wait?: Wait;
  /** Ended and not yet noticed by its parent. */
  exit?: number;
  /** Cores it uses while it runs, and bytes it holds. */
  cores?: number;
  memory?: number;
  listens?: number[];
  /** The session whose terminal it has. */
  tty?: string;
  signals?: string[];
  nice?: number;
}

export interface Pipe {
  data: string;
  /** Of a pipe nobody reads from until its writers have ended: what it takes at most. */
  readonly limit?: number;
}

/** What an exec has put out and not yet been told, and what was typed and not yet read. */
export interface Session {
  readonly id: string;
  readonly root: number;
  readonly tty: boolean;
  columns: number;
  rows: number;
  input: string;
  inputEnded: boolean;
  /** Pieces of output: channel 1 or 2, bytes. */
  output: [channel: 1 | 2, data: string][];
  /** Bytes of output put out before the first piece. */
  told: number;
  exit?: number;
  /** The container's own: what is put out is in its log too. */
  logs?: boolean;
}

/** What is remembered to notice a circle (Brent's way: compared with a moment that is moved on at powers of two). */
export interface Cycle {
  readonly mark: string;
  readonly at: number;
  readonly lines: number;
  readonly wakes: number;
  readonly limit: number;
}

export interface Rest {
  readonly at: number;
  readonly period: number;
  /** Lines of log in a period. */
  readonly lines: number;
}

export interface MachineState {
  nextPid: number;
  nextPipe: number;
  processes: { [pid: string]: Process };
  pipes: { [id: string]: Pipe };
  sessions: { [id: string]: Session };
  files: FileMap;
  /** The file at terminationMessagePath, once something was written. */
  message?: FileEntry;
  /** What stands in the log's last line, without its end. */
  partial: string;
  /** Commands run since the clock last moved, so that a busy machine does not hold the cluster up. */
  budget: { at: number; left: number };
  /** A search for a circle, and that one was found: nothing is done until somebody looks. */
  cycle?: Cycle;
  rest?: Rest;
}

export const newMachine = (): MachineState => ({
  nextPid: 1,
  nextPipe: 1,
  processes: {},
  pipes: {},
  sessions: {},
  files: {},
  partial: "",
  budget: { at: 0, left: 0 },
});
