/** `kubectl apply view-last-applied` and `set-last-applied`. Mirrors kubectl pkg/cmd/apply. */
import { boolFlag, textFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import { withSource } from "../../errorText.ts";
import { asError, isNotFound } from "../../errors.ts";
import { goJson, type JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { fileFlags, fileOptions, filenameFlag } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { type Info, retrieve } from "../../resources/Info.ts";
import { writeYaml } from "../../yaml/writeYaml.ts";
import { LAST_APPLIED, originalOf } from "../writing/lastApplied.ts";
import { patchObject } from "../writing/requests.ts";
import { ALL_FLAG } from "../writing/selecting.ts";
import { type DryRun, DRY_RUN_FLAG, dryRunOf, operationPrinter } from "../writing/writeFlags.ts";
import { infoText } from "./Applying.ts";
import { SELECTOR_FLAG } from "../get/getFlags.ts";

export const viewLastApplied: Command = {
  name: "view-last-applied",
  short: "View the latest last-applied-configuration annotations of a resource/object",
  usage: "(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
  flags: [
    textFlag("output", "Output format. Must be one of (yaml, json)", { short: "o", default: "yaml" }),
    SELECTOR_FLAG,
    ALL_FLAG,
    ...fileFlags("that contains the last-applied-configuration annotations"),
  ],
  async run(context) {
    const { args, flags, session } = context;
    const namespace = await session.namespace();
    const found = await findResources(session, {
      args,
      files: fileOptions(flags),
      namespace: namespace.name,
      requireNamespace: namespace.explicit,
      all: flags.bool("all"),
      labelSelector: flags.text("selector"),
      latest: true,
      flatten: true,
    });
    const texts: string[] = [];
    await found.visit((info) => {
      const text = originalOf(info.object as JsonObject);
      if (text !== undefined) texts.push(text);
      // Upstream means to say it always, and does for files alone.
      else if (info.source)
        throw new Error(
          `error when no last-applied-configuration annotation found on resource: ${info.name}\n ${JSON.stringify(info.source)}: <nil>`,
        );
    });
    for (const text of texts) context.out(shown(context, text));
  },
};

function shown(context: CommandContext, text: string): string {
  const format = context.flags.text("output");
  if (format === "json") return `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`;
  if (format === "yaml") return writeYaml(JSON.parse(text));
  throw usageError(context, `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`);
}

export const setLastApplied: Command = {
  name: "set-last-applied",
  short: "Set the last-applied-configuration annotation on a live object to match the contents of a file",
  usage: "-f FILENAME",
  flags: [
    ...PRINT_FLAGS,
    DRY_RUN_FLAG,
    boolFlag("create-annotation", "Create the annotation if the object has none"),
    filenameFlag("that contains the last-applied-configuration annotations"),
  ],
  async run(context) {
    const { flags, session } = context;
    const dryRun = dryRunOf(context);
    const namespace = await session.namespace();
    await operationPrinter(context, "configured", dryRun);
    const found = await findResources(session, {
      files: { filenames: flags.list("filename"), kustomize: "", recursive: false },
      namespace: namespace.name,
      requireNamespace: namespace.explicit,
      flatten: true,
    });
    const changes: { readonly info: Info; readonly text: string }[] = [];
    await found.visit(async (info) => {
      const text = `${goJson(info.object)}\n`;
      const before = await current(context, info);
      if (before === undefined && !flags.bool("create-annotation"))
        throw new Error(
          `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
        );
      if (before?.trim() === text.trim()) context.out(`set-last-applied ${info.name}: no changes required.\n`);
      else changes.push({ info, text });
    });
    for (const change of changes) await setAnnotation(context, change, dryRun);
  },
};

async function current({ session }: CommandContext, info: Info): Promise<string | undefined> {
  try {
    return originalOf(await retrieve(await session.client(), info));
  } catch (error) {
    if (isNotFound(error)) throw error;
    const verb = `retrieving current configuration of:\n${infoText(info)}\nfrom server for:`;
    throw withSource(verb, info.source, asError(error));
  }
}

async function setAnnotation(
  context: CommandContext,
  { info, text }: { readonly info: Info; readonly text: string },
  dryRun: DryRun,
): Promise<void> {
  const print = await operationPrinter(context, "configured", dryRun);
  const patch = { type: "merge", text: goJson({ metadata: { annotations: { [LAST_APPLIED]: text } } }) } as const;
  const object =
    dryRun === "client"
      ? (info.object as JsonObject)
      : await patchObject(await context.session.client(), info, patch, { dryRun });
  context.out(print(object));
}
