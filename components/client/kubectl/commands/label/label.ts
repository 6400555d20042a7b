/** `kubectl label`. Mirrors kubectl pkg/cmd/label. */
import { boolFlag, textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { changeLabels, parseLabelChanges, textsOf } from "../../edit/labels.ts";
import { splitPairs } from "../../edit/pairs.ts";
import { cloneJson, goJson, isObject, type JsonObject } from "../../json.ts";
import { createMergePatch } from "../../patch/mergePatch.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { fileFlags, fileOptions, hasFiles } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from "../get/getFlags.ts";
import { patchObject } from "../writing/requests.ts";
import { ALL_FLAG, LOCAL_FLAG, selectionOf } from "../writing/selecting.ts";
import { DRY_RUN_FLAG, dryRunOf, managerFlag, operationPrinter, RECORD_FLAG, recorded } from "../writing/writeFlags.ts";

export const label: Command = {
  name: "label",
  short: "Update the labels on a resource",
  usage: "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]",
  examples: ["kubectl label pods foo unhealthy=true", "kubectl label --overwrite pods foo status=unhealthy"],
  flags: [
    RECORD_FLAG,
    ...PRINT_FLAGS,
    boolFlag("overwrite", "Allow labels to be overwritten"),
    boolFlag("list", "Display the labels of the resource"),
    LOCAL_FLAG,
    FIELD_SELECTOR_FLAG,
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    textFlag("resource-version", "Only change the object at this version"),
    ...fileFlags("identifying the resource to update the labels"),
    DRY_RUN_FLAG,
    managerFlag("kubectl-label"),
    SELECTOR_FLAG,
  ],
  async run(context) {
    const { flags, args, session } = context;
    const dryRun = dryRunOf(context);
    const { resources, pairs } = splitPairs(args, "label");
    const changes = parseLabelChanges(pairs);
    const list = flags.bool("list");
    if (list && flags.text("output")) throw new Error("--list and --output may not be specified together");
    const query = await selectionOf(context, resources);
    checkSelection(context, resources, { dryRun, example: "pod" });
    if (changes.set.size === 0 && changes.remove.length === 0 && !list)
      throw new Error("at least one label update is required");
    const found = await findResources(session, query);
    const version = flags.text("resource-version");
    if (version && !found.singleItemImplied)
      throw new Error("--resource-version may only be used with a single resource");
    const stays = dryRun === "client" || flags.bool("local") || list;
    await found.visit(async (info) => {
      const before = versioned(info.object as JsonObject, version ? "" : undefined);
      const after = versioned(before, version || undefined);
      if (!stays)
        for (const name of changes.remove)
          if (!Object.hasOwn(textsOf(after, "labels"), name)) context.out(`label ${JSON.stringify(name)} not found.\n`);
      const operation = changeLabels(after, changes, flags.bool("overwrite"));
      const written = recorded(context, after);
      if (!stays && operation !== "not labeled")
        await patchObject(
          await session.client(),
          info,
          { type: "merge", text: goJson(createMergePatch(before, written)) },
          { dryRun, manager: flags.text("field-manager") },
        );
      if (list) {
        const indent = found.singleItemImplied ? "" : " ";
        if (!found.singleItemImplied)
          context.out(`Listing labels for ${info.mapping.kind}.${info.mapping.group}/${info.name}:\n`);
        for (const [key, value] of Object.entries(textsOf(after, "labels"))) context.out(`${indent}${key}=${value}\n`);
        return;
      }
      context.out((await operationPrinter(context, operation, dryRun))(written));
    });
  },
};

/** A copy; with a version it is set, the empty one included. */
export function versioned(object: JsonObject, version: string | undefined): JsonObject {
  const copy = cloneJson(object);
  if (version === undefined || !isObject(copy.metadata)) return copy;
  if (version === "") delete copy.metadata.resourceVersion;
  else copy.metadata.resourceVersion = version;
  return copy;
}

/** What `label` and `annotate` refuse before they look. */
export function checkSelection(
  { flags }: CommandContext,
  resources: readonly string[],
  { dryRun, example }: { readonly dryRun: string; readonly example: string },
): void {
  if (flags.bool("all") && flags.text("selector")) throw new Error("cannot set --all and --selector at the same time");
  if (flags.bool("all") && flags.text("field-selector"))
    throw new Error("cannot set --all and --field-selector at the same time");
  const files = hasFiles(fileOptions(flags));
  if (!flags.bool("local")) {
    if (resources.length === 0 && !files)
      throw new Error("one or more resources must be specified as <resource> <name> or <resource>/<name>");
    return;
  }
  if (dryRun === "server")
    throw new Error("cannot specify --local and --dry-run=server - did you mean --dry-run=client?");
  const names = `-f ${example}.yaml or --filename=${example}.json`;
  if (resources.length > 0) throw new Error(`can only use local files by ${names} when --local=true is set`);
  if (!files) throw new Error(`one or more files must be specified as ${names}`);
}
