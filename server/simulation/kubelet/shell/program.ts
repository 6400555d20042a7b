/** The shell as a program: `sh`, `sh -c text`, `sh script arguments`, `sh -s`. */
import type { Command, Host } from "../machine/Command.ts";
import { normalPath } from "../machine/FileTree.ts";
import type { Process } from "../machine/Process.ts";
import { Shell } from "./Shell.ts";
import { newShell } from "./ShellState.ts";

export const shellProgram: Command = (context) => {
  const { process } = context;
  if (process.state === undefined) {
    const problem = begin(context);
    if (problem !== undefined) return problem;
  }
  return new Shell(context).run();
};

const begin = ({ process, machine, args, name }: Parameters<Command>[0]): number | undefined => {
  let options = "";
  let script: string | undefined;
  let reads = false;
  let forced = false;
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "--") {
      at++;
      break;
    }
    if (arg === "-o" || arg === "+o") at++;
    else if (arg === "--login" || arg === "--norc" || arg === "--noprofile") continue;
    else if (/^-[a-zA-Z]+$/.test(arg)) {
      const letters = arg.slice(1);
      if (letters.includes("i")) forced = true;
      if (letters.includes("s")) reads = true;
      options += letters.replace(/[^euxf]/g, "");
      if (letters.includes("c")) {
        script = args[++at];
        at++;
        if (script === undefined) {
          machine.writeError(process, `${name}: -c requires an argument\n`);
          return 2;
        }
        break;
      }
    } else break;
  }
  const rest = args.slice(at);
  const state = newShell(
    script !== undefined && rest.length > 0 ? (rest[0] as string) : name,
    script === undefined ? rest : rest.slice(1),
  );
  state.options = options;
  process.state = state as unknown as NonNullable<Process["state"]>;
  const shell = new Shell({ process, machine, args, name });
  if (script !== undefined) {
    state.execLast = true;
    if (!shell.enter(script)) return 2;
    return undefined;
  }
  if (rest.length > 0 && !reads) {
    const [path = "", ...params] = rest;
    const found = machine.around.files.stat(normalPath(path, process.cwd));
    if (!found) {
      machine.writeError(
        process,
        `${name}: ${name === "bash" ? "" : "0: "}can't open '${path}': No such file or directory\n`,
      );
      return 127;
    }
    state.name = path;
    state.params = params;
    if (!shell.enter(machine.around.files.read(found.path))) return 2;
    return undefined;
  }
  state.reads = true;
  state.interactive = forced || process.tty !== undefined;
  return undefined;
};

/** Ctrl-C on a terminal: what runs in front ends, and the shell that started it asks again. */
export function interruptOf(machine: Host, root: number): void {
  let front: Process | undefined;
  for (let at = machine.process(root), depth = 0; at && depth < 32; depth++) {
    const { interactive } = (at.state ?? {}) as { interactive?: boolean };
    if (interactive) front = at;
    const [child] = at.wait?.children ?? [];
    at = child === undefined ? undefined : machine.process(child);
  }
  if (!front) {
    for (const process of machine.processes)
      if (process.ppid === root && process.exit === undefined) machine.finish(process, 130);
    machine.signal(root, 2);
    return;
  }
  new Shell(machine.contextOf(front)).interrupt();
  machine.run(front);
}
