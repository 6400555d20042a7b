/** `kubectl apply`. Mirrors kubectl pkg/cmd/apply. */
import { arrayFlag, boolFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import { asError, ErrorList } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { PRINT_FLAGS, sortedMembers } from "../../print/printers.ts";
import { fileFlags, fileOptions, requireFiles } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { cascadeOf, DELETING_FLAGS } from "../delete/deleting.ts";
import {
  type DryRun,
  DRY_RUN_FLAG,
  dryRunOf,
  managerFlag,
  operationPrinter,
  RECORD_FLAG,
  SUBRESOURCE_FLAG,
  VALIDATE_FLAG,
  documentsChecked,
  validationOf,
} from "../writing/writeFlags.ts";
import { type Applying, applyManager, CLIENT_SIDE_MANAGER } from "./Applying.ts";
import { applyHere } from "./clientSide.ts";
import { editLastApplied } from "../edit/edit.ts";
import { setLastApplied, viewLastApplied } from "./lastAppliedCommands.ts";
import { prune, pruneMappings, type PruneResource, pruneResources } from "./pruning.ts";
import { applyAtServer } from "./serverSide.ts";
import { SELECTOR_FLAG } from "../get/getFlags.ts";

export const apply: Command = {
  name: "apply",
  clientFirst: true,
  short: "Apply a configuration to a resource by file name or stdin",
  usage: "(-f FILENAME | -k DIRECTORY)",
  examples: ["kubectl apply -f ./pod.json", "cat pod.json | kubectl apply -f -"],
  flags: [
    ...fileFlags("The files that contain the configurations to apply"),
    ...DELETING_FLAGS,
    ...PRINT_FLAGS,
    RECORD_FLAG,
    VALIDATE_FLAG,
    DRY_RUN_FLAG,
    boolFlag("server-side", "Apply in the server instead of the client"),
    boolFlag("force-conflicts", "Take fields from other managers"),
    managerFlag(CLIENT_SIDE_MANAGER),
    SELECTOR_FLAG,
    boolFlag("prune", "Delete resources that are not in the configurations any more"),
    arrayFlag("prune-allowlist", "Prune these <group/version/kind> instead of the default ones"),
    boolFlag("all", "Select all resources of the specified types"),
    boolFlag("overwrite", "Resolve conflicts with the values of the configuration", { default: "true" }),
    boolFlag("openapi-patch", "Use the server's schema to compute patches", { default: "true" }),
    SUBRESOURCE_FLAG,
  ],
  commands: [viewLastApplied, setLastApplied, editLastApplied],
  async run(context) {
    const { args, flags } = context;
    if (args.length > 0) throw usageError(context, `Unexpected args: [${args.join(" ")}]`);
    const dryRun = dryRunOf(context);
    cascadeOf(flags, context.err);
    const files = fileOptions(flags);
    requireFiles(files);
    const validation = validationOf(flags);
    const allowed = flags.bool("prune") ? pruneResources(flags.list("prune-allowlist")) : [];
    check(context, dryRun);
    // Kinds that are not served are told of before anything is applied.
    if (allowed.length > 0) await pruneMappings(context, allowed);
    await runApply(context, { dryRun, validation, allowed });
  },
};

function check({ flags }: CommandContext, dryRun: DryRun): void {
  const server = flags.bool("server-side");
  const force = flags.bool("force");
  const {
    prune: pruning,
    all,
    selector,
  } = {
    prune: flags.bool("prune"),
    all: flags.bool("all"),
    selector: flags.text("selector"),
  };
  if (flags.bool("force-conflicts") && !server) throw new Error("--force-conflicts only works with --server-side");
  if (dryRun === "client" && server)
    throw new Error("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (force && server) throw new Error("--force cannot be used with --server-side");
  if (dryRun === "server" && force) throw new Error("--dry-run=server cannot be used with --force");
  if (all && selector) throw new Error("cannot set --all and --selector at the same time");
  if (force && pruning) throw new Error("--force cannot be used with --prune");
  if (pruning && !all && !selector)
    throw new Error(
      "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector",
    );
  if (pruning && server)
    throw new Error("--prune is in alpha and doesn't currently work on objects created by server-side apply");
  if (flags.text("subresource") && !server) throw new Error("--subresource can only be specified for --server-side");
}

interface Run {
  readonly dryRun: DryRun;
  readonly validation: string;
  readonly allowed: readonly PruneResource[];
}

async function runApply(context: CommandContext, { dryRun, validation, allowed }: Run): Promise<void> {
  const { flags, session } = context;
  const namespace = await session.namespace();
  const found = await findResources(session, {
    files: fileOptions(flags),
    namespace: namespace.name,
    requireNamespace: namespace.explicit,
    labelSelector: flags.text("selector"),
    continueOnError: true,
    flatten: true,
    validated: documentsChecked(validation),
  });
  const { infos, error } = await found.infos();
  const problems: Error[] = error ? [error] : [];
  if (infos.length === 0 && !error) throw new Error("no objects passed to apply");
  const format = flags.text("output");
  const applying: Applying = {
    context,
    dryRun,
    validation,
    manager: applyManager(flags),
    printsObjects: format !== "" && format !== "name",
    namespaces: new Set(namespace.explicit ? [namespace.name] : []),
    visited: new Set(),
  };
  for (const info of infos)
    try {
      if (info.mapping.namespaced) applying.namespaces.add(info.namespace);
      if (flags.bool("server-side")) await applyAtServer(applying, info);
      else await applyHere(applying, info);
    } catch (problem) {
      problems.push(asError(problem));
    }
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) throw new ErrorList(problems);
  if (applying.printsObjects)
    await printAll(
      context,
      infos.map(({ object }) => object as JsonObject),
    );
  if (flags.bool("prune")) await prune(applying, allowed);
}

async function printAll(context: CommandContext, objects: readonly JsonObject[]): Promise<void> {
  const print = await operationPrinter(context, "", "none");
  const [only] = objects;
  if (only && objects.length === 1) return context.out(print(only));
  // The list is of a Go type, its items are not.
  const items = objects.map((object) => sortedMembers(object));
  context.out(print({ kind: "List", apiVersion: "v1", metadata: {}, items } as JsonObject, { typed: true }));
}
