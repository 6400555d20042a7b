/** How commands that change what is there find it: the flags, and the query made of them. */
import type { CommandContext } from "../../cli/Command.ts";
import { boolFlag, type Flag } from "../../cli/flags.ts";
import { fileOptions } from "../../resources/files.ts";
import type { ResourceQuery } from "../../resources/ResourceQuery.ts";
import type { Info } from "../../resources/Info.ts";
import { groupResourceText } from "../../rest/RestMapper.ts";

export const ALL_FLAG: Flag = boolFlag("all", "Select all resources in the namespace of the specified types");
export const LOCAL_FLAG: Flag = boolFlag("local", "Do not ask the server but work on files alone");

/** A query of what the command's flags select; goes on after errors. */
export async function selectionOf(context: CommandContext, args: readonly string[]): Promise<ResourceQuery> {
  const { flags, session } = context;
  const local = flags.has("local") && flags.bool("local");
  const namespace = await session.namespace();
  const all = flags.has("all-namespaces") && flags.bool("all-namespaces");
  return {
    args,
    files: fileOptions(flags),
    namespace: namespace.name,
    requireNamespace: namespace.explicit && !all,
    allNamespaces: all,
    labelSelector: flags.has("selector") ? flags.text("selector") : "",
    fieldSelector: flags.has("field-selector") ? flags.text("field-selector") : "",
    // Upstream means no more by it than that a type may stand alone.
    typeAlone: flags.has("all") && flags.bool("all"),
    continueOnError: true,
    flatten: true,
    ...(local ? { local: true } : { latest: true }),
  };
}

/** `deployments/web`; without the server's help `deployment.apps/web`, where upstream ends the line too. */
export function objectName({ mapping, name, local }: Info): string {
  if (!local) return `${mapping.resource}/${name}`;
  const kind = mapping.kind.toLowerCase();
  return mapping.group ? `${kind}.${mapping.group}/${name}\n` : `${kind}/${name}`;
}

/** `deployments.apps`. */
export function resourceText({ mapping }: Info): string {
  return groupResourceText(mapping);
}

/** `Deployment.apps`, or `Pod` in the core group. */
export function kindText({ mapping }: Info): string {
  return mapping.group ? `${mapping.kind}.${mapping.group}` : mapping.kind;
}
