/** `kubectl delete`. Mirrors kubectl pkg/cmd/delete. */
import { boolFlag, textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { isNotFound } from "../../errors.ts";
import { fileFlags, fileOptions } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import type { ResourceQuery } from "../../resources/ResourceQuery.ts";
import type { Info } from "../../resources/Info.ts";
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from "../get/getFlags.ts";
import { rawText } from "../get/getRaw.ts";
import { kindText } from "../writing/selecting.ts";
import { DRY_RUN_FLAG, dryRunOf } from "../writing/writeFlags.ts";
import { cascadeOf, deleteAll, DELETING_FLAGS } from "./deleting.ts";

export const deleteCommand: Command = {
  name: "delete",
  short: "Delete resources by file names, stdin, resources and names, or by resources and label selector",
  usage: "([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])",
  examples: ["kubectl delete -f ./pod.yaml", "kubectl delete pod,service baz foo", "kubectl delete pods --all"],
  suggestFor: ["rm", "remove"],
  flags: [
    ...fileFlags("containing the resource to delete."),
    SELECTOR_FLAG,
    FIELD_SELECTOR_FLAG,
    boolFlag("all", "Delete all resources in the namespace of the specified types"),
    ALL_NAMESPACES_FLAG,
    ...DELETING_FLAGS.map((flag) => (flag.name === "wait" ? { ...flag, default: "true" } : flag)),
    boolFlag("now", "Signal for immediate shutdown, as --grace-period=1"),
    boolFlag("ignore-not-found", "What is not there counts as deleted"),
    textFlag("output", 'Output mode, "name" for shorter output', { short: "o" }),
    textFlag("raw", "Raw URI to DELETE to the server"),
    boolFlag("interactive", "Ask before anything is deleted", { short: "i" }),
    DRY_RUN_FLAG,
  ],
  async run(context) {
    const { flags, args, session } = context;
    const cascade = cascadeOf(flags, context.err);
    const namespace = await session.namespace();
    const selecting = flags.bool("all") || flags.text("selector") !== "" || flags.text("field-selector") !== "";
    const gracePeriod = gracePeriodOf(context);
    const dryRun = dryRunOf(context);
    const raw = flags.text("raw");
    const allNamespaces = flags.bool("all-namespaces");
    const query: ResourceQuery = {
      args,
      files: fileOptions(flags),
      namespace: namespace.name,
      requireNamespace: namespace.explicit && !allNamespaces,
      allNamespaces,
      labelSelector: flags.text("selector"),
      fieldSelector: flags.text("field-selector"),
      all: flags.bool("all"),
      continueOnError: true,
      flatten: true,
      namesOnly: true,
    };
    const found = raw ? undefined : await findResources(session, query);
    check(context, gracePeriod);
    if (!found) {
      const answer = await (await session.client()).text("DELETE", raw);
      context.out(rawText(answer.body));
      return;
    }
    const ignoreNotFound = flags.changed("ignore-not-found") ? flags.bool("ignore-not-found") : selecting;
    const agreed = flags.bool("interactive") ? await confirmed(context, query, ignoreNotFound) : undefined;
    if (agreed === false) return;
    await deleteAll(context, found, {
      cascade,
      gracePeriod,
      dryRun,
      ignoreNotFound,
      wait: flags.bool("wait"),
      timeout: flags.number("timeout"),
      namesOnly: flags.text("output") === "name",
      warnClusterScope: namespace.explicit && !allNamespaces,
      ...(agreed ? { agreed } : {}),
    });
  },
};

function gracePeriodOf({ flags }: CommandContext): number {
  let seconds = flags.number("grace-period");
  if (flags.bool("now")) {
    if (seconds !== -1) throw new Error("--now and --grace-period cannot be specified together");
    seconds = 1;
  }
  if (seconds === 0 && !flags.bool("force")) return 1;
  return flags.bool("force") && seconds < 0 ? 0 : seconds;
}

function check({ flags, err }: CommandContext, gracePeriod: number): void {
  const output = flags.text("output");
  if (output && output !== "name") throw new Error(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (flags.bool("all") && flags.text("selector")) throw new Error("cannot set --all and --selector at the same time");
  if (flags.bool("all") && flags.text("field-selector"))
    throw new Error("cannot set --all and --field-selector at the same time");
  if (gracePeriod === 0 && flags.bool("force"))
    err(
      "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n",
    );
  else if (gracePeriod > 0 && flags.bool("force"))
    throw new Error("--force and --grace-period greater than 0 cannot be specified together");
  const raw = flags.text("raw");
  if (!raw) return;
  if (flags.bool("interactive")) throw new Error("--interactive can not be used with --raw");
  if (flags.list("filename").length > 1) throw new Error("--raw can only use a single local file or stdin");
  if (flags.bool("recursive")) throw new Error("--raw and --recursive are mutually exclusive");
  if (output) throw new Error("--raw and --output are mutually exclusive");
  if (!/^(\/|[a-z]+:)/i.test(raw))
    throw new Error(`--raw must be a valid URL path: parse ${JSON.stringify(raw)}: invalid URI for request`);
}

/** Shows what would be deleted and asks; false when the answer is no. */
async function confirmed(
  { session, io, out }: CommandContext,
  query: ResourceQuery,
  ignoreNotFound: boolean,
): Promise<false | ((info: Info) => boolean)> {
  const keyOf = (info: Info): string => `${kindText(info)}/${info.namespace}/${info.name}`;
  const previewed: Info[] = [];
  await (await findResources(session, query)).visit(
    (info) => void previewed.push(info),
    (error) => ignoreNotFound && isNotFound(error),
  );
  if (previewed.length === 0) {
    out("No resources found\n");
    return false;
  }
  out(`You are about to delete the following ${previewed.length} resource(s):\n`);
  for (const info of previewed) {
    const kind = kindText(info);
    out(`${info.mapping.kind.toLowerCase()}${kind.slice(info.mapping.kind.length)}/${info.name}\n`);
  }
  out("Do you want to continue? (y/N): ");
  if ((await io.stdin()).trim().split(/\s/)[0]?.toLowerCase() !== "y") {
    out("deletion is cancelled\n");
    return false;
  }
  const keys = new Set(previewed.map(keyOf));
  return (info) => keys.has(keyOf(info));
}
