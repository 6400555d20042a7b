/** `kubectl taint`. Mirrors kubectl pkg/cmd/taint. */
import { boolFlag } from "../../cli/flags.ts";
import { type Command, usageError } from "../../cli/Command.ts";
import {
  changeTaints,
  contradictingTaints,
  parseTaints,
  splitTaints,
  type Taint,
  type TaintChanges,
} from "../../edit/taints.ts";
import { asError, NoResourceMatch } from "../../errors.ts";
import { at, cloneJson, goJson, type Json, type JsonObject } from "../../json.ts";
import { twoWayStrategicPatch } from "../../patch/strategicPatch.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { findResources } from "../../resources/findResources.ts";
import { parseGroupResource } from "../../rest/RestMapper.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { SELECTOR_FLAG } from "../get/getFlags.ts";
import { patchObject } from "../writing/requests.ts";
import {
  DRY_RUN_FLAG,
  dryRunOf,
  managerFlag,
  operationPrinter,
  VALIDATE_FLAG,
  validationOf,
} from "../writing/writeFlags.ts";

export const taint: Command = {
  name: "taint",
  short: "Update the taints on one or more nodes",
  usage: "NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
  examples: ["kubectl taint nodes foo dedicated=special-user:NoSchedule", "kubectl taint nodes foo dedicated-"],
  flags: [
    ...PRINT_FLAGS,
    DRY_RUN_FLAG,
    VALIDATE_FLAG,
    SELECTOR_FLAG,
    boolFlag("overwrite", "Allow taints to be overwritten"),
    boolFlag("all", "Select all nodes in the cluster"),
    managerFlag("kubectl-taint"),
  ],
  async run(context) {
    const { flags, args, session } = context;
    const namespace = await session.namespace();
    const dryRun = dryRunOf(context);
    const validation = validationOf(flags);
    const { resources, taints } = splitTaints(args);
    if (resources.length === 0) throw new Error("one or more resources must be specified as <resource> <name>");
    if (taints.length === 0) throw new Error("at least one taint update is required");
    let changes: TaintChanges;
    try {
      changes = parseTaints(taints);
    } catch (error) {
      throw usageError(context, asError(error).message);
    }
    const type = (resources[0] as string).toLowerCase();
    const mapping = (await session.mapper(2)).find(parseGroupResource(type));
    if (!mapping) throw new NoResourceMatch({ group: "", version: "", resource: type });
    if (mapping.kind !== "Node") throw new Error(`invalid resource type ${type}, only node types are supported`);
    const both = contradictingTaints(changes);
    if (both.length > 0)
      throw new Error(`can not both modify and remove the following taint(s) in the same command: ${both.join(", ")}`);
    const all = flags.bool("all");
    const selector = flags.text("selector");
    if (all && selector) throw new Error("setting 'all' parameter with a non empty selector is prohibited");
    if (!all && !selector && resources.length < 2)
      throw new Error("at least one resource name must be specified since 'all' parameter is not set");
    const found = await findResources(session, {
      args: all || selector ? ["node"] : ["node", ...resources.slice(1)],
      namespace: namespace.name,
      labelSelector: selector,
      all,
      continueOnError: true,
      flatten: true,
    });
    await found.visit(async (info) => {
      const before = asTyped(info.object as JsonObject);
      const { object: after, operation } = tainted(before, changes, flags.bool("overwrite"));
      // Upstream says nothing of a dry run here.
      const print = await operationPrinter(context, operation, "none");
      if (dryRun === "client") return context.out(print(after));
      const written = await patchObject(
        await session.client(),
        info,
        { type: "strategic", text: goJson(twoWayStrategicPatch(before, after, "core.v1.Node")) },
        { dryRun, manager: flags.text("field-manager"), validation },
      );
      context.out(print(asTyped(written), { typed: true }));
    });
  },
};

function tainted(
  node: JsonObject,
  changes: TaintChanges,
  overwrite: boolean,
): { readonly object: JsonObject; readonly operation: string } {
  const old = (at(node, "spec", "taints") ?? []) as unknown as Taint[];
  if (!overwrite) {
    const there = changes.add.filter(({ key, effect }) =>
      old.some((other) => other.key === key && other.effect === effect),
    );
    if (there.length > 0)
      throw new Error(
        `node ${at(node, "metadata", "name")} already has ${there.map(({ key }) => key).join(",")} taint(s) with same effect(s) and --overwrite is false`,
      );
  }
  const { taints, operation } = changeTaints(old, changes, overwrite);
  const object = cloneJson(node);
  const spec = (object.spec ?? {}) as JsonObject;
  if (taints.length > 0) spec.taints = taints as unknown as Json;
  else delete spec.taints;
  object.spec = spec;
  return { object, operation };
}
