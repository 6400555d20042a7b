/** All programs by name. Which of them an image has, its files say. */
import type { Command, Commands, Server } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { echoText, printfText, testExpression } from "../shell/plainCommands.ts";
import { shellProgram } from "../shell/program.ts";
import { awk } from "./awk.ts";
import { DNS_COMMANDS } from "./dns.ts";
import { ABSENT_COMMANDS } from "./absent.ts";
import { CHANGING_COMMANDS } from "./changing.ts";
import { CONTENT_COMMANDS } from "./content.ts";
import { curl } from "./curl.ts";
import { LISTING_COMMANDS } from "./listing.ts";
import { RUNNING_COMMANDS } from "./running.ts";
import { SYSTEM_COMMANDS } from "./system.ts";
import { wget } from "./wget.ts";
import { WORD_COMMANDS } from "./words.ts";
import { nativeProgram, nativeServer } from "./native.ts";
import { fail, out } from "./kit.ts";
import { NETWORK_COMMANDS } from "./network.ts";
import { NODE_COMMANDS } from "./node.ts";
import { perl } from "./perl.ts";
import { PROCESS_COMMANDS } from "./processes.ts";
import { SERVER_COMMANDS, SERVERS } from "./servers.ts";
import { tar } from "./tar.ts";
import { TEXT_COMMANDS } from "./text.ts";

const test: Command = (context) => {
  const words = context.name === "[" ? context.args.slice(0, -1) : context.args;
  try {
    return testExpression(words, context.machine.around.files, context.process.cwd) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return fail(context, error.message, 2);
  }
};

const TABLE: { readonly [name: string]: Command } = {
  ...LISTING_COMMANDS,
  ...CHANGING_COMMANDS,
  ...CONTENT_COMMANDS,
  ...TEXT_COMMANDS,
  ...PROCESS_COMMANDS,
  ...RUNNING_COMMANDS,
  ...SYSTEM_COMMANDS,
  ...WORD_COMMANDS,
  ...ABSENT_COMMANDS,
  ...DNS_COMMANDS,
  ...NODE_COMMANDS,
  ...NETWORK_COMMANDS,
  ...SERVER_COMMANDS,
  curl,
  wget,
  awk,
  gawk: awk,
  perl,
  tar,
  sh: shellProgram,
  ash: shellProgram,
  bash: shellProgram,
  dash: shellProgram,
  test,
  "[": test,
  true: () => 0,
  false: () => 1,
  echo: (context) => {
    out(context, echoText(context.args));
    return 0;
  },
  printf: (context) => {
    out(context, printfText(context.args));
    return 0;
  },
  pwd: (context) => {
    out(context, `${context.process.cwd}\n`);
    return 0;
  },
  /** Anything an image has that is not simulated: it runs and does nothing. */
  quiet: () => ({}),
  /** Process 1 where the kubelet itself plays the image's server. */
  main: () => ({}),
};

export const COMMANDS: Commands = {
  find: (name): Command => (Object.hasOwn(TABLE, name) ? (TABLE[name] as Command) : nativeProgram),
  server: (name): Server => (Object.hasOwn(SERVERS, name) ? (SERVERS[name] as Server) : nativeServer),
};
