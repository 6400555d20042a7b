/** What the `rollout` commands share: what is selected, and the history of workloads. Mirrors polymorphichelpers. */
import type { CommandContext } from "../../cli/Command.ts";
import type { Flag } from "../../cli/flags.ts";
import { controllerOf, selectorText } from "../../describe/metadata.ts";
import { writePodTemplate } from "../../describe/podTemplate.ts";
import { TabbedText } from "../../describe/tabbedText.ts";
import { at, type JsonObject } from "../../json.ts";
import { fileFlags, fileOptions, hasFiles } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import type { Resources } from "../../resources/Resources.ts";
import { type Info, itemsOf, pathOf } from "../../resources/Info.ts";
import type { Mapping } from "../../rest/RestMapper.ts";
import { collectionPath } from "../../rest/paths.ts";
import { type Revision, revisionsOf } from "../../rollout/revisions.ts";
import { asTypedPart } from "../../typed/asTyped.ts";
import { SELECTOR_FLAG } from "../get/getFlags.ts";
import { kindText, selectionOf } from "../writing/selecting.ts";

export const ROLLOUT_FLAGS: readonly Flag[] = [
  ...fileFlags("identifying the resource to get from a server."),
  SELECTOR_FLAG,
];

export function checkResources({ args, flags }: CommandContext): void {
  if (args.length === 0 && !hasFiles(fileOptions(flags))) throw new Error("required resource not specified");
}

/** A type alone means all of them. */
export async function rollouts(context: CommandContext): Promise<Resources> {
  return findResources(context.session, {
    ...(await selectionOf(context, context.args)),
    typeAlone: true,
    typed: true,
  });
}

const WITH_HISTORY = new Set(["Deployment.apps", "DaemonSet.apps", "StatefulSet.apps"]);
/** Kinds that have pods and no history. */
const WITHOUT_HISTORY = new Set(["CronJob.batch", "Job.batch", "Pod", "ReplicaSet.apps", "ReplicationController"]);

/** The workload as it is and its revisions. Throws for kinds that have none; `does` is what cannot be done. */
export async function historyOf(
  { session }: CommandContext,
  info: Info,
  does: "history viewer" | "rollbacker",
): Promise<{ readonly workload: JsonObject; readonly revisions: Revision[] }> {
  const kind = kindText(info);
  if (!WITH_HISTORY.has(kind) && !WITHOUT_HISTORY.has(kind))
    throw new Error(
      `error retrieving ${does === "rollbacker" ? does : "history"} for ${JSON.stringify(kind)}, no visitor method exists for {${info.mapping.group} ${info.mapping.kind}}`,
    );
  if (!WITH_HISTORY.has(kind)) throw new Error(`no ${does} has been implemented for ${JSON.stringify(kind)}`);
  const client = await session.client();
  const mapping: Mapping = { ...info.mapping, version: "v1" };
  const workload = (await client.json("GET", pathOf({ ...info, mapping }))) as JsonObject;
  const resource = mapping.kind === "Deployment" ? "replicasets" : "controllerrevisions";
  const labelSelector = selectorText(at(workload, "spec", "selector"));
  const list = (await client.json("GET", collectionPath({ ...mapping, resource }, info.namespace), {
    query: [["labelSelector", labelSelector]],
  })) as JsonObject;
  const owned = itemsOf(list).filter((holder) => controllerOf(holder)?.uid === at(workload, "metadata", "uid"));
  return { workload, revisions: revisionsOf(owned) };
}

/** A pod template as `rollout` shows it: with tabs. */
export function templateText(template: JsonObject): string {
  const w = new TabbedText();
  writePodTemplate(w, asTypedPart(template, "core.v1.PodTemplateSpec"));
  return w.raw();
}
