/** What a command is: its name, flags, children and what it does. One file a command, listed in `commands/index.ts`. */
import type { KubectlIo } from "../io.ts";
import type { Session } from "../Session.ts";
import type { Flag, FlagValues } from "./flags.ts";

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly short: string;
  /** What stands behind the name in the usage line, `NODE [flags]`. */
  readonly usage?: string;
  /** Example lines, without the indentation. */
  readonly examples?: readonly string[];
  readonly suggestFor?: readonly string[];
  readonly hidden?: boolean;
  readonly flags?: readonly Flag[];
  /** Flags that hold for the children too. */
  readonly persistentFlags?: readonly Flag[];
  readonly commands?: readonly Command[];
  /** Refuses arguments before anything runs; throws. */
  checkArgs?(args: readonly string[], path: string): void;
  /** What wrong flags end with, when it is not the usual. */
  flagProblem?(message: string, path: string): Error;
  /** Groups of flags of which one excludes the others. */
  readonly exclusive?: readonly (readonly string[])[];
  /** Groups of flags that go together only. */
  readonly together?: readonly (readonly string[])[];
  readonly oneRequired?: readonly (readonly string[])[];
  /** Looks at the server's address before it looks at anything else. */
  readonly clientFirst?: boolean;
  /** Without a subcommand its help goes to standard output, and it fails all the same. */
  readonly helpOnStdout?: boolean;
  /** A command with children alone: help is all it does, whatever it is given. */
  readonly helpOnly?: boolean;
  /** Resolves with the exit code, 0 when it is undefined. Errors are thrown. Absent: the command only has children. */
  run?(context: CommandContext): Promise<number | void>;
}

export interface CommandContext {
  readonly command: Command;
  /** `kubectl auth can-i`. */
  readonly path: string;
  readonly args: readonly string[];
  /** How many arguments stood before `--`; -1 without it. */
  readonly dashAt: number;
  readonly flags: FlagValues;
  readonly session: Session;
  readonly io: KubectlIo;
  out(text: string): void;
  err(text: string): void;
}

/** An error with where to find help, as kubectl's UsageErrorf has it. */
export function usageError(context: { readonly path: string }, message: string): Error {
  return new Error(`${message}\nSee '${context.path} -h' for help and examples`);
}
