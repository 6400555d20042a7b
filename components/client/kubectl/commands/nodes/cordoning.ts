/** Nodes that `cordon`, `uncordon` and `drain` name, and marking them. Mirrors kubectl pkg/drain cordon.go. */
import { type CommandContext, usageError } from "../../cli/Command.ts";
import { asError } from "../../errors.ts";
import { at, goJson, type JsonObject } from "../../json.ts";
import { dryRunText, namePrinter } from "../../print/printers.ts";
import { findResources } from "../../resources/findResources.ts";
import type { Info } from "../../resources/Info.ts";
import { patchObject } from "../writing/requests.ts";
import type { DryRun } from "../writing/writeFlags.ts";

/** Throws when the command names no nodes, or names and a selector. */
export function checkNodeArguments(context: CommandContext, usage: string): void {
  const { args, flags } = context;
  if (args.length === 0 && !flags.changed("selector")) throw usageError(context, `USAGE: ${usage} [flags]`);
  if (args.length > 0 && flags.text("selector"))
    throw usageError(context, "error: cannot specify both a node name and a --selector option");
}

export async function nodesOf({ args, flags, session }: CommandContext): Promise<readonly Info[]> {
  const namespace = await session.namespace();
  const selector = flags.text("selector");
  if (!selector && args.includes("")) throw new Error("resource name may not be empty");
  const names = args.map((name) => (name.includes("/") ? name : `nodes/${name}`));
  const found = await findResources(session, {
    args: selector ? ["nodes"] : names,
    namespace: namespace.name,
    labelSelector: selector,
    singleType: true,
    flatten: true,
  });
  const nodes = await found.all();
  for (const { mapping } of nodes)
    if (mapping.resource !== "nodes")
      throw new Error(
        `expected resource of type node, got ${JSON.stringify(`${mapping.group}/${mapping.version}, Resource=${mapping.resource}`)}`,
      );
  return nodes;
}

/** Marks nodes as schedulable or not; what fails is told, and the next one is taken. */
export async function markNodes(
  context: CommandContext,
  nodes: readonly Info[],
  { unschedulable, dryRun }: { readonly unschedulable: boolean; readonly dryRun: DryRun },
): Promise<void> {
  const verb = unschedulable ? "cordon" : "uncordon";
  for (const info of nodes) {
    const node = info.object as JsonObject;
    const tell = (operation: string): void => context.out(namePrinter(node, dryRunText(operation, dryRun)));
    if ((at(node, "spec", "unschedulable") === true) === unschedulable) {
      tell(`already ${verb}ed`);
      continue;
    }
    try {
      if (dryRun !== "client")
        await patchObject(
          await context.session.client(),
          info,
          { type: "strategic", text: goJson({ spec: { unschedulable: unschedulable ? true : null } }) },
          { dryRun },
        );
      tell(`${verb}ed`);
    } catch (error) {
      context.err(`error: unable to ${verb} node ${JSON.stringify(info.name)}: ${asError(error).message}\n`);
    }
  }
}
