/** Process 1 of a container: what it is to run, and its first moment. */
import type { Container } from "../../../protocol/kubernetes/index.ts";
import type { ImageModel } from "../images/ImageModel.ts";
import type { Machine } from "./Machine.ts";
import type { Process } from "./Process.ts";
import type { ProcessEnvironment } from "./processEnvironment.ts";

/** What a container's `command` and `args` make of its image; undefined when the image's own server runs by itself. */
export function argvOf(
  model: ImageModel,
  { command, args }: { readonly command: readonly string[]; readonly args: readonly string[] },
): readonly string[] | undefined {
  if (command.length > 0) return [...command, ...args];
  if (model.entrypoint) return [...model.entrypoint, ...args];
  if (model.isShell) return args.length > 0 ? args : ["sh"];
  return /(^|\/)(sh|bash|ash|dash)$/.test(args[0] ?? "") ? args : undefined;
}

/** Places a program as process 1, on a terminal or with input where its container has them. */
export function placeMain(
  machine: Machine,
  spec: Container,
  start: { readonly argv: readonly string[]; readonly program: string; readonly at: ProcessEnvironment },
): Process {
  const { cwd, env } = start.at;
  const hasInput = spec.stdin === true;
  if (hasInput || spec.tty)
    machine.state.sessions["main"] = {
      id: "main",
      root: 1,
      tty: spec.tty ?? false,
      columns: 80,
      rows: 24,
      input: "",
      inputEnded: !hasInput,
      output: [],
      told: 0,
      logs: true,
    };
  const output = hasInput || spec.tty ? ({ kind: "session", id: "main" } as const) : ({ kind: "log" } as const);
  const errors = output.kind === "session" ? ({ ...output, error: true } as const) : output;
  return machine.place(
    {
      argv: start.argv,
      program: start.program,
      cwd,
      env,
      fds: { 0: hasInput ? output : { kind: "null" }, 1: output, 2: errors },
      ...(spec.tty ? { tty: "main" } : {}),
    },
    0,
  );
}

/** Places the image's own server, which has run alone so far, as process 1. */
export function placeServer(
  machine: Machine,
  { argv, at: { cwd, env } }: { readonly argv: readonly string[]; readonly at: ProcessEnvironment },
): void {
  const process = machine.place(
    { argv, program: "main", cwd, env, fds: { 0: { kind: "null" }, 1: { kind: "log" }, 2: { kind: "log" } } },
    0,
  );
  process.wait = {};
  process.memory = 0;
}
