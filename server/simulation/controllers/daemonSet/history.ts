/** The revisions of a DaemonSet's template. Models kubernetes pkg/controller/daemon/update.go constructHistory. */
import type { ControllerRevision, DaemonSet, Pod } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../api/json.ts";
import { ApiError } from "../../api/machinery/status.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { controllerReference } from "../../controllerkit/ownership.ts";
import { claimRevisions, REVISIONS, templatePatch } from "../history/controllerRevisions.ts";
import { templateHash } from "../history/templateHash.ts";
import { REVISION, revisionOf } from "./pods.ts";

const SETS = "daemonsets.apps";

export interface History {
  readonly current: ControllerRevision;
  readonly old: readonly ControllerRevision[];
}

export const hashOf = ({ metadata }: ControllerRevision): string => metadata.labels?.[REVISION] ?? "";

/**
 * The revision of the template as it is now, made if it is new, made the newest if it was there before, and all others.
 * Throws ApiError when another object has the name: the set's collisionCount has risen then, and it is tried again.
 */
export function constructHistory(context: ControllerContext, set: DaemonSet): History {
  const { client } = context;
  const revisions = claimRevisions(context, set).map((revision) =>
    revision.metadata.labels?.[REVISION] === undefined
      ? client.update(REVISIONS, withHash(revision, revision.metadata.name))
      : revision,
  );
  const data = templatePatch(set);
  const same = revisions.filter((revision) => equalJson(revision.data, data));
  const old = revisions.filter((revision) => !same.includes(revision));
  const number = Math.max(0, ...old.map(({ revision }) => revision)) + 1;
  const [kept, ...spare] = same.toSorted((left, right) => right.revision - left.revision);
  if (!kept) return { current: snapshot(context, set, { data, number }), old };
  for (const revision of spare) {
    relabelPods(context, set, hashOf(kept));
    client.delete(REVISIONS, revision.metadata.namespace ?? "", revision.metadata.name);
  }
  const current = kept.revision < number ? client.update(REVISIONS, { ...kept, revision: number }) : kept;
  return { current, old };
}

function withHash({ metadata, ...rest }: ControllerRevision, hash: string): ControllerRevision {
  return { ...rest, metadata: { ...metadata, labels: { ...metadata.labels, [REVISION]: hash } } };
}

function snapshot(
  { client, store }: ControllerContext,
  set: DaemonSet,
  { data, number }: { readonly data: object; readonly number: number },
): ControllerRevision {
  const { name: owner, namespace = "", annotations } = set.metadata;
  const hash = templateHash(set.spec.template, set.status?.collisionCount);
  const name = `${owner}-${hash}`;
  const known = store.get(REVISIONS, namespace, name) as ControllerRevision | undefined;
  if (known && equalJson(known.data, data)) return known;
  try {
    return client.create<ControllerRevision>(REVISIONS, {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: {
        name,
        namespace,
        labels: { ...set.spec.template.metadata?.labels, [REVISION]: hash },
        ...(annotations ? { annotations } : undefined),
        ownerReferences: [controllerReference(set)],
      },
      data,
      revision: number,
    });
  } catch (error) {
    if (!(error instanceof ApiError) || !known) throw error;
    const collisionCount = (set.status?.collisionCount ?? 0) + 1;
    client.updateStatus(SETS, { ...set, status: { ...NO_STATUS, ...set.status, collisionCount } });
    throw error;
  }
}

const NO_STATUS = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };

/** Pods of a revision that was there twice are those of the one that stays. */
function relabelPods({ store, client }: ControllerContext, set: DaemonSet, hash: string): void {
  for (const pod of [...store.byIndex("pods", "controller", set.metadata.uid)] as Pod[]) {
    if (revisionOf(pod) === hash) continue;
    const labels = { ...pod.metadata.labels, [REVISION]: hash };
    client.update("pods", { ...pod, metadata: { ...pod.metadata, labels } });
  }
}

/** Deletes the oldest revisions no pod is of, until no more than the set's limit are left. */
export function cleanUpHistory(
  { client }: ControllerContext,
  set: DaemonSet,
  { old, pods }: { readonly old: readonly ControllerRevision[]; readonly pods: readonly Pod[] },
): void {
  let spare = old.length - (set.spec.revisionHistoryLimit ?? 10);
  if (spare <= 0) return;
  const live = new Set(pods.map(revisionOf));
  for (const revision of old.toSorted((left, right) => left.revision - right.revision)) {
    if (spare <= 0) return;
    if (live.has(hashOf(revision))) continue;
    client.delete(REVISIONS, revision.metadata.namespace ?? "", revision.metadata.name);
    spare--;
  }
}
