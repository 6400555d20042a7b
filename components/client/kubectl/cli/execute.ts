/** Finds the command of a line, reads its flags and runs it. Mirrors cobra in order and words. */
import { asError, PlainError, PrintedError } from "../errors.ts";
import { shownError } from "../errorText.ts";
import type { KubectlIo } from "../io.ts";
import { Session } from "../Session.ts";
import type { Command, CommandContext } from "./Command.ts";
import { FlagError, type Flag, FlagValues } from "./flags.ts";
import { GLOBAL_FLAGS } from "./globalFlags.ts";
import { helpText } from "./help.ts";
import { suggestions } from "./suggestions.ts";

interface Found {
  /** From the root to the command. */
  readonly chain: readonly Command[];
  readonly args: readonly string[];
}

export async function execute(root: Command, args: readonly string[], io: KubectlIo): Promise<number> {
  try {
    return await run(find(root, args), io);
  } catch (error) {
    if (error instanceof PrintedError) io.stdout(error.printed);
    const { text, code } = shownError(asError(error));
    if (text) io.stderr(text);
    return code;
  }
}

function flagsOf(chain: readonly Command[]): readonly Flag[] {
  const last = chain[chain.length - 1] as Command;
  return [...(last.flags ?? []), ...chain.flatMap(({ persistentFlags }) => persistentFlags ?? []), ...GLOBAL_FLAGS];
}

function find(root: Command, args: readonly string[]): Found {
  let chain: readonly Command[] = [root];
  let left = args;
  for (;;) {
    const command = chain[chain.length - 1] as Command;
    const words = wordsOf(left, flagsOf(chain));
    const first = words[0];
    const next =
      first === undefined
        ? undefined
        : (command.commands ?? []).find(({ name, aliases }) => name === first.word || aliases?.includes(first.word));
    if (!next || !first) break;
    left = [...left.slice(0, first.index), ...left.slice(first.index + 1)];
    chain = [...chain, next];
  }
  const rest = wordsOf(left, flagsOf(chain));
  if (chain.length === 1 && rest.length > 0 && root.commands) {
    const typed = rest[0]?.word as string;
    // Kubectl looks for a plugin before it gives up.
    if (args[0]?.startsWith("-") && typed !== "help") {
      throw new PlainError(`Error: flags cannot be placed before plugin name: ${args[0]}`);
    }
    const near = suggestions(typed, root.commands);
    const hint = near.length > 0 ? `\n\nDid you mean this?\n${near.map((name) => `\t${name}\n`).join("")}` : "";
    throw new Error(`unknown command ${JSON.stringify(typed)} for ${JSON.stringify(root.name)}${hint}`);
  }
  return { chain, args: left };
}

/** Arguments that are neither flags nor their values, as far as that can be told before flags are read. */
function wordsOf(args: readonly string[], flags: readonly Flag[]): { word: string; index: number }[] {
  const standsAlone = (test: (flag: Flag) => boolean): boolean => {
    const flag = flags.find(test);
    return flag !== undefined && (flag.kind === "bool" || flag.noValue !== undefined);
  };
  const words: { word: string; index: number }[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === "--") break;
    const takesNext =
      (arg.startsWith("--") && !arg.includes("=") && !standsAlone(({ name }) => name === arg.slice(2))) ||
      (arg.startsWith("-") && arg.length === 2 && arg !== "--" && !standsAlone(({ short }) => short === arg[1]));
    if (takesNext && arg !== "--help" && arg !== "-h") {
      if (index + 1 >= args.length) break;
      index++;
    } else if (arg !== "" && !arg.startsWith("-")) words.push({ word: arg, index });
  }
  return words;
}

async function run({ chain, args }: Found, io: KubectlIo): Promise<number> {
  const command = chain[chain.length - 1] as Command;
  const path = chain.map(({ name }) => name).join(" ");
  const flags = new FlagValues(flagsOf(chain), (text) => io.stderr(text));
  let parsed: ReturnType<FlagValues["parse"]>;
  try {
    parsed = flags.parse(args);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    if (command.flagProblem) throw command.flagProblem(error.message, path);
    throw new Error(`${error.message}\nSee '${path} --help' for usage.`);
  }
  if (parsed.help || (!command.run && chain.length === 1)) {
    io.stdout(helpText(chain, flagsOf([command])));
    return 0;
  }
  const context: CommandContext = {
    command,
    path,
    args: parsed.args,
    dashAt: parsed.dashAt,
    flags,
    session: new Session(io, flags),
    io,
    out: (text) => io.stdout(text),
    err: (text) => io.stderr(text),
  };
  if (!command.run) {
    if (command.helpOnly) {
      io.stdout(helpText(chain, flagsOf([command])));
      return 0;
    }
    if (parsed.args.length > 0)
      throw new Error(
        `unknown command ${JSON.stringify(parsed.args.join(" "))}\nSee '${path} -h' for help and examples`,
      );
    const help = helpText(chain, flagsOf([command]));
    if (command.helpOnStdout) io.stdout(help);
    else io.stderr(help);
    return 1;
  }
  await checkGlobal(command, flags, io);
  command.checkArgs?.(parsed.args, path);
  checkRequired(command, flags);
  if (command.clientFirst) await context.session.client();
  const code = (await command.run(context)) ?? 0;
  if (code === 0 && flags.bool("warnings-as-errors") && context.session.warnings > 0) {
    const { warnings } = context.session;
    throw new Error(`${warnings} warning${warnings === 1 ? "" : "s"} received`);
  }
  return code;
}

const PROFILES = ["none", "cpu", "heap", "goroutine", "threadcreate", "block", "mutex"];

/** What kubectl looks at before any command. */
async function checkGlobal(command: Command, flags: FlagValues, { files }: KubectlIo): Promise<void> {
  const [kuberc, profile] = [flags.text("kuberc"), flags.text("profile")];
  if (kuberc && (await files.kind(kuberc)) !== "file")
    throw new PlainError(
      `error occurred while applying preferences kuberc error kuberc: open ${kuberc}: no such file or directory`,
    );
  const own = command.flags?.some(({ name }) => name === "profile");
  if (!own && !PROFILES.includes(profile)) throw new Error(`unknown profile '${profile}'`);
}

function checkRequired(command: Command, flags: FlagValues): void {
  const missing = (command.flags ?? [])
    .filter(({ required, name }) => required && !flags.changed(name))
    .map(({ name }) => name);
  if (missing.length > 0)
    throw new Error(
      `required flag(s) ${missing
        .sort()
        .map((name) => JSON.stringify(name))
        .join(", ")} not set`,
    );
  for (const group of command.together ?? []) {
    const unset = group.filter((name) => !flags.changed(name));
    if (unset.length > 0 && unset.length < group.length)
      throw new Error(
        `if any flags in the group [${group.join(" ")}] are set they must all be set; missing [${unset.sort().join(" ")}]`,
      );
  }
  for (const group of command.oneRequired ?? [])
    if (group.every((name) => !flags.changed(name)))
      throw new Error(`at least one of the flags in the group [${group.join(" ")}] is required`);
  for (const group of command.exclusive ?? []) {
    const set = group.filter((name) => flags.changed(name));
    if (set.length > 1)
      throw new Error(
        `if any flags in the group [${group.join(" ")}] are set none of the others can be; [${set.sort().join(" ")}] were all set`,
      );
  }
}
