/** `create KIND NAME`: from flags to an object, sent or shown. Mirrors the subcommands of kubectl pkg/cmd/create. */
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import type { Flag } from "../../cli/flags.ts";
import { asError } from "../../errors.ts";
import type { Manifest } from "../../generate/generated.ts";
import { cloneJson, isObject, type JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { guessedMapping } from "../../resources/mappings.ts";
import type { Mapping } from "../../rest/RestMapper.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { updatedLastApplied } from "../writing/lastApplied.ts";
import { createObject } from "../writing/requests.ts";
import {
  type DryRun,
  DRY_RUN_FLAG,
  dryRunOf,
  managerFlag,
  operationPrinter,
  SAVE_CONFIG_FLAG,
  VALIDATE_FLAG,
  validationOf,
} from "../writing/writeFlags.ts";

export interface Generating {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly short: string;
  readonly usage: string;
  readonly examples?: readonly string[];
  readonly flags: readonly Flag[];
  /** `--save-config` is taken and means nothing. */
  readonly savesNothing?: boolean;
  /** Put before the server's refusal, `failed to create job: `. */
  readonly failure?: string;
  generate(context: CommandContext, name: string): Promise<Manifest> | Manifest;
}

export function generatingCommand({ generate, failure, savesNothing, flags, ...command }: Generating): Command {
  return {
    ...command,
    clientFirst: true,
    flags: [...PRINT_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG, DRY_RUN_FLAG, managerFlag("kubectl-create"), ...flags],
    async run(context) {
      const name = nameArgument(context);
      const dryRun = dryRunOf(context);
      const print = await operationPrinter(context, "created", dryRun);
      validationOf(context.flags);
      const manifest = await generate(context, name);
      const object = await sendGenerated(context, manifest, {
        dryRun,
        failure: failure ?? "",
        savesNothing: savesNothing ?? false,
      });
      context.out(print(asTyped(object), { typed: true }));
    },
  };
}

/** The one argument before `--`. */
export function nameArgument(context: CommandContext): string {
  const count = context.dashAt === -1 ? context.args.length : context.dashAt;
  if (count !== 1) throw usageError(context, `exactly one NAME is required, got ${count}`);
  return context.args[0] as string;
}

export interface SendOptions {
  readonly dryRun: DryRun;
  readonly failure: string;
  readonly savesNothing?: boolean;
}

/** The object as the server has it, or as it would be sent. */
async function sendGenerated(
  context: CommandContext,
  manifest: Manifest,
  { dryRun, failure, savesNothing = false }: SendOptions,
): Promise<JsonObject> {
  const { flags, session } = context;
  const namespace = await session.namespace();
  const mapping = mappingOfKind(manifest);
  const placed = mapping.namespaced && namespace.explicit ? inNamespace(manifest, namespace.name) : manifest;
  const object = updatedLastApplied(asTyped(placed), flags.bool("save-config") && !savesNothing, compactJson);
  if (dryRun === "client") return asTyped(object);
  const client = await session.client();
  try {
    return await createObject(
      client,
      { mapping, namespace: mapping.namespaced ? namespace.name : "", name: "" },
      object,
      {
        dryRun,
        manager: flags.text("field-manager"),
        ...(flags.has("validate") ? { validation: validationOf(flags) } : {}),
      },
    );
  } catch (error) {
    if (failure === "") throw error;
    throw new Error(`${failure}${asError(error).message}`);
  }
}

const CLUSTER_WIDE = ["Namespace", "ClusterRole", "ClusterRoleBinding", "PriorityClass"];

/** What is made here is known without asking the server. */
function mappingOfKind(manifest: Manifest): Mapping {
  return { ...guessedMapping(manifest), namespaced: !CLUSTER_WIDE.includes(manifest.kind) };
}

export function inNamespace<T extends JsonObject>(object: T, namespace: string): T {
  const copy = cloneJson(object);
  const metadata = isObject(copy.metadata) ? copy.metadata : {};
  return { ...copy, metadata: { ...metadata, namespace } };
}

/** In the order of the Go type, without blanks. */
function compactJson(object: JsonObject): string {
  return JSON.stringify(asTyped(object));
}
