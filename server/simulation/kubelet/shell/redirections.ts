/** Descriptors as redirections make them. */
import { FileError } from "../machine/Files.ts";
import { normalPath } from "../machine/FileTree.ts";
import type { Descriptor, Process } from "../machine/Process.ts";
import type { ShellPort } from "./ShellPort.ts";
import type { Redirect } from "./syntax.ts";

type Redirecting = Pick<ShellPort, "machine" | "process" | "isBash">;

/** A process's descriptors with redirections; files are made or emptied. Throws FileError. */
export function redirected(
  shell: Redirecting,
  redirects: readonly Redirect[],
  targets: readonly string[],
): Process["fds"] {
  const { machine, process } = shell;
  const { files } = machine.around;
  const fds = { ...process.fds };
  redirects.forEach(({ fd, op }, index) => {
    const target = targets[index] as string;
    const path = normalPath(target, process.cwd);
    switch (op) {
      case "<<":
      case "<<<": {
        const pipe = machine.newPipe();
        machine.state.pipes[pipe] = { data: op === "<<<" ? `${target}\n` : target };
        fds[fd] = { kind: "pipe", id: pipe, end: "r" };
        return;
      }
      case "<&":
      case ">&": {
        if (target === "-") delete fds[fd];
        else if (/^\d+$/.test(target)) {
          const source = fds[Number(target)];
          if (!source) throw new FileError(`${target}: Bad file descriptor`);
          fds[fd] = source;
        } else {
          open(shell, path, "w");
          fds[1] = fds[2] = { kind: "file", path, mode: "w", at: 0 };
        }
        return;
      }
      case "&>":
        open(shell, path, "w");
        fds[1] = fds[2] = { kind: "file", path, mode: "w", at: 0 };
        return;
      case "<": {
        const found = files.stat(path);
        if (!found) throw new FileError(`can't open ${target}: no such file`);
        if (found.type === "d") throw new FileError(`${target}: Is a directory`);
        fds[fd] = found.path === "/dev/null" ? { kind: "null" } : { kind: "file", path, mode: "r", at: 0 };
        return;
      }
      default:
        if (path === "/dev/null") fds[fd] = { kind: "null" };
        else if (path === "/dev/stdout" || path === "/dev/fd/1") fds[fd] = process.fds[1] as Descriptor;
        else if (path === "/dev/stderr" || path === "/dev/fd/2") fds[fd] = process.fds[2] as Descriptor;
        else {
          open(shell, path, op === ">>" ? "a" : "w", target);
          fds[fd] = { kind: "file", path, mode: op === ">>" ? "a" : "w", at: 0 };
        }
    }
  });
  return fds;
}

function open(shell: Redirecting, path: string, mode: "w" | "a", shown = path): void {
  const { files } = shell.machine.around;
  try {
    if (mode === "w") files.write(path, "");
    else if (!files.stat(path)) files.write(path, "");
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const reason = error.message === "No such file or directory" ? "nonexistent directory" : error.message;
    throw new FileError(shell.isBash ? `${shown}: ${error.message}` : `can't create ${shown}: ${reason}`);
  }
}
