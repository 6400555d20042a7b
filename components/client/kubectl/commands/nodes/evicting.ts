/** Evicts or deletes pods and waits until they are gone. Mirrors kubectl pkg/drain drain.go. */
import type { CommandContext } from "../../cli/Command.ts";
import { durationText } from "../../cli/duration.ts";
import { longDeleted } from "../../drain/podsToEvict.ts";
import { aggregate, asError, isNotFound, isStatus } from "../../errors.ts";
import { at, goJson, type JsonObject } from "../../json.ts";
import { dryRunText, namePrinter } from "../../print/printers.ts";
import { nameOf, namespaceOf } from "../../resources/Info.ts";
import type { DryRun } from "../writing/writeFlags.ts";

const RETRY_MS = 5000;
const POLL_MS = 1000;

export async function removePods(context: CommandContext, pods: readonly JsonObject[], dryRun: DryRun): Promise<void> {
  if (pods.length === 0) return;
  const timeout = context.flags.number("timeout");
  const deadline = timeout === 0 ? undefined : context.io.now() + timeout;
  if (context.flags.bool("disable-eviction")) return deletePods(context, pods, { dryRun, deadline });
  const ends = await Promise.all(
    pods.map((pod) =>
      evict(context, pod, { dryRun, deadline }).then(
        () => undefined,
        (error: unknown) => asError(error),
      ),
    ),
  );
  const problem = aggregate(ends.filter((error) => error !== undefined));
  if (problem) throw problem;
}

interface Removing {
  readonly dryRun: DryRun;
  /** In ms since 1970. */
  readonly deadline: number | undefined;
}

function podPath(pod: JsonObject): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespaceOf(pod))}/pods/${encodeURIComponent(nameOf(pod))}`;
}

function deleteOptions({ flags }: CommandContext, dryRun: DryRun): JsonObject {
  const grace = flags.number("grace-period");
  return {
    ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
    ...(dryRun === "server" ? { dryRun: ["All"] } : {}),
  };
}

function typed(pod: JsonObject): JsonObject {
  return { ...pod, kind: "Pod", apiVersion: "v1" };
}

async function evict(context: CommandContext, first: JsonObject, { dryRun, deadline }: Removing): Promise<void> {
  const { session, io, out, err } = context;
  const client = await session.client();
  const name = nameOf(first);
  const namespace = namespaceOf(first);
  const [quotedName, quotedNamespace] = [JSON.stringify(name), JSON.stringify(namespace)];
  const body = {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name, namespace },
    deleteOptions: deleteOptions(context, dryRun),
  };
  let pod = first;
  for (;;) {
    out(`evicting pod ${namespace}/${name}${dryRun === "server" ? " (server dry run)" : ""}\n`);
    if (deadline !== undefined && io.now() >= deadline)
      throw new Error(
        `error when evicting pods/${quotedName} -n ${quotedNamespace}: global timeout reached: ${durationText(context.flags.number("timeout"))}`,
      );
    if (io.signal.aborted) throw new Error("interrupted");
    try {
      await client.json("POST", `${podPath(first)}/eviction`, { body: goJson(body) });
      break;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!isStatus(error, "TooManyRequests"))
        throw new Error(`error when evicting pods/${quotedName} -n ${quotedNamespace}: ${asError(error).message}`);
      err(`error when evicting pods/${quotedName} -n ${quotedNamespace} (will retry after 5s): ${error.message}\n`);
      await io.sleep(RETRY_MS, io.signal);
    }
    pod = ((await client.json("GET", podPath(first)).catch(() => pod)) as JsonObject) ?? pod;
  }
  if (dryRun === "server") return;
  try {
    await untilGone(context, [pod], { done: "evicted", deadline });
  } catch (error) {
    throw new Error(
      `error when waiting for pod ${quotedName} in namespace ${quotedNamespace} to terminate: ${asError(error).message}`,
    );
  }
}

/** Pods were not gone in time. */
export class DeadlinePassed extends Error {}

async function deletePods(
  context: CommandContext,
  pods: readonly JsonObject[],
  { dryRun, deadline }: Removing,
): Promise<void> {
  const client = await context.session.client();
  for (const pod of pods)
    await client
      .json("DELETE", podPath(pod), { body: goJson(deleteOptions(context, dryRun)) })
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
  await untilGone(context, pods, { done: "deleted", deadline });
}

async function untilGone(
  context: CommandContext,
  pods: readonly JsonObject[],
  { done, deadline }: { readonly done: string; readonly deadline: number | undefined },
): Promise<void> {
  const { session, io, flags, out } = context;
  const client = await session.client();
  const skip = flags.number("skip-wait-for-delete-timeout");
  const dryRun = flags.text("dry-run") === "server" ? "server" : "none";
  let pending = [...pods];
  for (;;) {
    const still: JsonObject[] = [];
    for (const pod of pending) {
      const current = await client.json("GET", podPath(pod)).catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      });
      if (current === undefined || at(current, "metadata", "uid") !== at(pod, "metadata", "uid"))
        out(namePrinter(typed(pod), dryRunText(done, dryRun)));
      else if (!longDeleted(current as JsonObject, { skipDeletedAfter: skip, now: io.now() }).evict)
        out(`pod ${JSON.stringify(nameOf(pod))} has DeletionTimestamp older than ${skip} seconds, skipping\n`);
      else still.push(pod);
    }
    if (still.length === 0) return;
    pending = still;
    if (deadline !== undefined && io.now() >= deadline) throw new DeadlinePassed("context deadline exceeded");
    if (io.signal.aborted) throw new Error("interrupted");
    await io.sleep(POLL_MS, io.signal);
  }
}
