/** `kubectl drain`. Mirrors kubectl pkg/cmd/drain and pkg/drain. */
import type { Command, CommandContext } from "../../cli/Command.ts";
import { boolFlag, durationFlag, intFlag, textFlag } from "../../cli/flags.ts";
import { controllerOf } from "../../describe/metadata.ts";
import { podsToEvict, type PodsToEvict } from "../../drain/podsToEvict.ts";
import { messageFor } from "../../errorText.ts";
import { aggregate, asError, ErrorList, isNotFound, PlainError } from "../../errors.ts";
import { at, type JsonObject } from "../../json.ts";
import { dryRunText, namePrinter } from "../../print/printers.ts";
import { listsOf } from "../../resources/lists.ts";
import { itemsOf, nameOf, namespaceOf } from "../../resources/Info.ts";
import { parseSelector } from "../../resources/labelSelector.ts";
import { CHUNK_SIZE_FLAG, SELECTOR_FLAG } from "../get/getFlags.ts";
import { type DryRun, DRY_RUN_FLAG, dryRunOf } from "../writing/writeFlags.ts";
import { checkNodeArguments, markNodes, nodesOf } from "./cordoning.ts";
import { DeadlinePassed, removePods } from "./evicting.ts";

export const drain: Command = {
  name: "drain",
  clientFirst: true,
  short: "Drain node in preparation for maintenance",
  usage: "NODE",
  examples: ["kubectl drain foo --force", "kubectl drain foo --grace-period=900"],
  flags: [
    boolFlag("force", "Go on although there are pods without a controller"),
    boolFlag("ignore-daemonsets", "Ignore pods of DaemonSets"),
    boolFlag("delete-emptydir-data", "Go on although there are pods with emptyDir"),
    intFlag("grace-period", "Seconds given to each pod to end", { default: "-1" }),
    durationFlag("timeout", "How long to wait before giving up, zero: for ever"),
    textFlag("pod-selector", "Label selector of the pods on the node"),
    boolFlag("disable-eviction", "Delete pods instead of evicting them"),
    intFlag("skip-wait-for-delete-timeout", "Do not wait for pods that are being deleted for longer, in seconds"),
    CHUNK_SIZE_FLAG,
    DRY_RUN_FLAG,
    SELECTOR_FLAG,
  ],
  async run(context) {
    checkNodeArguments(context, "drain NODE");
    const dryRun = dryRunOf(context);
    const selector = context.flags.text("pod-selector");
    try {
      if (selector) parseSelector(selector);
    } catch {
      throw new Error("--pod-selector=<pod_selector> must be a valid label selector");
    }
    const nodes = await nodesOf(context);
    await markNodes(context, nodes, { unschedulable: true, dryRun });
    const problems: Error[] = [];
    const pending: string[] = [];
    for (const { name, object } of nodes) {
      try {
        await drainOne(context, name, dryRun);
        context.out(namePrinter(object as JsonObject, dryRunText("drained", dryRun)));
      } catch (error) {
        const problem = asError(error);
        context.err(
          `error: unable to drain node ${JSON.stringify(name)} due to error: ${problem.message}, continuing command...\n`,
        );
        problems.push(problem);
        pending.push(name);
      }
    }
    if (pending.length > 0)
      context.err(`There are pending nodes to be drained:\n${pending.map((name) => ` ${name}\n`).join("")}`);
    // What one node refused is told line by line, of several nodes each in one line.
    const [first] = problems;
    if (problems.length > 1) throw new ErrorList(problems);
    if (first instanceof DeadlinePassed) throw first;
    if (first) throw new PlainError(linesOf(first));
  },
};

function linesOf(error: Error): string {
  return error instanceof ErrorList ? error.errors.map((one) => `${messageFor(one)}\n`).join("") : messageFor(error);
}

async function drainOne(context: CommandContext, node: string, dryRun: DryRun): Promise<void> {
  const { pods, warnings, problems } = await chosenPods(context, node);
  const refusal = aggregate(problems.map((text) => new Error(text)));
  if (refusal) throw refusal;
  if (warnings !== "") context.err(`Warning: ${warnings}\n`);
  if (dryRun === "client") {
    for (const pod of pods) context.out(`evicting pod ${namespaceOf(pod)}/${nameOf(pod)} (dry run)\n`);
    return;
  }
  try {
    await removePods(context, pods, dryRun);
  } catch (error) {
    const again = await chosenPods(context, node);
    if (again.pods.length > 0)
      context.err(
        `There are pending pods in node ${JSON.stringify(node)} when an error occurred: ${asError(error).message}\n${again.pods.map((pod) => `pod/${nameOf(pod)}\n`).join("")}`,
      );
    throw error;
  }
}

async function chosenPods({ flags, session, io }: CommandContext, node: string): Promise<PodsToEvict> {
  const client = await session.client();
  const mapping = (await session.mapper()).kindFor("Pod", "v1");
  const pods: JsonObject[] = [];
  const query = {
    namespace: "",
    labelSelector: flags.text("pod-selector"),
    fieldSelector: `spec.nodeName=${node}`,
    chunkSize: flags.number("chunk-size"),
  };
  for await (const list of listsOf(client, mapping, query)) pods.push(...itemsOf(list));
  const daemonSets = new Map<string, { readonly message: string; readonly missing: boolean }>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner?.kind !== "DaemonSet") continue;
    const path = `/apis/apps/v1/namespaces/${namespaceOf(pod)}/daemonsets/${owner.name}`;
    await client.json("GET", path).catch((error: unknown) => {
      const problem = asError(error);
      daemonSets.set(`${namespaceOf(pod)}/${owner.name}`, { message: problem.message, missing: isNotFound(problem) });
    });
  }
  return podsToEvict(pods, {
    force: flags.bool("force"),
    ignoreDaemonSets: flags.bool("ignore-daemonsets"),
    deleteEmptyDirData: flags.bool("delete-emptydir-data"),
    skipDeletedAfter: flags.number("skip-wait-for-delete-timeout"),
    now: io.now(),
    daemonSetProblem: (pod, name) => daemonSets.get(`${at(pod, "metadata", "namespace")}/${name}`),
  });
}
