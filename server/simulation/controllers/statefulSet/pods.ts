/** The pods of a StatefulSet: their names, what makes them the set's own, their claims. Models pkg/controller/statefulset/stateful_set_utils.go. */
import type {
  ControllerRevision,
  ObjectDraft,
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
} from "../../../protocol/kubernetes/index.ts";
import { controllerReference } from "../../controllerkit/ownership.ts";
import { availableAt, isPodReady } from "../../controllerkit/podFacts.ts";
import { templateOf } from "../history/controllerRevisions.ts";

export const POD_NAME = "statefulset.kubernetes.io/pod-name";
export const POD_INDEX = "apps.kubernetes.io/pod-index";
export const REVISION = "controller-revision-hash";

export function ordinalOf(set: StatefulSet, { metadata }: Pod): number {
  const { name } = set.metadata;
  const rest = metadata.name.startsWith(`${name}-`) ? metadata.name.slice(name.length + 1) : "";
  return /^(0|[1-9][0-9]*)$/.test(rest) ? Number(rest) : -1;
}

export const isCreated = ({ status }: Pod): boolean => Boolean(status?.phase);
export const isTerminating = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined;
export const revisionOf = ({ metadata }: Pod): string => metadata.labels?.[REVISION] ?? "";
export const isRunningAndReady = (pod: Pod): boolean => pod.status?.phase === "Running" && isPodReady(pod);

/** Ready for as long as the set asks. */
export function isAvailable(pod: Pod, set: StatefulSet, now: number): boolean {
  if (!isRunningAndReady(pod)) return false;
  const at = availableAt(pod, set.spec.minReadySeconds ?? 0);
  return at !== undefined && at <= now;
}

/** A pod to be, of the template a revision remembers. */
export function podDraft(set: StatefulSet, ordinal: number, revision: ControllerRevision): ObjectDraft {
  const { metadata: { labels, annotations, finalizers } = {}, spec } = templateOf(revision);
  const name = `${set.metadata.name}-${ordinal}`;
  const claims = (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    name: template.metadata?.name ?? "",
    persistentVolumeClaim: { claimName: claimName(template, name) },
  }));
  const own = new Set(claims.map((claim) => claim.name));
  const volumes = [...claims, ...(spec?.volumes ?? []).filter((volume) => !own.has(volume.name))];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels: { ...labels, [POD_NAME]: name, [POD_INDEX]: String(ordinal), [REVISION]: revision.metadata.name },
      ...(annotations ? { annotations } : undefined),
      ...(finalizers ? { finalizers } : undefined),
      ownerReferences: [controllerReference(set)],
    },
    spec: {
      ...spec,
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : undefined),
      ...(volumes.length > 0 ? { volumes } : undefined),
    },
  };
}

type ClaimTemplate = NonNullable<StatefulSet["spec"]["volumeClaimTemplates"]>[number];

const claimName = ({ metadata }: ClaimTemplate, pod: string): string => `${metadata?.name ?? ""}-${pod}`;

/** The claims a pod of the set needs. */
export function claimDrafts(set: StatefulSet, pod: string): readonly ObjectDraft[] {
  const owned = set.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === "Delete";
  return (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name: claimName(template, pod),
      namespace: set.metadata.namespace,
      labels: { ...template.metadata?.labels, ...set.spec.selector.matchLabels },
      ...(template.metadata?.annotations ? { annotations: template.metadata.annotations } : undefined),
      ...(owned
        ? {
            ownerReferences: [
              { apiVersion: "apps/v1", kind: "StatefulSet", name: set.metadata.name, uid: set.metadata.uid },
            ],
          }
        : undefined),
    },
    spec: template.spec,
  }));
}

/** A claim that goes with its pod, when the set says that claims of pods scaled away go. */
export function ownedByPod(claim: PersistentVolumeClaim, { metadata }: Pod): PersistentVolumeClaim {
  const owners = claim.metadata.ownerReferences ?? [];
  if (owners.some(({ uid }) => uid === metadata.uid)) return claim;
  const reference = { apiVersion: "v1", kind: "Pod", name: metadata.name, uid: metadata.uid };
  return { ...claim, metadata: { ...claim.metadata, ownerReferences: [...owners, reference] } };
}
