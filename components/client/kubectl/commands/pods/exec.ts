/** `kubectl exec`. Mirrors kubectl pkg/cmd/exec. */
import { boolFlag, durationFlag, sliceFlag, textFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import type { JsonObject } from "../../json.ts";
import { sourcesOf } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { chosenContainer, containerNames, findContainer, podName } from "./containers.ts";
import { attachablePod, namespaceOfPod, phaseOf, runStream } from "./streaming.ts";

export const exec: Command = {
  name: "exec",
  short: "Execute a command in a container",
  usage: "(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
  examples: ["kubectl exec web -- date", "kubectl exec -it deploy/web -c app -- sh"],
  flags: [
    durationFlag("pod-running-timeout", "How long to wait for a pod", { default: "1m0s" }),
    sliceFlag("filename", "Files that name the resource", { short: "f" }),
    textFlag("container", "Container name", { short: "c" }),
    boolFlag("stdin", "Pass stdin to the container", { short: "i" }),
    boolFlag("tty", "Stdin is a TTY", { short: "t" }),
    boolFlag("quiet", "Only print output from the remote session", { short: "q" }),
  ],
  async run(context) {
    const { args, dashAt, flags, session, err } = context;
    const name = args.length > 0 && dashAt !== 0 ? (args[0] as string) : "";
    const command = dashAt > -1 ? args.slice(dashAt) : [];
    const files = flags.list("filename");
    if (dashAt < 0 && (args.length > 1 || (args.length > 0 && files.length > 0)))
      throw usageError(context, "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead");
    await session.namespace();
    const timeoutMs = flags.number("pod-running-timeout");
    if (timeoutMs <= 0) throw usageError(context, "--pod-running-timeout must be higher than zero");
    await session.client();
    if (!name && files.length === 0) throw new Error("pod, type/name or --filename must be specified");
    if (command.length === 0) throw new Error("you must specify at least one command for the container");
    if (name && files.length > 0) await refuseBoth(context, files);
    const pod = name ? (await attachablePod(context, [name], timeoutMs)).pod : await podOfFiles(context, files);
    const container = enteredContainer(pod, flags.text("container"), (text) =>
      flags.bool("quiet") ? undefined : err(text),
    );
    await runInContainer(context, pod, { container, command });
  },
};

/** The container a command runs in: `asked`, or the pod's own choice, of which `note` is told. Throws when there is none. */
export function enteredContainer(pod: JsonObject, asked: string, note: (text: string) => void): string {
  const phase = phaseOf(pod);
  if (phase === "Succeeded" || phase === "Failed")
    throw new Error(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  if (asked && !findContainer(pod, asked))
    throw new Error(`container ${asked} is not valid for pod ${podName(pod)} out of: ${containerNames(pod)}`);
  return asked || String(chosenContainer(pod, "", note)["name"]);
}

/** A pod is named by an argument or by a file. */
async function refuseBoth({ session }: CommandContext, filenames: readonly string[]): Promise<void> {
  await sourcesOf(session.io, { filenames, kustomize: "", recursive: false });
  throw new Error("resource/name arguments cannot be provided when a path is specified");
}

async function podOfFiles(context: CommandContext, filenames: readonly string[]): Promise<JsonObject> {
  const namespace = await context.session.namespace();
  const resources = await findResources(context.session, {
    files: { filenames, kustomize: "", recursive: false },
    namespace: namespace.name,
    requireNamespace: namespace.explicit,
    latest: true,
  });
  const infos = await resources.all();
  if (infos.length !== 1) throw new Error("cannot exec into multiple objects at a time");
  return infos[0]?.object as JsonObject;
}

/** Runs a command in a container, its input and output those of kubectl. */
async function runInContainer(
  { flags, io, out, err, ...context }: CommandContext,
  pod: JsonObject,
  { container, command }: { readonly container: string; readonly command: readonly string[] },
): Promise<void> {
  const stdin = flags.bool("stdin");
  const tty = flags.bool("tty") && stdin && io.terminal === true;
  if (flags.bool("tty") && stdin && !tty && !flags.bool("quiet"))
    err("Unable to use a TTY - input is not a terminal or the right kind of file\n");
  const interactive = stdin && io.terminal === true && !(await io.stdinIsPiped?.());
  const decoder = new TextDecoder();
  await runStream(
    { flags, io, out, err, ...context },
    {
      namespace: namespaceOfPod(pod),
      pod: podName(pod),
      subresource: "exec",
      query: [
        ["container", container],
        ...command.map((word) => ["command", word] as const),
        ...(stdin ? [["stdin", "true"] as const] : []),
        ["stdout", "true"],
        ...(tty ? [["tty", "true"] as const] : [["stderr", "true"] as const]),
      ],
      interactive,
      tty,
      ...(stdin && !interactive ? { stdin: new TextEncoder().encode(await io.stdin()) } : {}),
      stdout: (data) => out(decoder.decode(data, { stream: true })),
      stderr: (data) => err(new TextDecoder().decode(data)),
    },
  );
}
