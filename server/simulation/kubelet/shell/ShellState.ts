/** A running shell as plain data: where it stands in which script, and what it remembers. */

export interface Frame {
  /** The script (an index of `sources`) and the node in it. */
  readonly s: number;
  readonly n: number;
  /** How far it has come. */
  i: number;
  /** A test: a failure in it ends no script under `set -e`. */
  c?: boolean;
  /** Outputs of the substitutions of this command so far. */
  subs?: string[];
  /** The substitution that runs. */
  sub?: { pid: number; fd: string };
  /** Processes waited for. */
  kids?: number[];
  status?: number;
  /** `for`: its words; `i` is the next. */
  words?: string[];
  /** Characters this frame keeps, part of the state's `held`. */
  held?: number;
  /** Descriptors to put back at the end. */
  saved?: string;
  /** A function's call: parameters and variables to put back. */
  call?: { params: string[]; locals: { [name: string]: string | null } };
  /** What a builtin keeps while it waits. */
  kept?: string;
  /** Repetitions at one moment, to tell a loop that only burns CPU. */
  spin?: { at: number; count: number; mark: string };
}

export interface Job {
  readonly number: number;
  readonly pid: number;
  readonly text: string;
}

export interface ShellState {
  interactive: boolean;
  /** Commands come from standard input. */
  reads: boolean;
  sources: string[];
  frames: Frame[];
  vars: { [name: string]: string };
  funcs: { [name: string]: { s: number; n: number } };
  aliases: { [name: string]: string };
  params: string[];
  name: string;
  status: number;
  last: number;
  jobs: Job[];
  traps: { [signal: string]: string };
  options: string;
  /** Typed lines that are no whole command yet. */
  buffer: string;
  prompted: boolean;
  /** The last command may take the shell's place. */
  execLast: boolean;
  exiting?: number;
  subStatus?: number;
  /** Characters of variables, scripts, aliases and what frames keep. */
  held?: number;
}

export const newShell = (name: string, params: readonly string[]): ShellState => ({
  interactive: false,
  reads: false,
  sources: [],
  frames: [],
  vars: {},
  funcs: {},
  aliases: {},
  params: [...params],
  name,
  status: 0,
  last: 0,
  jobs: [],
  traps: {},
  options: "",
  buffer: "",
  prompted: false,
  execLast: false,
});
