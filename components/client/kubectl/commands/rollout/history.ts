/** `kubectl rollout history`. */
import type { Command, CommandContext } from "../../cli/Command.ts";
import { int64Flag } from "../../cli/flags.ts";
import { aligned } from "../../describe/tabbedText.ts";
import { applyStrategicMergePatch } from "../../patch/strategicMerge.ts";
import { PRINT_FLAGS, toPrinter } from "../../print/printers.ts";
import type { JsonObject } from "../../json.ts";
import type { Info } from "../../resources/Info.ts";
import { changeCause, type Revision, templateWithCause } from "../../rollout/revisions.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { typeNameOf } from "../../typed/types.ts";
import { checkResources, historyOf, ROLLOUT_FLAGS, rollouts, templateText } from "./rolling.ts";

export const history: Command = {
  name: "history",
  short: "View rollout history",
  usage: "(TYPE NAME | TYPE/NAME) [flags]",
  examples: ["kubectl rollout history deployment/abc", "kubectl rollout history daemonset/abc --revision=3"],
  flags: [int64Flag("revision", "The revision to show in detail"), ...ROLLOUT_FLAGS, ...PRINT_FLAGS],
  async run(context) {
    const { flags, io } = context;
    checkResources(context);
    const wanted = flags.number("revision");
    if (wanted < 0) throw new Error(`revision must be a positive integer: ${wanted}`);
    const found = await rollouts(context);
    if (flags.changed("output")) {
      const print = await toPrinter({ flags, io });
      return found.visit(async (info) => {
        for (const object of await revisionObjects(context, info, wanted)) context.out(print(object, { typed: true }));
      });
    }
    await found.visit(async (info) => {
      const text = await historyText(context, info, wanted);
      const operation = `${wanted > 0 ? `with revision #${wanted}` : ""}\n${text}`;
      context.out((await toPrinter({ flags, io, operation }))(info.object as JsonObject));
    });
  },
};

async function historyText(context: CommandContext, info: Info, wanted: number): Promise<string> {
  const { workload, revisions } = await historyOf(context, info, "history viewer");
  const unique = new Map(revisions.map((revision) => [revision.number, revision]));
  if (unique.size === 0) return "No rollout history found.";
  if (wanted > 0) return templateText(templateWithCause(revisionOf(unique, wanted), workload));
  const lines = [...unique.values()].map(({ number, holder }) => `${number}\t${changeCause(holder)}\n`);
  return aligned(`REVISION\tCHANGE-CAUSE\n${lines.join("")}`);
}

function revisionOf(unique: ReadonlyMap<number, Revision>, wanted: number): Revision {
  const revision = unique.get(wanted);
  if (!revision) throw new Error("unable to find the specified revision");
  return revision;
}

/** The objects that stand for revisions: ReplicaSets, or the workload as it was. */
async function revisionObjects(context: CommandContext, info: Info, wanted: number): Promise<JsonObject[]> {
  const { workload, revisions } = await historyOf(context, info, "history viewer");
  const unique = new Map(revisions.map((revision) => [revision.number, revision]));
  const chosen = wanted > 0 ? [revisionOf(unique, wanted)] : [...unique.values()];
  return chosen.map(({ holder }) => {
    if (holder.kind === "ReplicaSet") return asTyped(holder);
    return asTyped(
      withoutClaimKinds(applyStrategicMergePatch(workload, (holder.data ?? {}) as JsonObject, typeNameOf(workload))),
    );
  });
}

/** Claim templates have no kind in protobuf, in which the workload came. */
function withoutClaimKinds(workload: JsonObject): JsonObject {
  const spec = workload.spec as JsonObject | undefined;
  const templates = spec?.volumeClaimTemplates;
  if (!Array.isArray(templates)) return workload;
  const bare = (templates as JsonObject[]).map(({ kind: _kind, apiVersion: _version, ...template }) => template);
  return { ...workload, spec: { ...spec, volumeClaimTemplates: bare } };
}
