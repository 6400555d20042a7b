import type { Host } from "../machine/Command.ts";
import type { Process } from "../machine/Process.ts";
import type { ExpandContext } from "./expand.ts";
import type { Frame, ShellState } from "./ShellState.ts";
import type { Node } from "./syntax.ts";

/** The shell as its builtins know it. */
export interface ShellPort {
  readonly machine: Host;
  readonly process: Process;
  readonly state: ShellState;
  readonly isBash: boolean;
  /** A line on stderr, with the shell's name. */
  complain(text: string): void;
  /** A script to be run before all that is under way; false for what is none. */
  enter(source: string): boolean;
  /** Takes the top frame off. */
  drop(): void;
  kindOf(frame: Frame): Node["t"];
  /** Leaves everything; the shell ends with this code. */
  exit(code: number): void;
  readLine<T extends { [key in K]?: string }, K extends string>(
    fd: number,
    keep: T,
    name: K,
  ): { readonly text: string; readonly ended: boolean } | undefined;
  variable(name: string): string | undefined;
  /** Throws MemoryProblem when the shell holds too much. */
  setVariable(name: string, value: string): void;
  /** Unsets a variable. */
  forget(name: string): void;
  /** Puts a text into a table of the shell's; throws MemoryProblem when the shell holds too much. */
  remember(table: { [name: string]: string }, name: string, value: string): void;
  expansion(frame: Frame): ExpandContext;
}
