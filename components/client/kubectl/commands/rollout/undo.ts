/** `kubectl rollout undo`. */
import type { Command, CommandContext } from "../../cli/Command.ts";
import { int64Flag } from "../../cli/flags.ts";
import { asError } from "../../errors.ts";
import { at, goJson, type JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import type { Info } from "../../resources/Info.ts";
import { deploymentRollback, isAtRevision, revisionToRestore, templateOf } from "../../rollout/revisions.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { LAST_APPLIED, originalOf } from "../writing/lastApplied.ts";
import { patchObject } from "../writing/requests.ts";
import { objectName } from "../writing/selecting.ts";
import { type DryRun, DRY_RUN_FLAG, dryRunOf, operationPrinter } from "../writing/writeFlags.ts";
import { checkResources, historyOf, ROLLOUT_FLAGS, rollouts, templateText } from "./rolling.ts";

export const undo: Command = {
  name: "undo",
  short: "Undo a previous rollout",
  usage: "(TYPE NAME | TYPE/NAME) [flags]",
  examples: ["kubectl rollout undo deployment/abc", "kubectl rollout undo daemonset/abc --to-revision=3"],
  flags: [
    int64Flag("to-revision", "The revision to roll back to, 0 for the last"),
    ...ROLLOUT_FLAGS,
    DRY_RUN_FLAG,
    ...PRINT_FLAGS,
  ],
  async run(context) {
    const dryRun = dryRunOf(context);
    checkResources(context);
    await (await rollouts(context)).visit(async (info) => {
      const object = info.object as JsonObject;
      if (originalOf(object) !== undefined)
        context.err(
          `Warning: resource ${objectName(info)} was previously managed with 'kubectl apply'. Rolling back will not update the ${LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n`,
        );
      const done = await rollBack(context, info, dryRun);
      context.out((await operationPrinter(context, done, dryRun))(asTyped(object), { typed: true }));
    });
  },
};

/** What was done, as printed. */
async function rollBack(context: CommandContext, info: Info, dryRun: DryRun): Promise<string> {
  const { session, flags } = context;
  const wanted = flags.number("to-revision");
  const { workload, revisions } = await historyOf(context, info, "rollbacker");
  const revision = revisionToRestore(revisions, wanted, workload);
  if (dryRun === "client") {
    const template = templateText(templateOf(revision, workload));
    return workload.kind === "Deployment" ? template : `will roll back to ${template}`;
  }
  if (at(workload, "spec", "paused") === true)
    throw new Error(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  if (isAtRevision(workload, revision)) return `skipped rollback (current template already matches revision ${wanted})`;
  const patch =
    workload.kind === "Deployment"
      ? ({ type: "json", text: `[${deploymentRollback(workload, revision).map(goJson).join(",")}]` } as const)
      : ({ type: "strategic", text: goJson(revision.holder.data ?? {}) } as const);
  try {
    await patchObject(await session.client(), info, patch, { dryRun });
  } catch (error) {
    throw new Error(`failed restoring revision ${wanted}: ${asError(error).message}`);
  }
  return "rolled back";
}
