/** What builtins share. */
import type { Outcome } from "../../machine/Command.ts";
import type { ShellPort } from "../ShellPort.ts";
import type { Frame } from "../ShellState.ts";

export type Builtin = (shell: ShellPort, args: readonly string[], frame: Frame) => Outcome | "taken";

export const own = <T>(table: { readonly [name: string]: T }, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

export const out = (shell: ShellPort, text: string): 0 => {
  shell.machine.write(shell.process, 1, text);
  return 0;
};

export const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;
