/** `kubectl scale`. Mirrors kubectl pkg/cmd/scale and pkg/scale. */
import { durationFlag, intFlag, textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { isStatus } from "../../errors.ts";
import { at, cloneJson, goJson, isObject, type JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { fileFlags, fileOptions } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { type Info, pathOf } from "../../resources/Info.ts";
import { SELECTOR_FLAG } from "../get/getFlags.ts";
import { patchObject, replaceObject } from "../writing/requests.ts";
import { ALL_FLAG } from "../writing/selecting.ts";
import { type DryRun, DRY_RUN_FLAG, dryRunOf, operationPrinter, RECORD_FLAG, recorded } from "../writing/writeFlags.ts";

const RETRY_MS = 1000;
const PATIENCE_MS = 5 * 60_000;

export const scale: Command = {
  name: "scale",
  short: "Set a new size for a deployment, replica set, or replication controller",
  usage: "[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)",
  examples: ["kubectl scale --replicas=3 deploy/web", "kubectl scale --current-replicas=2 --replicas=3 deployment/web"],
  flags: [
    RECORD_FLAG,
    ...PRINT_FLAGS,
    ALL_FLAG,
    textFlag("resource-version", "Only scale the object at this version"),
    intFlag("current-replicas", "Only scale an object of this size", { default: "-1" }),
    intFlag("replicas", "The new desired number of replicas", { required: true }),
    durationFlag("timeout", "How long to wait for the new size, zero: not at all"),
    ...fileFlags("identifying the resource to set a new size"),
    DRY_RUN_FLAG,
    SELECTOR_FLAG,
  ],
  async run(context) {
    const { flags, args, session } = context;
    const dryRun = dryRunOf(context);
    const print = await operationPrinter(context, "scaled", dryRun);
    const namespace = await session.namespace();
    const replicas = flags.number("replicas");
    const version = flags.text("resource-version");
    if (replicas < 0)
      throw new Error("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0");
    if (flags.number("current-replicas") < -1)
      throw new Error("The --current-replicas must specify an integer of -1 or greater");
    const found = await findResources(session, {
      args,
      files: fileOptions(flags),
      namespace: namespace.name,
      requireNamespace: namespace.explicit,
      labelSelector: flags.text("selector"),
      // Upstream means no more by it than that a type may stand alone.
      typeAlone: flags.bool("all"),
      continueOnError: true,
      flatten: true,
    });
    const { infos, error } = await found.infos();
    if (version && infos.length > 1) throw new Error("cannot use --resource-version with multiple resources");
    if (infos.length === 0) throw error ?? new Error("no objects passed to scale");
    for (const info of infos) {
      if (dryRun !== "client") await scaleOne(context, info, dryRun);
      const object = info.object as JsonObject;
      context.out(print(withReplicas(object, replicas)));
      const noted = recorded(context, object);
      if (noted !== object && dryRun === "none")
        await patchObject(await session.client(), info, {
          type: "merge",
          text: goJson({ metadata: { annotations: at(noted, "metadata", "annotations") } }),
        }).catch(() => undefined);
    }
    if (error) throw error;
  },
};

async function scaleOne(context: CommandContext, info: Info, dryRun: DryRun): Promise<void> {
  const { flags, session, io } = context;
  const client = await session.client();
  const replicas = flags.number("replicas");
  const guarded = flags.number("current-replicas") !== -1 || flags.text("resource-version") !== "";
  const options = { dryRun, subresource: "scale" };
  for (const began = io.now(); ; ) {
    try {
      if (guarded) {
        const scaled = cloneJson((await client.json("GET", pathOf(info, "scale"))) as JsonObject);
        checkPrecondition(context, scaled);
        if (!isObject(scaled.spec)) scaled.spec = {};
        (scaled.spec as JsonObject).replicas = replicas;
        await replaceObject(client, info, scaled, options);
      } else await patchObject(client, info, { type: "merge", text: `{"spec":{"replicas":${replicas}}}` }, options);
      break;
    } catch (error) {
      if (!isStatus(error, "Conflict") || io.now() - began >= PATIENCE_MS) throw error;
      await io.sleep(RETRY_MS, io.signal);
    }
  }
  if (flags.number("timeout") !== 0 && dryRun === "none") await waitForSize(context, info);
}

function checkPrecondition({ flags }: CommandContext, scaled: JsonObject): void {
  const wanted = flags.number("current-replicas");
  const size = Number(at(scaled, "spec", "replicas") ?? 0);
  if (wanted !== -1 && size !== wanted) throw new Error(`Expected replicas to be ${wanted}, was ${size}`);
  const version = flags.text("resource-version");
  const actual = String(at(scaled, "metadata", "resourceVersion") ?? "");
  if (version && actual !== version) throw new Error(`Expected resource version to be ${version}, was ${actual}`);
}

async function waitForSize({ flags, session, io }: CommandContext, info: Info): Promise<void> {
  const client = await session.client();
  const replicas = flags.number("replicas");
  for (const began = io.now(); ; ) {
    const scaled = (await client.json("GET", pathOf(info, "scale"))) as JsonObject;
    if (Number(at(scaled, "spec", "replicas") ?? 0) !== replicas) return;
    if (Number(at(scaled, "status", "replicas") ?? 0) === replicas) return;
    if (io.now() - began >= flags.number("timeout") || io.signal.aborted)
      throw new Error(`timed out waiting for ${JSON.stringify(info.name)} to be synced`);
    await io.sleep(RETRY_MS, io.signal);
  }
}

/** Built-in kinds show the new size. */
function withReplicas(object: JsonObject, replicas: number): JsonObject {
  const apiVersion = String(object.apiVersion);
  if (apiVersion.includes("/") && !apiVersion.startsWith("apps/")) return object;
  return { ...object, spec: { ...((object.spec ?? {}) as JsonObject), replicas } };
}
