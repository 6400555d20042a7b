/** `test`, `[` and `[[`. */
import { FileError } from "../../machine/Files.ts";
import { testExpression } from "../plainCommands.ts";
import type { Frame } from "../ShellState.ts";
import type { Builtin } from "./Builtin.ts";

export const test =
  (bracket: boolean): Builtin =>
  (shell, args) => {
    const words = bracket ? args.slice(0, -1) : args;
    if (bracket && args[args.length - 1] !== "]") {
      shell.complain("[: missing ]");
      return 2;
    }
    try {
      return testExpression(words, shell.machine.around.files, shell.process.cwd) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      shell.complain(`${bracket ? "[" : "test"}: ${error.message}`);
      return 2;
    }
  };

export const doubleBracket: Builtin = (shell, args) => {
  if (!shell.isBash && shell.machine.around.flavor === "gnu") {
    shell.complain("[[: not found");
    return 127;
  }
  return test(false)(shell, args.slice(0, -1), shell.state.frames[0] as Frame);
};
