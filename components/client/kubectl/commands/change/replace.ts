/** `kubectl replace`. Mirrors kubectl pkg/cmd/replace. */
import { sendRaw } from "../get/getRaw.ts";
import { textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { withSource } from "../../errorText.ts";
import { asError, isNotFound } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { fileFlags, fileOptions, requireFiles } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import type { ResourceQuery } from "../../resources/ResourceQuery.ts";
import { pathOf } from "../../resources/Info.ts";
import { cascadeOf, deleteAll, DELETING_FLAGS } from "../delete/deleting.ts";
import { WaitTimeout } from "../writing/following.ts";
import { updatedLastApplied } from "../writing/lastApplied.ts";
import { createObject, replaceObject } from "../writing/requests.ts";
import {
  DRY_RUN_FLAG,
  dryRunOf,
  managerFlag,
  operationPrinter,
  RECORD_FLAG,
  recorded,
  SAVE_CONFIG_FLAG,
  SUBRESOURCE_FLAG,
  VALIDATE_FLAG,
  documentsChecked,
  validationOf,
} from "../writing/writeFlags.ts";

const PATIENCE_MS = 5 * 60_000;

export const replace: Command = {
  name: "replace",
  clientFirst: true,
  short: "Replace a resource by file name or stdin",
  usage: "-f FILENAME",
  examples: ["kubectl replace -f ./pod.json", "kubectl replace --force -f ./pod.json"],
  flags: [
    ...PRINT_FLAGS,
    ...fileFlags("The files that contain the configurations to replace."),
    ...DELETING_FLAGS,
    RECORD_FLAG,
    VALIDATE_FLAG,
    SAVE_CONFIG_FLAG,
    DRY_RUN_FLAG,
    textFlag("raw", "Raw URI to PUT to the server"),
    managerFlag("kubectl-replace"),
    SUBRESOURCE_FLAG,
  ],
  async run(context) {
    const { flags, session } = context;
    const validation = validationOf(flags);
    const dryRun = dryRunOf(context);
    const print = await operationPrinter(context, "replaced", dryRun);
    cascadeOf(flags, context.err);
    const files = fileOptions(flags);
    requireFiles(files);
    const namespace = await session.namespace();
    check(context, dryRun);
    if (flags.text("raw")) return sendRaw(context, "PUT").then(() => 0);
    const query: ResourceQuery = {
      files,
      namespace: namespace.name,
      requireNamespace: namespace.explicit,
      continueOnError: true,
      flatten: true,
      validated: documentsChecked(validationOf(flags)),
    };
    if (flags.bool("force")) return forceReplace(context, query);
    const subresource = flags.text("subresource");
    const found = await findResources(session, query);
    await found.visit(async (info) => {
      const object = recorded(context, updatedLastApplied(info.object as JsonObject, flags.bool("save-config")));
      if (dryRun === "client") return context.out(print(object));
      try {
        context.out(
          print(
            await replaceObject(await session.client(), info, object, {
              dryRun,
              manager: flags.text("field-manager"),
              validation,
              subresource,
              overwrite: true,
            }),
          ),
        );
      } catch (error) {
        throw withSource("replacing", info.source, asError(error));
      }
    });
    return 0;
  },
};

function check({ flags }: CommandContext, dryRun: string): void {
  // Zero became one before upstream looks, so it asks for --force too.
  if (flags.number("grace-period") >= 0 && !flags.bool("force"))
    throw new Error("--grace-period must have --force specified");
  if (flags.number("timeout") !== 0 && !flags.bool("force")) throw new Error("--timeout must have --force specified");
  if (flags.bool("force") && dryRun !== "none") throw new Error("--dry-run can not be used when --force is set");
  if (!flags.text("raw")) return;
  if (flags.list("filename").length !== 1) throw new Error("--raw can only use a single local file or stdin");
  if (flags.bool("recursive")) throw new Error("--raw and --recursive are mutually exclusive");
  if (flags.text("output")) throw new Error("--raw and --output are mutually exclusive");
}

async function forceReplace(context: CommandContext, query: ResourceQuery): Promise<number> {
  const { flags, session, io } = context;
  const grace = flags.number("grace-period");
  const timeout = flags.number("timeout");
  // Arguments are looked at here alone.
  await deleteAll(context, await findResources(session, { ...query, args: context.args, validated: undefined }), {
    cascade: cascadeOf(flags, () => undefined),
    gracePeriod: grace === 0 ? 1 : grace,
    dryRun: "none",
    ignoreNotFound: true,
    wait: grace === 0 || flags.bool("wait"),
    timeout,
    namesOnly: flags.text("output") === "name",
    warnClusterScope: false,
  });
  const client = await session.client();
  const deadline = io.now() + (timeout || PATIENCE_MS);
  await (await findResources(session, query)).visit(async (info) => {
    for (;;) {
      try {
        await client.json("GET", pathOf(info));
      } catch (error) {
        if (isNotFound(error)) return;
        throw error;
      }
      if (io.now() >= deadline || io.signal.aborted) throw new WaitTimeout();
      await io.sleep(1000, io.signal);
    }
  });
  const print = await operationPrinter(context, "replaced", "none");
  let count = 0;
  await (await findResources(session, query)).visit(async (info) => {
    const object = recorded(context, updatedLastApplied(info.object as JsonObject, flags.bool("save-config")));
    const made = await createObject(client, info, object, {
      manager: flags.text("field-manager"),
      validation: validationOf(flags),
    });
    count++;
    context.out(print(made));
  });
  if (count === 0) throw new Error("no objects passed to replace");
  return 0;
}
