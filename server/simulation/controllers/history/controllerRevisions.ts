/**
 * Remembered pod templates: a ControllerRevision for each, named by its hash. Models kubernetes pkg/controller/history.
 */
import type { ControllerRevision, KubeObject, PodTemplateSpec } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../api/json.ts";
import { goJsonSorted } from "../../api/machinery/goText.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { controllerOf, controllerReference } from "../../controllerkit/ownership.ts";
import { safeText } from "../deployment/templateHash.ts";

const RESOURCE = "controllerrevisions.apps";
const HASH_LABEL = "controller.kubernetes.io/hash";

interface Owner extends KubeObject {
  readonly spec: { readonly template: PodTemplateSpec };
}

/** The revisions an object controls, oldest first. */
export function revisionsOf({ store }: Pick<ControllerContext, "store">, owner: KubeObject): ControllerRevision[] {
  const { uid, namespace = "" } = owner.metadata;
  return [...(store.list(RESOURCE, namespace) as Iterable<ControllerRevision>)]
    .filter((revision) => controllerOf(revision)?.uid === uid)
    .sort((left, right) => left.revision - right.revision);
}

/**
 * The revision of an object's template as it is now: the newest if it is that, an older one made the newest again, or a
 * new one. `collisionCount` rises while another object has the name.
 */
export function currentRevision(
  { client, store }: ControllerContext,
  owner: Owner,
  { revisions, collisionCount }: { readonly revisions: readonly ControllerRevision[]; readonly collisionCount: number },
): { readonly revision: ControllerRevision; readonly collisionCount: number } {
  const data = { spec: { template: { ...owner.spec.template, $patch: "replace" } } };
  const number = (revisions[revisions.length - 1]?.revision ?? 0) + 1;
  const same = revisions.filter((revision) => equalJson(revision.data, data));
  const equal = same[same.length - 1];
  if (equal && equal.revision === number - 1) return { revision: equal, collisionCount };
  if (equal) {
    const revision = client.update(RESOURCE, { ...equal, revision: number });
    return { revision, collisionCount };
  }
  const { name, namespace = "" } = owner.metadata;
  for (let count = collisionCount; ; count++) {
    const hash = revisionHash(data, count);
    const known = store.get(RESOURCE, namespace, `${name}-${hash}`) as ControllerRevision | undefined;
    if (known && equalJson(known.data, data)) return { revision: known, collisionCount: count };
    if (known) continue;
    const revision = client.create<ControllerRevision>(RESOURCE, {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels: { ...owner.spec.template.metadata?.labels, [HASH_LABEL]: hash },
        ownerReferences: [controllerReference(owner)],
      },
      data,
      revision: number,
    });
    return { revision, collisionCount: count };
  }
}

/** Deletes the oldest revisions nobody uses beyond `limit`. */
export function truncateHistory(
  { client }: ControllerContext,
  {
    revisions,
    live,
    limit,
  }: { readonly revisions: readonly ControllerRevision[]; readonly live: ReadonlySet<string>; readonly limit: number },
): void {
  const spare = revisions.filter(({ metadata }) => !live.has(metadata.name));
  for (const { metadata } of spare.slice(0, Math.max(spare.length - limit, 0)))
    client.delete(RESOURCE, metadata.namespace ?? "", metadata.name);
}

/** The template a revision remembers. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { $patch: _, ...template } = (data as { readonly spec: { readonly template: object } }).spec.template as {
    readonly $patch?: string;
  };
  return template as PodTemplateSpec;
}

/** FNV-1 of the JSON and the count of collisions, in letters. */
function revisionHash(data: object, collisionCount: number): string {
  let hash = 2166136261;
  for (const byte of new TextEncoder().encode(goJsonSorted(data) + String(collisionCount)))
    hash = (Math.imul(hash, 16777619) ^ byte) >>> 0;
  return safeText(String(hash));
}
