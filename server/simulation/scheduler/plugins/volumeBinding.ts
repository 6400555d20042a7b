/**
 * Claims: bound ones hold a pod to the nodes their volumes reach; unbound ones that wait for a consumer are matched with
 * volumes, or left to a provisioner, node by node. Models kubernetes pkg/scheduler/framework/plugins/volumebinding.
 */
import type { PersistentVolume, PersistentVolumeClaim } from "../../../protocol/kubernetes/index.ts";
import { compileSelector } from "../../api/machinery/selectors.ts";
import { matchesAnyTerm } from "../../controllerkit/nodeTerms.ts";
import { wholeValue } from "../../runtime/quantity.ts";
import type { VolumeLookup } from "../ClusterLookup.ts";
import type { Refusal, VolumeChoice } from "../Decision.ts";
import type { NodeInfo } from "../NodeInfo.ts";
import { claimNameOf } from "../PodProfile.ts";
import { type FilterPlugin, finalRefusal, type Prepared, type SchedulingInput } from "./Plugin.ts";

const NAME = "VolumeBinding";
const OUT_OF_REACH = "node(s) didn't match PersistentVolume's node affinity";
const NOTHING_TO_BIND = "node(s) didn't find available persistent volumes to bind";
const VOLUME_GONE = "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)";
const NO_PROVISIONER = "kubernetes.io/no-provisioner";
const SELECTED_NODE = "volume.kubernetes.io/selected-node";
const BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

/** The storage class of a claim or a volume; "" for none. */
export function storageClassOf({ metadata, spec }: PersistentVolumeClaim | PersistentVolume): string {
  return metadata.annotations?.[CLASS_ANNOTATION] ?? spec?.storageClassName ?? "";
}

export function isBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return !!spec?.volumeName && metadata.annotations?.[BIND_COMPLETED] !== undefined;
}

/** Whether a volume can be reached from a node. */
export function reaches({ spec }: PersistentVolume, node: Pick<NodeInfo, "name" | "labels">): boolean {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms;
  return !terms || matchesAnyTerm(terms, node);
}

const sizeOf = (list: { readonly [name: string]: string } | undefined): number => wholeValue(list?.["storage"] ?? "0");

function isFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = spec?.claimRef;
  return (
    reference !== undefined &&
    reference.name === metadata.name &&
    reference.namespace === metadata.namespace &&
    (!reference.uid || reference.uid === metadata.uid)
  );
}

/** The smallest volume a claim can have on a node; one that names the claim goes first. Models FindMatchingVolume. */
function matching(
  claim: PersistentVolumeClaim,
  volumes: Iterable<PersistentVolume>,
  { node, chosen }: { readonly node: NodeInfo; readonly chosen: ReadonlySet<string> },
): PersistentVolume | undefined {
  const { spec } = claim;
  const wanted = sizeOf(spec?.resources?.requests);
  const selector = spec?.selector ? compileSelector(spec.selector) : undefined;
  let smallest: PersistentVolume | undefined;
  let smallestSize = 0;
  for (const volume of volumes) {
    if (chosen.has(volume.metadata.name) || volume.metadata.deletionTimestamp) continue;
    const own = isFor(volume, claim);
    if (volume.spec?.claimRef && !own) continue;
    const size = sizeOf(volume.spec?.capacity);
    if (size < wanted || (spec?.volumeMode ?? "Filesystem") !== (volume.spec?.volumeMode ?? "Filesystem")) continue;
    if ((spec?.volumeAttributesClassName ?? "") !== (volume.spec?.volumeAttributesClassName ?? "")) continue;
    const reached = reaches(volume, node);
    if (own) return reached ? volume : undefined;
    if (volume.status?.phase !== "Available" || !reached || (selector && !selector.matches(volume.metadata.labels)))
      continue;
    if (!(spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode))) continue;
    if (!smallest || size < smallestSize) {
      smallest = volume;
      smallestSize = size;
    }
  }
  return smallest;
}

/** What a pod's claims are, before any node is looked at; a text when the pod can go nowhere. */
function claimsOf({
  pod,
  profile,
  view,
}: SchedulingInput): string | { readonly bound: PersistentVolumeClaim[]; readonly unbound: PersistentVolumeClaim[] } {
  const { namespace = "", uid } = pod.metadata;
  const bound: PersistentVolumeClaim[] = [];
  const unbound: PersistentVolumeClaim[] = [];
  let immediate = false;
  for (const volume of profile.volumes) {
    const name = claimNameOf(pod, volume);
    if (name === undefined) continue;
    const claim = view.lookup.volumes.claim(namespace, name);
    if (!claim) {
      return volume.ephemeral
        ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
        : `persistentvolumeclaim "${name}" not found`;
    }
    if (claim.status?.phase === "Lost")
      return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ""}"`;
    if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
    if (volume.ephemeral && !claim.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid))
      return `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`;
    if (isBound(claim)) bound.push(claim);
    else if (waits(claim, view.lookup.volumes)) unbound.push(claim);
    else immediate = true;
  }
  return immediate ? "pod has unbound immediate PersistentVolumeClaims" : { bound, unbound };
}

/** Whether a claim waits for a pod that uses it. */
function waits(claim: PersistentVolumeClaim, volumes: VolumeLookup): boolean {
  return (
    !claim.spec?.volumeName && volumes.storageClass(storageClassOf(claim))?.volumeBindingMode === "WaitForFirstConsumer"
  );
}

function prepare(input: SchedulingInput): Prepared | undefined {
  const { profile, view } = input;
  if (!profile.volumes.some(({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim ?? ephemeral))
    return undefined;
  const claims = claimsOf(input);
  if (typeof claims === "string") return { refusal: finalRefusal(NAME, claims) };
  const { volumes } = view.lookup;
  const candidates = new Map<string, PersistentVolume[]>();
  for (const claim of claims.unbound) {
    const name = storageClassOf(claim);
    if (!candidates.has(name)) candidates.set(name, [...volumes.volumesOfClass(name)]);
  }
  const unbound = [...claims.unbound].sort(
    (left, right) => sizeOf(left.spec?.resources?.requests) - sizeOf(right.spec?.resources?.requests),
  );

  const choiceOn = (node: NodeInfo): VolumeChoice | undefined => {
    const bind: Record<string, string> = {};
    const provision: string[] = [];
    const chosen = new Set<string>();
    for (const claim of unbound) {
      const { name, annotations } = claim.metadata;
      const selected = annotations?.[SELECTED_NODE];
      if (selected !== undefined && selected !== node.name) return undefined;
      const volume =
        selected === undefined
          ? matching(claim, candidates.get(storageClassOf(claim)) ?? [], { node, chosen })
          : undefined;
      if (volume) {
        chosen.add(volume.metadata.name);
        bind[name] = volume.metadata.name;
        continue;
      }
      const storageClass = volumes.storageClass(storageClassOf(claim));
      if (!storageClass?.provisioner || storageClass.provisioner === NO_PROVISIONER) return undefined;
      if (!allows(storageClass.allowedTopologies, node)) return undefined;
      provision.push(name);
    }
    return { bind, provision };
  };

  return {
    check: (node) => {
      let reachable = true;
      let found = true;
      for (const claim of claims.bound) {
        const volume = volumes.volume(claim.spec?.volumeName ?? "");
        if (!volume) found = false;
        else if (!reaches(volume, node)) reachable = false;
        if (!found || !reachable) break;
      }
      const satisfied = unbound.length === 0 || choiceOn(node) !== undefined;
      return reachable && found && satisfied ? undefined : refusalFor({ reachable, satisfied, found });
    },
    volumesFor: (node) => (unbound.length === 0 ? undefined : choiceOn(node)),
  };
}

type Topologies = readonly {
  readonly matchLabelExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
}[];

/** Whether a class may make volumes for a node. Models MatchTopologySelectorTerms. */
function allows(topologies: Topologies | undefined, { labels }: NodeInfo): boolean {
  if (!topologies || topologies.length === 0) return true;
  return topologies.some(
    ({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.length > 0 &&
      matchLabelExpressions.every(({ key, values }) => values.includes(labels[key] ?? "")),
  );
}

function refusalFor(parts: {
  readonly reachable: boolean;
  readonly satisfied: boolean;
  readonly found: boolean;
}): Refusal {
  const reasons: string[] = [];
  if (!parts.reachable) reasons.push(OUT_OF_REACH);
  if (!parts.satisfied) reasons.push(NOTHING_TO_BIND);
  if (!parts.found) reasons.push(VOLUME_GONE);
  return finalRefusal(NAME, ...reasons);
}

export const volumeBinding: FilterPlugin = { name: NAME, prepare };
