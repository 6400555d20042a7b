/** `kubectl annotate`. Mirrors kubectl pkg/cmd/annotate. */
import { boolFlag, textFlag } from "../../cli/flags.ts";
import type { Command } from "../../cli/Command.ts";
import { changeAnnotations, textsOf } from "../../edit/labels.ts";
import { parsePairs, splitPairs } from "../../edit/pairs.ts";
import { goJson, type JsonObject } from "../../json.ts";
import { createMergePatch } from "../../patch/mergePatch.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { fileFlags } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from "../get/getFlags.ts";
import { patchObject } from "../writing/requests.ts";
import { ALL_FLAG, LOCAL_FLAG, selectionOf } from "../writing/selecting.ts";
import { DRY_RUN_FLAG, dryRunOf, managerFlag, operationPrinter, RECORD_FLAG, recorded } from "../writing/writeFlags.ts";
import { checkSelection, versioned } from "./label.ts";

export const annotate: Command = {
  name: "annotate",
  short: "Update the annotations on a resource",
  usage: "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]",
  examples: ["kubectl annotate pods foo description='my frontend'", "kubectl annotate pods foo description-"],
  flags: [
    ...PRINT_FLAGS,
    RECORD_FLAG,
    DRY_RUN_FLAG,
    ...fileFlags("identifying the resource to update the annotation"),
    managerFlag("kubectl-annotate"),
    SELECTOR_FLAG,
    boolFlag("overwrite", "Allow annotations to be overwritten"),
    boolFlag("list", "Display the annotations of the resource"),
    LOCAL_FLAG,
    FIELD_SELECTOR_FLAG,
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    textFlag("resource-version", "Only change the object at this version"),
  ],
  async run(context) {
    const { flags, args, session } = context;
    const dryRun = dryRunOf(context);
    const print = await operationPrinter(context, "annotated", dryRun);
    const query = await selectionOf(context, []);
    const { resources, pairs } = splitPairs(args, "annotation");
    const changes = parsePairs(pairs, "annotation", true);
    const list = flags.bool("list");
    if (list && flags.text("output")) throw new Error("--list and --output may not be specified together");
    checkSelection(context, resources, { dryRun, example: "rsrc" });
    if (changes.set.size === 0 && changes.remove.length === 0 && !list)
      throw new Error("at least one annotation update is required");
    const both = changes.remove.filter((name) => changes.set.has(name));
    if (both.length > 0)
      throw new Error(
        `can not both modify and remove the following annotation(s) in the same command: ${both.join(", ")}`,
      );
    const found = await findResources(session, { ...query, args: resources });
    const version = flags.text("resource-version");
    if (version && !found.singleItemImplied)
      throw new Error("--resource-version may only be used with a single resource");
    await found.visit(async (info) => {
      const stays = dryRun === "client" || flags.bool("local") || list;
      const before = versioned(info.object as JsonObject, version && !stays ? "" : undefined);
      const after = versioned(recorded(context, before), version || undefined);
      changeAnnotations(after, changes, flags.bool("overwrite"));
      const written = stays
        ? after
        : await patchObject(
            await session.client(),
            info,
            { type: "merge", text: goJson(createMergePatch(before, after)) },
            { dryRun, manager: flags.text("field-manager") },
          );
      if (!list) return context.out(print(written));
      const indent = found.singleItemImplied ? "" : " ";
      if (!found.singleItemImplied)
        context.out(`Listing annotations for ${info.mapping.kind}.${info.mapping.group}/${info.name}:\n`);
      for (const [key, value] of Object.entries(textsOf(after, "annotations")))
        context.out(`${indent}${key}=${value}\n`);
    });
  },
};
