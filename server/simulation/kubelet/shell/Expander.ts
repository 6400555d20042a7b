/** Words of a frame's command as they become; substitutions run in a shell of their own and have ended before. */
import { FileError } from "../machine/Files.ts";
import type { Wait } from "../machine/Process.ts";
import { fork, forkProblem } from "./children.ts";
import { type ExpandContext, expandHere, expandText, expandWords, UnsetProblem } from "./expand.ts";
import { TEXT_LIMIT } from "./limits.ts";
import { globPaths } from "./paths.ts";
import { parseScript } from "./parse.ts";
import type { Expanding, ShellPort } from "./ShellPort.ts";
import type { Frame } from "./ShellState.ts";
import { type Redirect, SyntaxProblem } from "./syntax.ts";

/** Thrown while words are expanded: a substitution has to end first. */
export class Pause extends Error {
  constructor(readonly wait: Wait) {
    super("pause");
  }
}

/** A substitution's output goes to the lowest of these that is free. */
const FIRST_DESCRIPTOR = 60;

export class Expander implements Expanding {
  /** Substitutions of the command that were met so far. */
  private index = 0;

  constructor(private readonly shell: ShellPort) {}

  begin(): void {
    this.index = 0;
  }

  words(frame: Frame, words: readonly string[]): string[] {
    return expandWords(words, this.context(frame));
  }

  text(frame: Frame, word: string): string {
    return expandText(word, this.context(frame));
  }

  targets(frame: Frame, redirects: readonly Redirect[]): readonly string[] {
    const context = this.context(frame);
    return redirects.map(({ op, target, body, expand }) =>
      op === "<<" ? (expand ? expandHere(body ?? "", context) : (body ?? "")) : expandText(target, context),
    );
  }

  context(frame: Frame): ExpandContext {
    const { state, process, machine, memory } = this.shell;
    return {
      get: (name) => {
        const value = memory.variable(name);
        if (value === undefined && state.options.includes("u")) throw new UnsetProblem(`${name}: parameter not set`);
        return value;
      },
      set: (name, value) => memory.set(name, value),
      params: state.params,
      home: process.env["HOME"] ?? "/root",
      special: (name) => this.special(name),
      glob: (pattern) => (state.options.includes("f") ? [] : globPaths(machine.around.files, pattern, process.cwd)),
      substitute: (source) => this.substitute(frame, source),
    };
  }

  private special(name: string): string {
    const { state, process } = this.shell;
    switch (name) {
      case "?":
        return String(state.status);
      case "$":
        return String(process.pid);
      case "!":
        return state.last > 0 ? String(state.last) : "";
      case "0":
        return state.name;
      default:
        return state.options;
    }
  }

  private substitute(frame: Frame, source: string): string {
    const { machine, process, state, memory } = this.shell;
    const known = frame.subs?.[this.index++];
    if (known !== undefined) return known;
    if (!frame.sub) frame.sub = this.start(source);
    const { pid, fd } = frame.sub;
    if (!machine.hasEnded(pid)) throw new Pause({ children: [pid] });
    state.subStatus = machine.reap(pid) ?? 0;
    const descriptor = process.fds[fd];
    const text = descriptor?.kind === "pipe" ? (machine.state.pipes[descriptor.id]?.data ?? "") : "";
    delete process.fds[fd];
    delete frame.sub;
    machine.tidy();
    const output = text.replace(/\n+$/, "").replaceAll("\0", "");
    memory.keep(frame, [output]);
    frame.subs = [...(frame.subs ?? []), output];
    return output;
  }

  /** Runs a script whose output is wanted. */
  private start(source: string): { readonly pid: number; readonly fd: string } {
    const { shell } = this;
    const { machine, process, memory } = shell;
    const root = rootOf(source);
    const problem = forkProblem(shell);
    if (problem) throw new FileError(problem);
    const s = memory.sourceNumber(source);
    const pipe = machine.newPipe(TEXT_LIMIT);
    let fd = FIRST_DESCRIPTOR;
    while (process.fds[fd]) fd++;
    const { [fd]: _own, ...others } = process.fds;
    process.fds[fd] = { kind: "pipe", id: pipe, end: "r" };
    const child = fork(shell, { s, n: root }, { ...others, 1: { kind: "pipe", id: pipe, end: "w" } });
    machine.run(child);
    return { pid: child.pid, fd: String(fd) };
  }
}

/** A script that is unfinished in a substitution is wrong, not to be gone on with. */
function rootOf(source: string): number {
  try {
    return parseScript(source).root;
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new SyntaxProblem(error.message);
    throw error;
  }
}
