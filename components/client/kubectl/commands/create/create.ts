/** `kubectl create`. Mirrors kubectl pkg/cmd/create. */
import { sendRaw } from "../get/getRaw.ts";
import { boolFlag, textFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import { withSource } from "../../errorText.ts";
import { asError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { fileFlags, fileOptions, requireFiles } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { SELECTOR_FLAG } from "../get/getFlags.ts";
import { createEdited } from "../edit/edit.ts";
import { updatedLastApplied } from "../writing/lastApplied.ts";
import { createObject } from "../writing/requests.ts";
import {
  DRY_RUN_FLAG,
  dryRunOf,
  managerFlag,
  operationPrinter,
  RECORD_FLAG,
  recorded,
  SAVE_CONFIG_FLAG,
  VALIDATE_FLAG,
  documentsChecked,
  validationOf,
} from "../writing/writeFlags.ts";
import { createConfigMap, createSecret } from "./createConfig.ts";
import {
  createNamespace,
  createPodDisruptionBudget,
  createPriorityClass,
  createQuota,
  createServiceAccount,
} from "./createPolicies.ts";
import { createClusterRole, createClusterRoleBinding, createRole, createRoleBinding } from "./createRbac.ts";
import { createIngress, createService } from "./createServices.ts";
import { createToken } from "./createToken.ts";
import { createCronJob, createDeployment, createJob } from "./createWorkloads.ts";

export const create: Command = {
  name: "create",
  clientFirst: true,
  short: "Create a resource from a file or from stdin",
  usage: "-f FILENAME",
  examples: ["kubectl create -f ./pod.json", "cat pod.json | kubectl create -f -"],
  commands: [
    createClusterRole,
    createClusterRoleBinding,
    createConfigMap,
    createCronJob,
    createDeployment,
    createIngress,
    createJob,
    createNamespace,
    createPodDisruptionBudget,
    createPriorityClass,
    createQuota,
    createRole,
    createRoleBinding,
    createSecret,
    createService,
    createServiceAccount,
    createToken,
  ],
  flags: [
    RECORD_FLAG,
    ...fileFlags("to use to create the resource"),
    VALIDATE_FLAG,
    boolFlag("edit", "Edit the resource before it is created"),
    boolFlag("windows-line-endings", "With --edit: line endings of Windows"),
    SAVE_CONFIG_FLAG,
    DRY_RUN_FLAG,
    SELECTOR_FLAG,
    textFlag("raw", "Raw URI to POST to the server"),
    managerFlag("kubectl-create"),
    ...PRINT_FLAGS,
  ],
  async run(context) {
    const { flags, args, session } = context;
    if (args.length > 0) throw usageError(context, `Unexpected args: [${args.join(" ")}]`);
    const dryRun = dryRunOf(context);
    const validation = validationOf(flags);
    const print = await operationPrinter(context, "created", dryRun);
    const files = fileOptions(flags);
    requireFiles(files);
    if (flags.text("raw")) return createRaw(context);
    const namespace = await session.namespace();
    const found = await findResources(session, {
      files,
      namespace: namespace.name,
      requireNamespace: namespace.explicit,
      labelSelector: flags.text("selector"),
      continueOnError: true,
      flatten: true,
      validated: documentsChecked(validation),
    });
    if (flags.bool("edit")) {
      await createEdited(context, found);
      return 0;
    }
    let count = 0;
    await found.visit(async (info) => {
      const given = info.object as JsonObject;
      let object = recorded(context, updatedLastApplied(given, flags.bool("save-config")));
      if (dryRun !== "client")
        try {
          object = await createObject(await session.client(), info, object, {
            dryRun,
            manager: flags.text("field-manager"),
            validation,
          });
        } catch (error) {
          throw withSource("creating", info.source, asError(error));
        }
      count++;
      context.out(print(object));
    });
    if (count === 0) throw new Error("no objects passed to create");
    return 0;
  },
};

async function createRaw(context: CommandContext): Promise<number> {
  const { flags } = context;
  if (flags.bool("edit")) throw new Error("--raw and --edit are mutually exclusive");
  if (flags.list("filename").length !== 1) throw new Error("--raw can only use a single local file or stdin");
  if (flags.bool("recursive")) throw new Error("--raw and --recursive are mutually exclusive");
  if (flags.text("selector")) throw new Error("--raw and --selector (-l) are mutually exclusive");
  if (flags.text("output")) throw new Error("--raw and --output are mutually exclusive");
  await sendRaw(context, "POST");
  return 0;
}
