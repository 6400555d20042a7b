/** Deletes what was selected and waits until it is gone. For `delete` and `replace --force`. */
import type { CommandContext } from "../../cli/Command.ts";
import { boolFlag, durationFlag, type Flag, type FlagValues, intFlag, textFlag } from "../../cli/flags.ts";
import { isNotFound, isStatus } from "../../errors.ts";
import { withSource } from "../../errorText.ts";
import { at } from "../../json.ts";
import type { Resources } from "../../resources/Resources.ts";
import type { Info } from "../../resources/Info.ts";
import { waitUntilDeleted } from "../wait/deleted.ts";
import { type DeleteBody, deleteObject } from "../writing/requests.ts";
import { kindText } from "../writing/selecting.ts";
import type { DryRun } from "../writing/writeFlags.ts";

/** Flags that `delete`, `apply` and `replace` have for what they delete. */
export const DELETING_FLAGS: readonly Flag[] = [
  textFlag("cascade", '"background", "orphan", or "foreground"', { default: "background", noValue: "background" }),
  intFlag("grace-period", "Seconds given to end gracefully", { default: "-1" }),
  boolFlag("force", "Remove from the API at once"),
  durationFlag("timeout", "How long to wait until it is gone"),
  boolFlag("wait", "Wait until it is gone"),
];

const A_WEEK = 168 * 3_600_000;
const TRUE = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const FALSE = new Set(["0", "f", "F", "false", "FALSE", "False"]);

export function cascadeOf(flags: FlagValues, err: (text: string) => void): DeleteBody["cascade"] {
  const value = flags.text("cascade");
  const replaced = (by: string): void =>
    err(`warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${by}.\n`);
  if (TRUE.has(value)) {
    replaced("background");
    return "Background";
  }
  if (FALSE.has(value)) {
    replaced("orphan");
    return "Orphan";
  }
  switch (value) {
    case "background":
      return "Background";
    case "foreground":
      return "Foreground";
    case "orphan":
      return "Orphan";
    default:
      throw new Error(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
  }
}

export interface Deletion {
  readonly cascade: DeleteBody["cascade"];
  readonly gracePeriod: number;
  readonly dryRun: DryRun;
  readonly ignoreNotFound: boolean;
  readonly wait: boolean;
  /** In ms; 0: a week. */
  readonly timeout: number;
  /** `-o name` */
  readonly namesOnly: boolean;
  /** Tells that things without namespace are deleted although one was named. */
  readonly warnClusterScope: boolean;
  /** Only what the person agreed to. */
  readonly agreed?: (info: Info) => boolean;
}

export async function deleteAll(context: CommandContext, found: Resources, deletion: Deletion): Promise<void> {
  const client = await context.session.client();
  const deleted: { readonly info: Info; readonly uid: string | undefined }[] = [];
  let warnScope = deletion.warnClusterScope;
  await found.visit(
    async (info) => {
      if (deletion.agreed && !deletion.agreed(info)) return;
      const entry = { info, uid: undefined as string | undefined };
      deleted.push(entry);
      if (warnScope && !info.mapping.namespaced) {
        context.err("Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n");
        warnScope = false;
      }
      if (deletion.dryRun !== "client") {
        let answer: unknown;
        try {
          answer = await deleteObject(client, info, deletion);
        } catch (error) {
          throw withSource("deleting", info.source, error as Error);
        }
        const uid = at(answer, "details", "uid") ?? at(answer, "metadata", "uid");
        if (typeof uid === "string") entry.uid = uid;
      }
      context.out(deletedLine(info, deletion));
    },
    (error) => deletion.ignoreNotFound && isNotFound(error),
  );
  if (deleted.length === 0) {
    context.out("No resources found\n");
    return;
  }
  if (!deletion.wait || deletion.dryRun !== "none") return;
  const deadline = context.io.now() + (deletion.timeout || A_WEEK);
  for (const { info, uid } of deleted) {
    try {
      await waitUntilDeleted(context, info, { deadline, uid });
    } catch (error) {
      if (!isStatus(error, "Forbidden") && !isStatus(error, "MethodNotAllowed")) throw error;
      return;
    }
  }
}

function deletedLine(info: Info, { gracePeriod, dryRun, namesOnly }: Deletion): string {
  const kind = kindText(info);
  const lower = `${info.mapping.kind.toLowerCase()}${kind.slice(info.mapping.kind.length)}`;
  if (namesOnly) return `${lower}/${info.name}\n`;
  const where = info.mapping.namespaced ? ` from ${info.namespace} namespace` : "";
  const dry = dryRun === "none" ? "" : dryRun === "client" ? " (dry run)" : " (server dry run)";
  return `${lower} "${info.name}" ${gracePeriod === 0 ? "force deleted" : "deleted"}${where}${dry}\n`;
}
