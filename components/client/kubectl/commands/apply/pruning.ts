/** What `apply --prune` deletes: applied before, not applied now. Mirrors kubectl pkg/cmd/apply pruner. */
import { asError, isNotFound } from "../../errors.ts";
import { klogLine } from "../../klog.ts";
import { at, type JsonObject } from "../../json.ts";
import { itemsOf, nameOf, namespaceOf } from "../../resources/Info.ts";
import { listsOf } from "../../resources/lists.ts";
import type { Mapping } from "../../rest/RestMapper.ts";
import { cascadeOf } from "../delete/deleting.ts";
import { originalOf } from "../writing/lastApplied.ts";
import { deleteObject } from "../writing/requests.ts";
import { operationPrinter } from "../writing/writeFlags.ts";
import type { Applying } from "./Applying.ts";

export interface PruneResource {
  readonly apiVersion: string;
  readonly kind: string;
}

const DEFAULT: readonly (readonly [string, string])[] = [
  ["v1", "ConfigMap"],
  ["v1", "Endpoints"],
  ["v1", "PersistentVolumeClaim"],
  ["v1", "Pod"],
  ["v1", "ReplicationController"],
  ["v1", "Secret"],
  ["v1", "Service"],
  ["batch/v1", "Job"],
  ["batch/v1", "CronJob"],
  ["networking.k8s.io/v1", "Ingress"],
  ["apps/v1", "DaemonSet"],
  ["apps/v1", "Deployment"],
  ["apps/v1", "ReplicaSet"],
  ["apps/v1", "StatefulSet"],
  ["v1", "Namespace"],
  ["v1", "PersistentVolume"],
];

/** Of `--prune-allowlist`. Throws for what is not group/version/kind. */
export function pruneResources(texts: readonly string[]): readonly PruneResource[] {
  return texts.map((text) => {
    const [group, version, kind, ...more] = text.split("/");
    if (group === undefined || version === undefined || kind === undefined || more.length > 0)
      throw new Error(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
    return { apiVersion: group === "core" || group === "" ? version : `${group}/${version}`, kind };
  });
}

/** The kinds to look at: those asked for, or the usual ones, which is told. */
export async function pruneMappings(
  { session, err, io }: Applying["context"],
  allowed: readonly PruneResource[],
): Promise<{ readonly namespaced: readonly Mapping[]; readonly others: readonly Mapping[] }> {
  if (allowed.length === 0)
    err(
      klogLine(
        "prune.go:71",
        "Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.",
        io.now(),
      ),
    );
  const resources =
    allowed.length > 0 ? allowed : DEFAULT.map(([apiVersion, kind]): PruneResource => ({ apiVersion, kind }));
  const mapper = await session.mapper();
  const mappings = resources.map(({ kind, apiVersion }) => mapper.kindFor(kind, apiVersion));
  return {
    namespaced: mappings.filter((mapping) => mapping.namespaced),
    others: mappings.filter((mapping) => !mapping.namespaced),
  };
}

export async function prune(applying: Applying, allowed: readonly PruneResource[]): Promise<void> {
  const { namespaced, others } = await pruneMappings(applying.context, allowed);
  for (const namespace of [...applying.namespaces].sort())
    for (const mapping of namespaced)
      await pruneOf(applying, mapping, namespace).catch((error: unknown) => {
        throw new Error(`error pruning namespaced object ${kindText(mapping)}: ${asError(error).message}`);
      });
  for (const mapping of others)
    await pruneOf(applying, mapping, "").catch((error: unknown) => {
      throw new Error(`error pruning nonNamespaced object ${kindText(mapping)}: ${asError(error).message}`);
    });
}

function kindText({ group, version, kind }: Mapping): string {
  return `${group}/${version}, Kind=${kind}`;
}

/** Objects that were applied once and not visited now. */
export async function* prunable(
  context: Applying["context"],
  mapping: Mapping,
  { namespace, visited }: { readonly namespace: string; readonly visited: ReadonlySet<string> },
): AsyncGenerator<JsonObject> {
  const client = await context.session.client();
  const labelSelector = context.flags.text("selector");
  for await (const list of listsOf(client, mapping, { namespace, labelSelector, chunkSize: 0 }))
    for (const object of itemsOf(list))
      if (originalOf(object) !== undefined && !visited.has(String(at(object, "metadata", "uid")))) yield object;
}

async function pruneOf(applying: Applying, mapping: Mapping, namespace: string): Promise<void> {
  const { context, dryRun, visited } = applying;
  const { session, flags, err, out } = context;
  const client = await session.client();
  for await (const object of prunable(context, mapping, { namespace, visited })) {
    const where = { mapping, namespace: namespaceOf(object), name: nameOf(object) };
    if (dryRun !== "client")
      try {
        await deleteObject(client, where, {
          cascade: cascadeOf(flags, err),
          gracePeriod: flags.number("grace-period"),
          dryRun,
        });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    out((await operationPrinter(context, "pruned", dryRun))(object));
  }
}
