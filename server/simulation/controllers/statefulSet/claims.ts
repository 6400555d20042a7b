/**
 * The claims of a StatefulSet's pods: what they are made of, and who owns them, so that they go with the set or with a pod
 * that is scaled away when the set says so. Models kubernetes pkg/controller/statefulset/stateful_set_utils.go.
 */
import type {
  KubeObject,
  ObjectDraft,
  OwnerReference,
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
} from "../../../protocol/kubernetes/index.ts";
import { controllerReference } from "../../controllerkit/ownership.ts";

type ClaimTemplate = NonNullable<StatefulSet["spec"]["volumeClaimTemplates"]>[number];

export const claimName = ({ metadata }: ClaimTemplate, pod: string): string => `${metadata?.name ?? ""}-${pod}`;

/** The names of the claims a pod of the set has. */
export function claimNames({ spec }: StatefulSet, pod: string): readonly string[] {
  return (spec.volumeClaimTemplates ?? []).map((template) => claimName(template, pod));
}

/** The claims a pod of the set needs. */
export function claimDrafts({ metadata: { namespace }, spec }: StatefulSet, pod: string): readonly ObjectDraft[] {
  return (spec.volumeClaimTemplates ?? []).map((template) => {
    const labels = { ...template.metadata?.labels, ...spec.selector.matchLabels };
    return {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        ...template.metadata,
        name: claimName(template, pod),
        namespace,
        ...(Object.keys(labels).length > 0 ? { labels } : undefined),
      },
      spec: template.spec,
    };
  });
}

/** A pod of the set; one that is yet to be made has no uid. */
interface Member {
  readonly pod: Pod | { readonly name: string };
  /** Its number is beyond those the set wants. */
  readonly condemned: boolean;
}

const refers = ({ apiVersion, kind, name }: OwnerReference, to: KubeObject): boolean =>
  apiVersion === to.apiVersion && kind === to.kind && name === to.metadata.name;

/** What is known of a claim's owners, seen from the set and one of its pods. */
function ownersOf(claim: PersistentVolumeClaim, set: StatefulSet, { pod }: Member) {
  const references = claim.metadata.ownerReferences ?? [];
  const made = "metadata" in pod ? pod : undefined;
  const name = made ? made.metadata.name : (pod as { readonly name: string }).name;
  const isSet = (reference: OwnerReference): boolean => refers(reference, set);
  const isPod = ({ apiVersion, kind, name: owner }: OwnerReference): boolean =>
    apiVersion === "v1" && kind === "Pod" && owner === name;
  return {
    references,
    made,
    foreign: references.filter((reference) => !isSet(reference) && !isPod(reference)),
    bySet: references.some(({ uid }) => uid === set.metadata.uid),
    byPod: made !== undefined && references.some(({ uid }) => uid === made.metadata.uid),
    /** An owner of the same name that is another object: left to the garbage collector. */
    stale: references.some(
      (reference) =>
        (isSet(reference) && reference.uid !== set.metadata.uid) ||
        (isPod(reference) && reference.uid !== made?.metadata.uid),
    ),
    uncontrolled: references.some(
      ({ uid, controller }) => (uid === set.metadata.uid || uid === made?.metadata.uid) && !controller,
    ),
  };
}

/** Whether the claim has a controller that is neither the set nor the pod, while the set wants to own claims. */
export function hasOtherController(claim: PersistentVolumeClaim, set: StatefulSet, member: Member): boolean {
  const { whenDeleted, whenScaled } = policyOf(set);
  if (whenDeleted !== "Delete" && whenScaled !== "Delete") return false;
  const { foreign, stale } = ownersOf(claim, set, member);
  return stale || foreign.some(({ controller }) => controller);
}

/** The claim with the owners it should have; undefined when it has them, or is none of the set's business. */
export function withOwners(
  claim: PersistentVolumeClaim,
  set: StatefulSet,
  member: Member,
): PersistentVolumeClaim | undefined {
  const { foreign, references, made, bySet, byPod, stale, uncontrolled } = ownersOf(claim, set, member);
  if (stale) return undefined;
  if (hasOtherController(claim, set, member)) return bySet || byPod ? owned(claim, foreign) : undefined;
  const { whenDeleted, whenScaled } = policyOf(set);
  const podOwns = whenScaled === "Delete" && member.condemned;
  const setOwns = whenDeleted === "Delete" && !podOwns;
  if (bySet === setOwns && byPod === podOwns && !uncontrolled) return undefined;
  const added = podOwns && made ? [controllerReference(made)] : setOwns ? [controllerReference(set)] : [];
  if (added.length === 0 && foreign.length === references.length) return undefined;
  return owned(claim, [...foreign, ...added]);
}

/** Whether the claim still belongs to a pod that was scaled away: a new pod waits until it is gone. */
export function isStale(claim: PersistentVolumeClaim, set: StatefulSet, pod: string): boolean {
  if (policyOf(set).whenScaled !== "Delete") return false;
  return (claim.metadata.ownerReferences ?? []).some(
    ({ apiVersion, kind, name }) => apiVersion === "v1" && kind === "Pod" && name === pod,
  );
}

function owned(claim: PersistentVolumeClaim, ownerReferences: readonly OwnerReference[]): PersistentVolumeClaim {
  const { ownerReferences: _, ...metadata } = claim.metadata;
  return {
    ...claim,
    metadata: (ownerReferences.length > 0 ? { ...metadata, ownerReferences } : metadata) as typeof claim.metadata,
  };
}

function policyOf({ spec }: StatefulSet): { readonly whenDeleted?: string; readonly whenScaled?: string } {
  return spec.persistentVolumeClaimRetentionPolicy ?? {};
}
