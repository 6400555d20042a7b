/**
 * Which changes may let a refused pod in: each plugin says what it waits for.
 *
 * Models the queueing hints in kubernetes pkg/scheduler/framework/plugins (EventsToRegister).
 */
import type { Node, PersistentVolumeClaim, Pod, StorageClass } from "../../protocol/kubernetes/index.ts";
import { matchesNodeAffinity } from "../controllerkit/nodeTerms.ts";
import { add, type Resources, resourcesOf } from "../controllerkit/podResources.ts";
import { concerns, type AffinityTerm } from "./AffinityTerms.ts";
import type { ClusterLookup } from "./ClusterLookup.ts";
import { NodeInfo } from "./NodeInfo.ts";
import { claimNameOf, type PodProfile, profileOf } from "./PodProfile.ts";

import { portsCollide } from "./plugins/nodePorts.ts";
import { ignoresCordons, repelled } from "./plugins/nodeProperties.ts";
import { constraintsOf } from "./plugins/podTopologySpread.ts";
import { holdsDisks } from "./plugins/volumeRestrictions.ts";

/** A change in the cluster, as far as pods that wait are concerned. */
export type ClusterChange =
  | { readonly about: "placed"; readonly pod: Pod }
  /** A placed pod's labels or requests. */
  | { readonly about: "changed"; readonly pod: Pod; readonly before: Pod }
  /** A placed pod went or ended. */
  | { readonly about: "gone"; readonly pod: Pod }
  | { readonly about: "self"; readonly pod: Pod; readonly before: Pod }
  | { readonly about: "node"; readonly node: Node; readonly before?: Node }
  | { readonly about: "nodeGone"; readonly node: Node }
  | { readonly about: "claim"; readonly claim: PersistentVolumeClaim }
  | { readonly about: "volume" }
  | { readonly about: "class"; readonly storageClass: StorageClass }
  | { readonly about: "drivers" };

interface Refused {
  readonly pod: Pod;
  readonly profile: PodProfile;
  readonly lookup: ClusterLookup;
}

type Hint = (refused: Refused, change: ClusterChange) => boolean;
type NodeChange = Extract<ClusterChange, { readonly about: "node" }>;

function infoOf(node: Node): NodeInfo {
  const info = new NodeInfo(node.metadata.name);
  info.setNode(node);
  return info;
}

/** A node that a test holds for now and did not before. */
function turned({ node, before }: NodeChange, test: (info: NodeInfo) => boolean): boolean {
  return test(infoOf(node)) && !(before && test(infoOf(before)));
}

const tolerationsChanged = ({ pod, before }: { readonly pod: Pod; readonly before: Pod }): boolean =>
  pod.spec.tolerations !== before.spec.tolerations;

function roomOf(node: Node): Resources & { readonly pods: number } {
  const allocatable = node.status?.allocatable;
  return { ...resourcesOf(allocatable), pods: Number(allocatable?.["pods"] ?? 0) };
}

function fits({ requests }: PodProfile, room: Resources & { readonly pods: number }): boolean {
  const { other } = requests;
  return (
    room.pods >= 1 &&
    requests.cpu <= room.cpu &&
    requests.memory <= room.memory &&
    requests.storage <= room.storage &&
    (!other || Object.keys(other).every((name) => (other[name] ?? 0) <= (room.other?.[name] ?? 0)))
  );
}

/** Whether more of what is requested is there than before. */
function grew({ requests }: PodProfile, difference: Resources): boolean {
  return (
    (requests.cpu > 0 && difference.cpu > 0) ||
    (requests.memory > 0 && difference.memory > 0) ||
    (requests.storage > 0 && difference.storage > 0) ||
    Object.keys(requests.other ?? {}).some((name) => (difference.other?.[name] ?? 0) > 0)
  );
}

const fit: Hint = ({ profile }, change) => {
  if (change.about === "gone") return true;
  if (change.about === "changed" || change.about === "self")
    return grew(profile, add(profileOf(change.before).requests, profileOf(change.pod).requests, -1));
  if (change.about !== "node") return false;
  const room = roomOf(change.node);
  if (!fits(profile, room)) return false;
  if (!change.before) return true;
  const before = roomOf(change.before);
  return room.pods > before.pods || grew(profile, add(room, before, -1));
};

const claimsOf = ({ pod, profile }: Pick<Refused, "pod" | "profile">): string[] =>
  profile.volumes.flatMap((volume) => claimNameOf(pod, volume) ?? []);

const usesClaim = (refused: Refused, { metadata }: PersistentVolumeClaim): boolean =>
  metadata.namespace === refused.pod.metadata.namespace && claimsOf(refused).includes(metadata.name);

const restrictions: Hint = (refused, change) => {
  if (change.about === "node") return !change.before;
  if (change.about === "claim") return usesClaim(refused, change.claim);
  if (change.about !== "gone" || change.pod.metadata.namespace !== refused.pod.metadata.namespace) return false;
  const gone = { pod: change.pod, profile: profileOf(change.pod) };
  const there = new NodeInfo("");
  there.addPod(gone);
  if (holdsDisks(refused.profile.volumes, there)) return true;
  const claims = new Set(claimsOf(gone));
  return claimsOf(refused).some((claim) => claims.has(claim));
};

const binding: Hint = (refused, change) => {
  switch (change.about) {
    case "node":
    case "volume":
    case "class":
    case "drivers":
      return true;
    case "claim":
      return usesClaim(refused, change.claim);
    default:
      return false;
  }
};

const zone: Hint = (refused, change) =>
  change.about === "class"
    ? change.storageClass.volumeBindingMode === "WaitForFirstConsumer"
    : change.about !== "drivers" && binding(refused, change);

const limits: Hint = (refused, change) => {
  if (change.about === "drivers") return true;
  if (change.about === "claim") return usesClaim(refused, change.claim);
  return change.about === "gone" && claimsOf({ pod: change.pod, profile: profileOf(change.pod) }).length > 0;
};

const spread: Hint = ({ pod }, change) => {
  const constraints = constraintsOf(pod, "DoNotSchedule");
  const matches = (other: Pod): boolean => constraints.some(({ matcher }) => matcher.matches(other.metadata.labels));
  const hasKeys = (node: Node): boolean =>
    constraints.every(({ topologyKey }) => node.metadata.labels?.[topologyKey] !== undefined);
  switch (change.about) {
    case "placed":
    case "gone":
      return change.pod.metadata.namespace === pod.metadata.namespace && matches(change.pod);
    case "changed":
    case "self":
      return change.pod.metadata.namespace === pod.metadata.namespace && matches(change.pod) !== matches(change.before);
    case "nodeGone":
      return hasKeys(change.node);
    case "node": {
      const { node, before } = change;
      if (!before) return hasKeys(node);
      if (!hasKeys(node) && !hasKeys(before)) return false;
      return (
        hasKeys(node) !== hasKeys(before) ||
        constraints.some(
          ({ topologyKey }) => node.metadata.labels?.[topologyKey] !== before.metadata.labels?.[topologyKey],
        )
      );
    }
    default:
      return false;
  }
};

const affinity: Hint = ({ pod, profile, lookup }, change) => {
  const wanted = profile.terms.filter(({ kind }) => kind === "requiredAffinity");
  const shunned = profile.terms.filter(({ kind }) => kind === "requiredAnti");
  const wants = (other: Pod): boolean => wanted.length > 0 && wanted.every((term) => concerns(term, other, lookup));
  const shuns = (other: Pod): boolean => shunned.some((term) => concerns(term, other, lookup));
  const shunnedBy = (other: Pod): boolean =>
    profileOf(other).terms.some((term) => term.kind === "requiredAnti" && concerns(term, pod, lookup));
  switch (change.about) {
    case "placed":
      return wants(change.pod);
    case "self":
      return change.pod.metadata.labels !== change.before.metadata.labels;
    case "changed":
      return (
        (wants(change.pod) && !wants(change.before)) ||
        (shuns(change.before) && !shuns(change.pod)) ||
        (shunnedBy(change.before) && !shunnedBy(change.pod))
      );
    case "gone":
      return shuns(change.pod) || shunnedBy(change.pod);
    case "node":
      return labelsFor([...wanted, ...shunned], change) || (shunned.length === 0 && wanted.length === 0);
    default:
      return false;
  }
};

/** Whether a node came with a key that terms ask about, or changed its value. */
function labelsFor(terms: readonly AffinityTerm[], { node, before }: NodeChange): boolean {
  return terms.some(({ topologyKey }) => {
    const value = node.metadata.labels?.[topologyKey];
    return value !== undefined && value !== before?.metadata.labels?.[topologyKey];
  });
}

const HINTS: { readonly [plugin: string]: Hint } = {
  NodeUnschedulable: ({ profile }, change) => {
    if (change.about === "self") return tolerationsChanged(change) && ignoresCordons(profile.tolerations);
    return change.about === "node" && turned(change, ({ unschedulable }) => !unschedulable);
  },
  NodeName: (_refused, change) => change.about === "node" && !change.before,
  TaintToleration: ({ profile }, change) => {
    if (change.about === "self") return tolerationsChanged(change);
    return change.about === "node" && turned(change, (info) => !repelled(profile.tolerations, info));
  },
  NodeAffinity: ({ pod }, change) =>
    change.about === "node" && turned(change, (info) => matchesNodeAffinity(pod.spec, info)),
  NodePorts: ({ profile }, change) =>
    change.about === "gone"
      ? portsCollide(profile.ports, profileOf(change.pod).ports)
      : change.about === "node" && !change.before,
  NodeResourcesFit: fit,
  VolumeRestrictions: restrictions,
  NodeVolumeLimits: limits,
  VolumeBinding: binding,
  VolumeZone: zone,
  PodTopologySpread: spread,
  InterPodAffinity: affinity,
  // Not a plugin: there was no node at all.
  NoNodes: (_refused, change) => change.about === "node" && !change.before,
};

export const HINTING_PLUGINS: readonly string[] = Object.keys(HINTS);

/** Whether a plugin that refused a pod may let it in after a change. */
export function mayHelp(plugin: string, refused: Refused, change: ClusterChange): boolean {
  return HINTS[plugin]?.(refused, change) ?? false;
}

/** Plugins that hear of a kind of change at all. */
const LISTENERS: { readonly [About in ClusterChange["about"]]: readonly string[] } = {
  placed: ["PodTopologySpread", "InterPodAffinity"],
  changed: ["NodeResourcesFit", "PodTopologySpread", "InterPodAffinity"],
  gone: [
    "NodePorts",
    "NodeResourcesFit",
    "VolumeRestrictions",
    "NodeVolumeLimits",
    "PodTopologySpread",
    "InterPodAffinity",
  ],
  self: ["NodeUnschedulable", "TaintToleration", "NodeResourcesFit", "PodTopologySpread", "InterPodAffinity"],
  node: HINTING_PLUGINS.filter((name) => name !== "NodeVolumeLimits"),
  nodeGone: ["PodTopologySpread"],
  claim: ["VolumeRestrictions", "NodeVolumeLimits", "VolumeBinding", "VolumeZone"],
  volume: ["VolumeBinding", "VolumeZone"],
  class: ["VolumeBinding", "VolumeZone"],
  drivers: ["NodeVolumeLimits", "VolumeBinding"],
};

export const listenersTo = ({ about }: ClusterChange): readonly string[] => LISTENERS[about];
