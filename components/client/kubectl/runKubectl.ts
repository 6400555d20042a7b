/**
 * kubectl in TypeScript: argv and what surrounds it in, an exit code out. It runs wherever an `io` is: the browser's
 * terminal, the recordings of `server/golden/`, tests. Nothing of Node is used here.
 *
 * Read next: `io.ts` (what it asks of the world), `cli/execute.ts` (how a command is found), `commands/index.ts`.
 */
import type { Command } from "./cli/Command.ts";
import { execute } from "./cli/execute.ts";
import { COMMANDS } from "./commands/index.ts";
import type { KubectlIo } from "./io.ts";

const ROOT: Command = {
  name: "kubectl",
  short: "kubectl controls the Kubernetes cluster manager.",
  commands: COMMANDS,
};

/** `argv` as typed, with `kubectl` first. Resolves with the exit code; never rejects for what the command does. */
export function runKubectl(argv: readonly string[], io: KubectlIo): Promise<number> {
  return execute(ROOT, argv.slice(1), io);
}
