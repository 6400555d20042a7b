/** `kubectl auth reconcile`. Mirrors kubectl pkg/cmd/auth reconcile. */
import { type Reconciled, reconciledBinding, reconciledRole, subjectText } from "../../auth/reconciled.ts";
import { ruleText } from "../../auth/policyRules.ts";
import { boolFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { isNotFound, isStatus } from "../../errors.ts";
import { goJson, type JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { fileFlags, fileOptions, requireFiles } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { type Info, pathOf } from "../../resources/Info.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { createObject, deleteObject, replaceObject } from "../writing/requests.ts";
import { type DryRun, DRY_RUN_FLAG, dryRunOf, operationPrinter } from "../writing/writeFlags.ts";

const GROUP = "rbac.authorization.k8s.io";
const TRIES = 3;

export const reconcile: Command = {
  name: "reconcile",
  short: "Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects",
  usage: "-f FILENAME",
  examples: ["kubectl auth reconcile -f my-rbac-rules.yaml"],
  flags: [
    ...PRINT_FLAGS,
    ...fileFlags("identifying the resource to reconcile."),
    boolFlag("remove-extra-permissions", "Remove extra permissions of roles"),
    boolFlag("remove-extra-subjects", "Remove extra subjects of role bindings"),
    DRY_RUN_FLAG,
  ],
  async run(context) {
    const { args, flags, session } = context;
    const files = fileOptions(flags);
    requireFiles(files);
    if (args.length > 0) throw new Error("no arguments are allowed");
    const dryRun = dryRunChecked(context);
    const namespace = await session.namespace();
    const found = await findResources(session, {
      files,
      namespace: namespace.name,
      requireNamespace: namespace.explicit,
      continueOnError: true,
      typed: true,
      flatten: true,
      // Kinds that no server has any more are none of its business.
      local: true,
    });
    const print = await operationPrinter(context, "reconciled", dryRun);
    await found.visit(async (local) => {
      const { group, version, kind } = local.mapping;
      if (group !== GROUP) return;
      if (version !== "v1") throw new Error(`only ${GROUP}/v1 is supported: not *${version}.${kind}`);
      const namespaced = !kind.startsWith("Cluster");
      const info: Info = {
        ...local,
        mapping: { ...local.mapping, namespaced },
        namespace: namespaced ? local.namespace || namespace.name : "",
      };
      const { object, ...result } = await reconciled(context, info, dryRun);
      context.out(print(asTyped(object), { typed: true }));
      report(context, { object, ...result });
    });
  },
};

function dryRunChecked(context: CommandContext): DryRun {
  let dryRun: DryRun;
  try {
    dryRun = dryRunOf(context);
  } catch (error) {
    throw new Error(`error accessing --dry-run flag for command reconcile: ${(error as Error).message}`);
  }
  if (dryRun === "server") throw new Error("--dry-run=server for command reconcile is not supported yet");
  return dryRun;
}

async function reconciled(context: CommandContext, info: Info, dryRun: DryRun): Promise<Reconciled> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await reconcileOnce(context, info, dryRun);
    } catch (error) {
      if (!isStatus(error, "Conflict") || attempt >= TRIES) throw error;
    }
}

async function reconcileOnce({ session, flags }: CommandContext, info: Info, dryRun: DryRun): Promise<Reconciled> {
  const client = await session.client();
  const expected = info.object as JsonObject;
  let existing: JsonObject | undefined;
  try {
    existing = (await client.json("GET", pathOf(info))) as JsonObject;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const result = info.mapping.kind.endsWith("Binding")
    ? reconciledBinding(expected, existing, flags.bool("remove-extra-subjects"))
    : reconciledRole(expected, existing, flags.bool("remove-extra-permissions"));
  if (dryRun !== "none" || result.isProtected) return result;
  switch (result.operation) {
    case "none":
      return result;
    case "update":
      return { ...result, object: await replaceObject(client, info, result.object) };
    case "recreate":
      await deleteObject(client, info, { cascade: "Background", gracePeriod: -1 });
      return { ...result, object: await createObject(client, info, result.object) };
    case "create":
      await ensureNamespace(client, info.namespace);
      return { ...result, object: await createObject(client, info, result.object) };
  }
}

type Client = Awaited<ReturnType<CommandContext["session"]["client"]>>;

/** A namespace that is not there is made; who may not is told by what follows. */
async function ensureNamespace(client: Client, name: string): Promise<void> {
  if (!name) return;
  try {
    await client.json("GET", `/api/v1/namespaces/${encodeURIComponent(name)}`);
  } catch (error) {
    if (!isNotFound(error)) return;
    const body = goJson({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    await client.json("POST", "/api/v1/namespaces", { body }).catch((problem: unknown) => {
      if (!isStatus(problem, "AlreadyExists") && !isStatus(problem, "Forbidden")) throw problem;
    });
  }
}

function report({ err, flags }: CommandContext, result: Reconciled): void {
  if (result.operation === "none") return;
  const caveat = result.isProtected
    ? `, but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)`
    : "";
  err(`\treconciliation required ${result.operation}${caveat}\n`);
  const tellAll = (title: string, texts: readonly string[]): void => {
    if (texts.length > 0) err(`\t${title}:\n${texts.map((text) => `\t\t${text}\n`).join("")}`);
  };
  tellAll("missing subjects added", result.missingSubjects.map(subjectText));
  if (flags.bool("remove-extra-subjects")) tellAll("extra subjects removed", result.extraSubjects.map(subjectText));
  tellAll("missing rules added", result.missingRules.map(ruleText));
  if (flags.bool("remove-extra-permissions")) tellAll("extra rules removed", result.extraRules.map(ruleText));
}
