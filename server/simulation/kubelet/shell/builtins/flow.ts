/** Builtins that change where the script goes on. */
import { FileError } from "../../machine/Files.ts";
import { normalPath } from "../../machine/FileTree.ts";
import type { ShellPort } from "../ShellPort.ts";
import type { Frame } from "../ShellState.ts";
import type { Builtin } from "./Builtin.ts";

/** Takes frames off down to a loop (or function) and says whether there was one. */
function unwind(shell: ShellPort, isStop: (frame: Frame, kind: string) => boolean): Frame | undefined {
  const { state } = shell;
  for (let at = state.frames.length - 1; at >= 0; at--) {
    const frame = state.frames[at] as Frame;
    if (!isStop(frame, shell.kindOf(frame))) continue;
    while (state.frames.length - 1 > at) shell.drop();
    return frame;
  }
  return undefined;
}

export const leaveLoop =
  (again: boolean): Builtin =>
  (shell, [levels = "1"]) => {
    const isLoop = (_frame: Frame, kind: string): boolean => kind === "loop" || kind === "for";
    for (let level = Math.max(1, Number(levels) || 1); level > 0; level--) {
      const frame = unwind(shell, isLoop);
      if (!frame) return 0;
      shell.state.status = 0;
      if (level > 1 || !again) shell.drop();
      else if (shell.kindOf(frame) === "loop") frame.i = 0;
    }
    return "taken";
  };

export const returns: Builtin = (shell, [code]) => {
  const status = code === undefined ? shell.state.status : Number(code) & 255;
  const frame = unwind(shell, (each) => each.call !== undefined);
  if (!frame) {
    shell.exit(status);
    return "taken";
  }
  shell.drop();
  shell.state.status = status;
  return "taken";
};

export const exit: Builtin = (shell, [code]) => {
  shell.exit(code === undefined ? shell.state.status : Number(code) || 0);
  return "taken";
};

export const evaluates: Builtin = (shell, args) => {
  shell.drop();
  return shell.enter(args.join(" ")) ? "taken" : "taken";
};

export const source: Builtin = (shell, [path]) => {
  if (path === undefined) {
    shell.complain(".: filename argument required");
    return 2;
  }
  let text: string;
  try {
    text = shell.machine.around.files.read(normalPath(path, shell.process.cwd));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    shell.complain(`.: can't open '${path}': ${error.message}`);
    return 2;
  }
  shell.drop();
  shell.enter(text);
  return "taken";
};
