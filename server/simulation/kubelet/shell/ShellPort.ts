import type { Host, Outcome, Replacement } from "../machine/Command.ts";
import type { Process, Wait } from "../machine/Process.ts";
import type { ExpandContext } from "./expand.ts";
import type { ShellMemory } from "./ShellMemory.ts";
import type { Frame, ShellState } from "./ShellState.ts";
import type { Node, Redirect } from "./syntax.ts";

/** Words of a frame's command as they become. */
export interface Expanding {
  /** The command of a frame is read from its beginning. */
  begin(): void;
  words(frame: Frame, words: readonly string[]): string[];
  text(frame: Frame, word: string): string;
  /** Where redirections lead to, and the texts of here-documents. */
  targets(frame: Frame, redirects: readonly Redirect[]): readonly string[];
  context(frame: Frame): ExpandContext;
}

/** The shell as its builtins know it. */
export interface ShellPort {
  readonly machine: Host;
  readonly process: Process;
  readonly state: ShellState;
  readonly memory: ShellMemory;
  readonly expander: Expanding;
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
}

/** The shell as what carries out its commands knows it. */
export interface ShellSteps extends ShellPort {
  push(frame: Frame, n: number, more?: Partial<Frame>): void;
  /** Takes the top frame off; with a status, that of the command it was. */
  pop(status?: number): undefined;
  /** A command has ended: under `set -e` the script may too. */
  ended(frame: Frame, status: number): undefined;
  nodeOf(frame: Frame): Node;
  /** The shell's process becomes another program. */
  become(next: Replacement): "gone";
}

/** What a step of a command gives: an end, something to wait for, nothing yet, or another program in the shell's place. */
export type Step = Outcome | Wait | "gone" | undefined;
