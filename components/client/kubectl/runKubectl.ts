/**
 * kubectl in TypeScript: argv and what surrounds it in, an exit code out. It runs wherever an `io` is: the browser's
 * terminal, the recordings of `server/golden/`, tests. Nothing of Node is used here.
 *
 * Read next: `io.ts` (what it asks of the world), `cli/execute.ts` (how a command is found), `commands/index.ts`.
 */
import type { Command } from "./cli/Command.ts";
import { helpText } from "./cli/help.ts";
import { execute } from "./cli/execute.ts";
import { COMMANDS } from "./commands/index.ts";
import type { KubectlIo } from "./io.ts";

const HELP: Command = {
  name: "help",
  short: "Help about any command",
  usage: "[command]",
  async run({ args, out, err }) {
    const chain: Command[] = [ROOT];
    for (const word of args) {
      const next = chain[chain.length - 1]?.commands?.find(
        ({ name, aliases }) => name === word || aliases?.includes(word),
      );
      if (!next) {
        err(`Unknown help topic [${args.map((topic) => `\`${topic}\``).join(" ")}]\n`);
        break;
      }
      chain.push(next);
    }
    out(helpText(chain, chain[chain.length - 1]?.flags ?? []));
  },
};

const ROOT: Command = {
  name: "kubectl",
  short: "kubectl controls the Kubernetes cluster manager.",
  commands: [...COMMANDS, HELP],
};

/** `argv` as typed, with `kubectl` first. Resolves with the exit code; never rejects for what the command does. */
export function runKubectl(argv: readonly string[], io: KubectlIo): Promise<number> {
  return execute(ROOT, argv.slice(1), io);
}
