/** One run of `apply`: what its objects share. */
import type { CommandContext } from "../../cli/Command.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { at, type JsonObject } from "../../json.ts";
import type { Info } from "../../resources/Info.ts";
import { objectName } from "../writing/selecting.ts";
import { type DryRun, operationPrinter } from "../writing/writeFlags.ts";

export const CLIENT_SIDE_MANAGER = "kubectl-client-side-apply";
export const SERVER_SIDE_MANAGER = "kubectl";

export interface Applying {
  readonly context: CommandContext;
  readonly dryRun: DryRun;
  readonly validation: string;
  readonly manager: string;
  /** With `-o yaml` and the like all objects are printed at the end. */
  readonly printsObjects: boolean;
  readonly namespaces: Set<string>;
  /** Uids of what was applied. */
  readonly visited: Set<string>;
}

/** Who applies: the default depends on where it is done. */
export function applyManager(flags: FlagValues): string {
  const given = flags.text("field-manager");
  return flags.bool("server-side") && !flags.changed("field-manager") ? SERVER_SIDE_MANAGER : given;
}

/** Two lines that tell which object is meant. */
export function infoText({ mapping, name, namespace }: Info): string {
  const { group, version, resource, kind } = mapping;
  const [gvr, gvk] = [`${group}/${version}, Resource=${resource}`, `${group}/${version}, Kind=${kind}`];
  return `Resource: ${JSON.stringify(gvr)}, GroupVersionKind: ${JSON.stringify(gvk)}\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`;
}

export function markVisited({ visited }: Applying, object: JsonObject): void {
  visited.add(String(at(object, "metadata", "uid") ?? ""));
}

export function warnIfDeleting({ err }: CommandContext, info: Info): void {
  if (at(info.object, "metadata", "deletionTimestamp"))
    err(`Warning: Detected changes to resource ${objectName(info)} which is currently being deleted.\n`);
}

export function refuseGeneratedName(info: Info): void {
  const prefix = at(info.object, "metadata", "generateName");
  if (!info.name && prefix) throw new Error(`from ${String(prefix)}: cannot use generate name with apply`);
}

/** Tells what was done to an object, unless objects are printed at the end. */
export async function tell({ context, dryRun, printsObjects }: Applying, info: Info, done: string): Promise<void> {
  if (printsObjects) return;
  context.out((await operationPrinter(context, done, dryRun))(info.object as JsonObject));
}
