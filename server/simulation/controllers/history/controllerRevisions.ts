/**
 * Remembered pod templates: a ControllerRevision for each, named by its hash. Models kubernetes pkg/controller/history.
 */
import type {
  ControllerRevision,
  KubeObject,
  LabelSelector,
  PodTemplateSpec,
} from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../api/json.ts";
import { goJsonSorted } from "../../api/machinery/goText.ts";
import { compileSelector } from "../../api/machinery/selectors.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { adopted, controllerOf, controllerReference, withoutOwners } from "../../controllerkit/ownership.ts";
import { safeText } from "./safeText.ts";

export const REVISIONS = "controllerrevisions.apps";
const HASH_LABEL = "controller.kubernetes.io/hash";

interface Owner extends KubeObject {
  readonly spec: { readonly template: PodTemplateSpec; readonly selector?: LabelSelector | undefined };
}

/**
 * The revisions of an object, oldest first: orphans that its selector matches are adopted, those that it controls and no
 * longer match released. Models kubernetes pkg/controller/controller_ref_manager.go ClaimControllerRevisions.
 */
export function claimRevisions({ store, client }: ControllerContext, owner: Owner): ControllerRevision[] {
  const { uid, namespace = "", deletionTimestamp } = owner.metadata;
  const selector = compileSelector(owner.spec.selector);
  const claimed: ControllerRevision[] = [];
  for (const revision of [...store.list(REVISIONS, namespace)] as ControllerRevision[]) {
    const controller = controllerOf(revision);
    const { labels, deletionTimestamp: going } = revision.metadata;
    if (controller?.uid === uid) {
      if (selector.matches(labels)) claimed.push(revision);
      else if (deletionTimestamp === undefined)
        client.update(
          REVISIONS,
          withoutOwners(revision, (other) => other === uid),
        );
    } else if (!controller && deletionTimestamp === undefined && going === undefined && selector.matches(labels))
      claimed.push(client.update(REVISIONS, adopted(revision, owner)));
  }
  return claimed.sort(olderFirst);
}

function olderFirst(left: ControllerRevision, right: ControllerRevision): number {
  if (left.revision !== right.revision) return left.revision - right.revision;
  const key = ({ metadata }: ControllerRevision): string => `${metadata.creationTimestamp} ${metadata.name}`;
  return key(left) < key(right) ? -1 : 1;
}

/** What a revision remembers: a patch that puts the template back. */
export function templatePatch({ spec }: Owner): object {
  return { spec: { template: { ...spec.template, $patch: "replace" } } };
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
  const data = templatePatch(owner);
  const number = (revisions[revisions.length - 1]?.revision ?? 0) + 1;
  const same = revisions.filter((revision) => equalJson(revision.data, data));
  const equal = same[same.length - 1];
  if (equal && equal.revision === number - 1) return { revision: equal, collisionCount };
  if (equal) {
    const revision = client.update(REVISIONS, { ...equal, revision: number });
    return { revision, collisionCount };
  }
  const { name, namespace = "" } = owner.metadata;
  for (let count = collisionCount; ; count++) {
    const hash = revisionHash(data, count);
    const known = store.get(REVISIONS, namespace, `${name}-${hash}`) as ControllerRevision | undefined;
    if (known && equalJson(known.data, data)) return { revision: known, collisionCount: count };
    if (known) continue;
    const revision = client.create<ControllerRevision>(REVISIONS, {
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

/** Deletes the oldest revisions nobody uses beyond `limit`; a negative one keeps all. */
export function truncateHistory(
  { client }: ControllerContext,
  {
    revisions,
    live,
    limit,
  }: { readonly revisions: readonly ControllerRevision[]; readonly live: ReadonlySet<string>; readonly limit: number },
): void {
  if (limit < 0) return;
  const spare = revisions.filter(({ metadata }) => !live.has(metadata.name));
  for (const { metadata } of spare.slice(0, Math.max(spare.length - limit, 0)))
    client.delete(REVISIONS, metadata.namespace ?? "", metadata.name);
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
