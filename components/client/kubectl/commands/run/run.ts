/** `kubectl run`. Mirrors kubectl pkg/cmd/run. */
import { fileFlags } from "../../resources/files.ts";
import { arrayFlag, boolFlag, durationFlag, type FlagValues, textFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import { asError } from "../../errors.ts";
import { isImageReference } from "../../generate/names.ts";
import { type RunFlags, runPod, runService } from "../../generate/pod.ts";
import { cloneJson, type JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { inNamespace } from "../create/generating.ts";
import { cascadeOf, DELETING_FLAGS } from "../delete/deleting.ts";
import { updatedLastApplied } from "../writing/lastApplied.ts";
import { OVERRIDE_FLAGS, overridden } from "../writing/overriding.ts";
import { createObject } from "../writing/requests.ts";
import {
  type DryRun,
  DRY_RUN_FLAG,
  dryRunOf,
  managerFlag,
  operationPrinter,
  RECORD_FLAG,
  recorded,
  SAVE_CONFIG_FLAG,
} from "../writing/writeFlags.ts";
import { attachToRun } from "./attaching.ts";

export const run: Command = {
  name: "run",
  clientFirst: true,
  short: "Run a particular image on the cluster",
  usage:
    'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  examples: ["kubectl run nginx --image=nginx", "kubectl run -i -t busybox --image=busybox --restart=Never"],
  flags: [
    ...DELETING_FLAGS,
    ...PRINT_FLAGS,
    RECORD_FLAG,
    DRY_RUN_FLAG,
    arrayFlag("annotations", "Annotations of the pod"),
    textFlag("image", "The image for the container to run", { required: true }),
    textFlag("image-pull-policy", "The image pull policy for the container"),
    boolFlag("rm", "Delete the pod after it exits"),
    arrayFlag("env", "Environment variables to set in the container"),
    textFlag("port", "The port that this container exposes"),
    textFlag("labels", "Comma separated labels of the pod", { short: "l" }),
    boolFlag("stdin", "Keep stdin open on the container", { short: "i" }),
    boolFlag("tty", "Allocate a TTY for the container", { short: "t" }),
    boolFlag("attach", "Attach to the pod when it runs"),
    boolFlag("leave-stdin-open", "Leave stdin open after the first attach"),
    textFlag("restart", "The restart policy: Always, OnFailure or Never", { default: "Always" }),
    boolFlag("command", "Extra arguments are the command"),
    boolFlag("expose", "Create a ClusterIP service for the pod"),
    boolFlag("quiet", "Suppress prompt messages", { short: "q" }),
    boolFlag("privileged", "Run the container in privileged mode"),
    textFlag("detach-keys", "The keys that detach from the container", { default: "ctrl-p,ctrl-q" }),
    managerFlag("kubectl-run"),
    ...OVERRIDE_FLAGS,
    SAVE_CONFIG_FLAG,
    durationFlag("pod-running-timeout", "How long to wait until the pod runs", { default: "1m0s" }),
    // Upstream takes these too, and does nothing with them.
    ...fileFlags("to use to replace the resource"),
  ],
  async run(context) {
    const { flags, args, dashAt } = context;
    const dryRun = dryRunOf(context);
    const attach = flags.changed("attach") ? flags.bool("attach") : flags.bool("stdin");
    const print = await operationPrinter(context, "created", dryRun);
    cascadeOf(flags, context.err);
    if (args.length === 0 || dashAt === 0) throw usageError(context, "NAME is required for run");
    check(context, { attach, dryRun });
    const given = runFlagsOf(flags, args);
    const pod = await send(context, overridden(context, asTyped(runPod(given))), dryRun);
    let problem: Error | undefined;
    if (flags.bool("expose")) {
      try {
        context.out(print(await send(context, asTyped(runService(given)), dryRun), { typed: true }));
        if (flags.text("output") === "yaml") context.out("---\n");
      } catch (error) {
        problem = asError(error);
      }
    }
    if (attach) return attachToRun(context, pod);
    context.out(print(pod, { typed: true }));
    if (problem) throw problem;
    return 0;
  },
};

function check(
  context: CommandContext,
  { attach, dryRun }: { readonly attach: boolean; readonly dryRun: DryRun },
): void {
  const { flags } = context;
  if (flags.number("pod-running-timeout") <= 0)
    throw usageError(context, "--pod-running-timeout must be higher than zero");
  const image = flags.text("image");
  if (image === "") throw new Error("--image is required");
  if (!isImageReference(image))
    throw new Error(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (flags.bool("tty") && !flags.bool("stdin"))
    throw usageError(context, "-i/--stdin is required for containers with -t/--tty=true");
  if (flags.bool("expose") && flags.text("port") === "")
    throw usageError(context, "--port must be set when exposing a service");
  const restart = flags.text("restart");
  if (!["", "Always", "OnFailure", "Never"].includes(restart))
    throw usageError(context, `invalid restart policy: ${restart}`);
  if (!attach && flags.bool("rm")) throw usageError(context, "--rm should only be used for attached containers");
  if (attach && dryRun !== "none")
    throw usageError(
      context,
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  const policy = flags.text("image-pull-policy");
  if (!["", "Always", "IfNotPresent", "Never"].includes(policy))
    throw usageError(context, `invalid image pull policy: ${policy}`);
}

function runFlagsOf(flags: FlagValues, args: readonly string[]): RunFlags {
  return {
    name: args[0] as string,
    image: flags.text("image"),
    args: args.slice(1),
    command: flags.bool("command"),
    env: filledList(flags, "env"),
    labels: flags.text("labels"),
    annotations: filledList(flags, "annotations"),
    port: flags.text("port"),
    restart: flags.text("restart") || (flags.bool("stdin") ? "OnFailure" : "Always"),
    imagePullPolicy: flags.text("image-pull-policy"),
    stdin: flags.bool("stdin"),
    leaveStdinOpen: flags.bool("leave-stdin-open"),
    tty: flags.bool("tty"),
    privileged: flags.bool("privileged"),
  };
}

/** A single empty text is no entry: upstream takes the list out of a text. */
function filledList(flags: FlagValues, name: string): readonly string[] {
  const list = flags.list(name);
  return list.length === 1 && list[0] === "" ? [] : list;
}

async function send(context: CommandContext, made: JsonObject, dryRun: DryRun): Promise<JsonObject> {
  const { session, flags } = context;
  const namespace = await session.namespace();
  const object = recorded(context, cloneJson(made));
  const mapping = (await session.mapper()).kindFor(String(object.kind), String(object.apiVersion));
  if (dryRun === "client") return namespace.explicit ? asTyped(inNamespace(object, namespace.name)) : object;
  const sent = updatedLastApplied(object, flags.bool("save-config"), (typed) => JSON.stringify(asTyped(typed)));
  const answer = await createObject(await session.client(), { mapping, namespace: namespace.name, name: "" }, sent, {
    dryRun,
    manager: flags.text("field-manager"),
  });
  return asTyped(answer);
}
