/** `kubectl diff`. Mirrors kubectl pkg/cmd/diff. */
import { arrayFlag, boolFlag, intFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import { maskSecret } from "../../diff/maskSecret.ts";
import { unifiedDiff } from "../../diff/unifiedDiff.ts";
import { shownError } from "../../errorText.ts";
import { asError, CommandExit, ExitError, isNotFound, isStatus } from "../../errors.ts";
import { klogLine } from "../../klog.ts";
import { at, compareText, type JsonObject } from "../../json.ts";
import { SHOW_MANAGED_FIELDS, withoutManagedFields } from "../../print/printers.ts";
import { fileFlags, fileOptions, requireFiles } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { type Info, nameOf, namespaceOf, retrieve } from "../../resources/Info.ts";
import { writeYaml } from "../../yaml/writeYaml.ts";
import { CLIENT_SIDE_MANAGER, warnIfDeleting } from "../apply/Applying.ts";
import { prunable, pruneMappings, pruneResources } from "../apply/pruning.ts";
import { SELECTOR_FLAG } from "../get/getFlags.ts";
import { managerFlag } from "../writing/writeFlags.ts";
import { type Compared, mergedOf } from "./merged.ts";

const TRIES = 4;

export const diff: Command = {
  name: "diff",
  short: "Diff the live version against a would-be applied version",
  usage: "-f FILENAME",
  examples: ["kubectl diff -f pod.json", "cat service.yaml | kubectl diff -f -"],
  flags: [
    arrayFlag("prune-allowlist", "Prune these <group/version/kind> instead of the default ones"),
    boolFlag("prune", "Include resources that would be deleted by pruning"),
    SHOW_MANAGED_FIELDS,
    boolFlag("show-secrets", "Do not mask the values of secrets"),
    intFlag("concurrency", "Number of objects to process in parallel", { default: "1" }),
    ...fileFlags("contains the configuration to diff"),
    boolFlag("server-side", "Apply in the server instead of the client"),
    boolFlag("force-conflicts", "Take fields from other managers"),
    managerFlag(CLIENT_SIDE_MANAGER),
    SELECTOR_FLAG,
  ],
  flagProblem: (message, path) => problem(usageError({ path }, message)),
  async run(context) {
    let differs: boolean;
    try {
      differs = await runDiff(context);
    } catch (error) {
      throw problem(asError(error));
    }
    if (differs) throw new ExitError(1);
  },
};

/** One means that there are differences, so problems are one more. */
function problem(error: Error): Error {
  const { text, code } = shownError(error);
  return new CommandExit(code + 1, text.replace(/\n$/, ""));
}

interface Versions {
  readonly name: string;
  /** Null is written as such. */
  readonly live: JsonObject | null | undefined;
  readonly merged: JsonObject | undefined;
}

async function runDiff(context: CommandContext): Promise<boolean> {
  const { args, flags, session } = context;
  if (args.length > 0) throw usageError(context, `Unexpected args: [${args.join(" ")}]`);
  const files = fileOptions(flags);
  requireFiles(files);
  if (flags.bool("force-conflicts") && !flags.bool("server-side"))
    throw new Error("--force-conflicts only works with --server-side");
  await session.client();
  const namespace = await session.namespace();
  const allowed = flags.bool("prune") ? pruneResources(flags.list("prune-allowlist")) : [];
  const found = await findResources(session, {
    files,
    namespace: namespace.name,
    requireNamespace: namespace.explicit,
    labelSelector: flags.text("selector"),
    flatten: true,
  });
  const all: Versions[] = [];
  const visited = new Set<string>();
  const namespaces = new Set<string>();
  await found.visit(async (info) => {
    all.push(await compared(context, info));
    visited.add(String(at(info.object, "metadata", "uid") ?? ""));
    if (info.mapping.namespaced) namespaces.add(info.namespace);
  });
  if (flags.bool("prune")) {
    const { namespaced, others } = await pruneMappings(context, allowed);
    const places = [
      ...[...namespaces].sort().flatMap((place) => namespaced.map((mapping) => ({ mapping, place }))),
      ...others.map((mapping) => ({ mapping, place: "" })),
    ];
    for (const { mapping, place } of places)
      for await (const object of prunable(context, mapping, { namespace: place, visited })) {
        const name = fileName({ mapping, namespace: namespaceOf(object), name: nameOf(object) });
        all.push({ name, live: object, merged: undefined });
      }
  }
  return show(context, all);
}

async function compared(context: CommandContext, info: Info): Promise<Versions> {
  const { session, flags, io } = context;
  const local = info.object as JsonObject;
  const client = await session.client();
  for (let attempt = 1; ; attempt += 1) {
    const { group, version, kind } = info.mapping;
    const what = `${group ? `${group}/${version}` : `/${version}`}, Kind=${kind}: ${info.name}`;
    if (attempt === TRIES)
      context.err(klogLine("diff.go:723", `Object (${what}) keeps changing, diffing without lock`, io.now()));
    let live: JsonObject | undefined;
    try {
      live = await retrieve(client, info);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    const both: Compared = { info, local, live };
    try {
      const merged = await mergedOf(context, both);
      if (live) warnIfDeleting(context, info);
      return shownVersions(flags, { name: fileName(info), live, merged });
    } catch (error) {
      if (!isStatus(error, "Conflict") || attempt >= TRIES) throw error;
    }
  }
}

function shownVersions(
  flags: CommandContext["flags"],
  { name, live, merged }: { readonly name: string; readonly live: JsonObject | undefined; readonly merged: JsonObject },
): Versions {
  const clean = flags.bool("show-managed-fields") ? (object: JsonObject) => object : withoutManagedFields;
  const both = { live: live && clean(live), merged: clean(merged) };
  const isSecret = merged.kind === "Secret" && merged.apiVersion === "v1";
  return { name, ...(isSecret && !flags.bool("show-secrets") ? maskSecret(both) : both) };
}

function fileName({ mapping, namespace, name }: Pick<Info, "mapping" | "namespace" | "name">): string {
  const { group, version, kind } = mapping;
  return `${group ? `${group}.` : ""}${version}.${kind}.${namespace}.${name}`;
}

/** Prints as `diff -u -N` of two folders does; whether anything differs. */
function show({ io, out }: CommandContext, all: readonly Versions[]): boolean {
  const digits = (): string => String(1e9 + Math.floor(io.random() * 3e9));
  const [left, right] = [`/tmp/LIVE-${digits()}`, `/tmp/MERGED-${digits()}`];
  const time = fileTime(io.now());
  const none = fileTime(0);
  let differs = false;
  for (const { name, live, merged } of [...all].sort((one, other) => compareText(one.name, other.name))) {
    const text = unifiedDiff(live === undefined ? "" : writeYaml(live), merged ? writeYaml(merged) : "");
    if (!text) continue;
    differs = true;
    out(`diff -u -N ${left}/${name} ${right}/${name}\n`);
    out(`--- ${left}/${name}\t${time}\n+++ ${right}/${name}\t${merged ? time : none}\n${text}`);
  }
  return differs;
}

/** As `2026-11-23 21:28:11.123000000 +0000`. */
function fileTime(ms: number): string {
  const [day, clock] = new Date(ms).toISOString().split("T") as [string, string];
  return `${day} ${clock.slice(0, -1)}000000 +0000`;
}
