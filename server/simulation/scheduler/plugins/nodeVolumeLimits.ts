/** How many volumes of a driver a node can have. Models kubernetes pkg/scheduler/framework/plugins/nodevolumelimits/csi.go. */
import type { NodeInfo } from "../NodeInfo.ts";
import type { PodEntry } from "../PodProfile.ts";
import { claimNameOf } from "../PodProfile.ts";
import type { VolumeLookup } from "../ClusterLookup.ts";
import { type FilterPlugin, refusal } from "./Plugin.ts";

const NAME = "NodeVolumeLimits";
const TOO_MANY = refusal(NAME, "node(s) exceed max volume count");

/** Drivers of the volumes that a pod's claims attach, by a name unique to the volume. */
function attached(
  { pod, profile }: Pick<PodEntry, "pod" | "profile">,
  volumes: VolumeLookup,
  into: Map<string, string>,
): void {
  const { namespace = "" } = pod.metadata;
  for (const volume of profile.volumes) {
    const name = claimNameOf(pod, volume);
    const claim = name === undefined ? undefined : volumes.claim(namespace, name);
    if (!claim) continue;
    const persistent = claim.spec?.volumeName ? volumes.volume(claim.spec.volumeName) : undefined;
    if (persistent) {
      const { csi } = persistent.spec ?? {};
      if (csi) into.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver);
      continue;
    }
    // A volume yet to be made is named after its claim.
    const driver = volumes.storageClass(claim.spec?.storageClassName ?? "")?.provisioner;
    if (driver) into.set(`${driver}/\0${namespace}/${name}`, driver);
  }
}

/** A driver of which a node can attach too few volumes for a pod. */
export interface DriverShortage {
  readonly driver: string;
  readonly requested: number;
  readonly used: number;
  readonly allocatable: number;
  /** Pods on the node with how many of its volumes they use. */
  readonly holders: readonly { readonly entry: PodEntry; readonly count: number }[];
}

/** What a node lacks for the volumes of a pod. */
export function driverShortages(
  node: NodeInfo,
  pod: Pick<PodEntry, "pod" | "profile">,
  volumes: VolumeLookup,
): readonly DriverShortage[] {
  const limited = volumes
    .csiNode(node.name)
    ?.spec?.drivers?.filter(({ allocatable }) => allocatable?.count !== undefined);
  if (!limited || limited.length === 0) return [];
  const wanted = new Map<string, string>();
  attached(pod, volumes, wanted);
  const present = new Map<string, string>();
  for (const entry of node.withVolumes.values()) attached(entry, volumes, present);
  const count = (map: ReadonlyMap<string, string>, driver: string, counts = (_: string): boolean => true): number =>
    [...map].filter(([volume, its]) => its === driver && counts(volume)).length;
  return limited.flatMap(({ name: driver, allocatable }): DriverShortage[] => {
    const requested = count(wanted, driver, (volume) => !present.has(volume));
    const used = count(present, driver);
    const most = allocatable?.count ?? 0;
    if (requested === 0 || used + requested <= most) return [];
    const holders = [...node.withVolumes.values()].map((entry) => {
      const own = new Map<string, string>();
      attached(entry, volumes, own);
      return { entry, count: count(own, driver) };
    });
    return [{ driver, requested, used, allocatable: most, holders: holders.filter((each) => each.count > 0) }];
  });
}

export const nodeVolumeLimits: FilterPlugin = {
  name: NAME,
  prepare({ pod, profile, view }) {
    if (profile.volumes.length === 0) return undefined;
    const { volumes } = view.lookup;
    const wanted = new Map<string, string>();
    attached({ pod, profile }, volumes, wanted);
    if (wanted.size === 0) return undefined;
    return {
      check: (node) => (driverShortages(node, { pod, profile }, volumes).length > 0 ? TOO_MANY : undefined),
    };
  },
};
