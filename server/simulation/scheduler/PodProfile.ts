/** What the scheduler needs of a pod's spec, worked out once for each spec. */
import type { NodeSelectorTerm, Pod, PodSpec, Toleration, Volume } from "../../protocol/kubernetes/index.ts";
import {
  type HostPort,
  hostPorts,
  incomingNonZeroRequests,
  podNonZeroRequests,
  podRequests,
  type Resources,
} from "../controllerkit/podResources.ts";
import { type AffinityTerm, affinityTerms } from "./AffinityTerms.ts";

export interface PodProfile {
  readonly requests: Resources;
  /** Requests with defaults for what containers leave out: as LeastAllocated counts a placed pod. */
  readonly scored: Resources;
  /** The same for a pod that is to be placed, whose pod-level requests do not count. */
  readonly incoming: Resources;
  readonly ports: readonly HostPort[];
  readonly terms: readonly AffinityTerm[];
  /** Volumes that decide where a pod may go: claims and disks that one node alone may use. */
  readonly volumes: readonly Volume[];
  readonly tolerations: readonly Toleration[];
  readonly priority: number;
  /** Images by full name, init containers included. */
  readonly images: readonly string[];
  /** Images among the pod's volumes: present ones count, absent ones do not raise the bar. */
  readonly imageVolumes: readonly string[];
  readonly requiredNodeTerms: readonly NodeSelectorTerm[] | undefined;
  /** The pod states how it is to be spread, which turns the cluster's own rules off. */
  readonly spreads: boolean;
}

/** A pod in the scheduler's picture. `pod` is its newest version. */
export interface PodEntry {
  pod: Pod;
  readonly profile: PodProfile;
}

const NOTHING: readonly never[] = [];
const profiles = new WeakMap<PodSpec, PodProfile>();

export function profileOf(pod: Pod): PodProfile {
  let profile = profiles.get(pod.spec);
  if (!profile) profiles.set(pod.spec, (profile = makeProfile(pod)));
  return profile;
}

function makeProfile(pod: Pod): PodProfile {
  const { spec } = pod;
  const scored = podNonZeroRequests(spec);
  return {
    requests: podRequests(spec),
    scored,
    incoming: spec.resources ? incomingNonZeroRequests(spec) : scored,
    ports: takesPorts(spec) ? hostPorts(pod) : NOTHING,
    terms: affinityTerms(pod),
    volumes: spec.volumes?.some(decides) ? spec.volumes.filter(decides) : NOTHING,
    tolerations: spec.tolerations ?? NOTHING,
    priority: spec.priority ?? 0,
    images: spec.initContainers
      ? [...spec.initContainers, ...spec.containers].map(imageName)
      : spec.containers.map(imageName),
    imageVolumes: spec.volumes?.some(({ image }) => image)
      ? spec.volumes.flatMap(({ image }) => (image?.reference ? [fullName(image.reference)] : []))
      : NOTHING,
    requiredNodeTerms: spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms,
    spreads: (spec.topologySpreadConstraints?.length ?? 0) > 0,
  };
}

function takesPorts({ containers, initContainers }: PodSpec): boolean {
  return (
    containers.some(({ ports }) => ports?.some(({ hostPort }) => hostPort)) ||
    (initContainers?.some(({ ports }) => ports?.some(({ hostPort }) => hostPort)) ?? false)
  );
}

function decides(volume: Volume): boolean {
  return (
    (volume.persistentVolumeClaim ??
      volume.ephemeral ??
      volume.gcePersistentDisk ??
      volume.awsElasticBlockStore ??
      volume.rbd ??
      volume.iscsi) !== undefined
  );
}

const imageName = ({ image = "" }: { readonly image?: string }): string => fullName(image);

/** Names without a tag mean `latest`; otherwise names are compared as they are written. */
function fullName(image: string): string {
  return image.lastIndexOf(":") > image.lastIndexOf("/") ? image : `${image}:latest`;
}

/** The name of the claim behind a volume; undefined for volumes without one. */
export function claimNameOf(pod: Pod, volume: Volume): string | undefined {
  return (
    volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined)
  );
}
