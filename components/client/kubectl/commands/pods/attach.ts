/** `kubectl attach`. Mirrors kubectl pkg/cmd/attach. */
import { boolFlag, durationFlag, textFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import { asError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { chosenContainer, podName } from "./containers.ts";
import { attachablePod, namespaceOfPod, phaseOf, runStream } from "./streaming.ts";

export const attach: Command = {
  name: "attach",
  short: "Attach to a running container",
  usage: "(POD | TYPE/NAME) -c CONTAINER",
  flags: [
    durationFlag("pod-running-timeout", "How long to wait for a pod", { default: "1m0s" }),
    textFlag("container", "Container name", { short: "c" }),
    boolFlag("stdin", "Pass stdin to the container", { short: "i" }),
    boolFlag("tty", "Stdin is a TTY", { short: "t" }),
    boolFlag("quiet", "Only print output from the remote session", { short: "q" }),
    textFlag("detach-keys", "Keys that detach", { default: "ctrl-p,ctrl-q" }),
  ],
  async run(context) {
    const { args, flags, session } = context;
    await session.namespace();
    await session.client();
    if (args.length === 0) throw new Error("at least 1 argument is required for attach");
    if (args.length > 2)
      throw new Error(
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(" ")}]`,
      );
    const timeoutMs = flags.number("pod-running-timeout");
    if (timeoutMs <= 0) throw usageError(context, "--pod-running-timeout must be higher than zero");
    const { pod } = await attachablePod(context, args, timeoutMs);
    const phase = phaseOf(pod);
    if (phase === "Succeeded" || phase === "Failed")
      throw new Error(`cannot attach a container in a completed pod; current phase is ${phase}`);
    await attachTo(context, pod);
  },
};

/** Attaches to a pod's container until it ends. */
export async function attachTo(context: CommandContext, pod: JsonObject): Promise<void> {
  const { flags, io, out, err } = context;
  const quiet = flags.has("quiet") && flags.bool("quiet");
  let container: JsonObject;
  try {
    container = chosenContainer(pod, flags.has("container") ? flags.text("container") : "", (text) =>
      quiet ? undefined : err(text),
    );
  } catch (error) {
    throw new Error(`cannot attach to the container: ${asError(error).message}`);
  }
  const hasTty = container["tty"] === true;
  if (flags.bool("tty") && !hasTty && !quiet)
    err(`error: Unable to use a TTY - container ${String(container["name"])} did not allocate one\n`);
  const stdin = flags.bool("stdin");
  const tty = hasTty && stdin && io.terminal === true;
  if (!quiet)
    err(
      "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n",
    );
  const decoder = new TextDecoder();
  await runStream(context, {
    namespace: namespaceOfPod(pod),
    pod: podName(pod),
    subresource: "attach",
    query: [
      ["container", String(container["name"])],
      ...(stdin ? [["stdin", "true"] as const] : []),
      ["stdout", "true"],
      ...(tty ? [["tty", "true"] as const] : [["stderr", "true"] as const]),
    ],
    interactive: stdin && io.terminal === true,
    tty,
    ...(stdin && io.terminal !== true ? { stdin: new TextEncoder().encode(await io.stdin()) } : {}),
    stdout: (data) => out(decoder.decode(data, { stream: true })),
    stderr: (data) => err(new TextDecoder().decode(data)),
  });
}
