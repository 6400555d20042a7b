/** How many volumes of a driver a node can have. Models kubernetes pkg/scheduler/framework/plugins/nodevolumelimits/csi.go. */
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

export const nodeVolumeLimits: FilterPlugin = {
  name: NAME,
  prepare({ pod, profile, view }) {
    if (profile.volumes.length === 0) return undefined;
    const { volumes } = view.lookup;
    const wanted = new Map<string, string>();
    attached({ pod, profile }, volumes, wanted);
    if (wanted.size === 0) return undefined;
    return {
      check: (node) => {
        const drivers = volumes
          .csiNode(node.name)
          ?.spec?.drivers?.filter(({ allocatable }) => allocatable?.count !== undefined);
        if (!drivers || drivers.length === 0) return undefined;
        const present = new Map<string, string>();
        for (const entry of node.withVolumes.values()) attached(entry, volumes, present);
        for (const { name, allocatable } of drivers) {
          let fresh = 0;
          for (const [volume, driver] of wanted) if (driver === name && !present.has(volume)) fresh++;
          if (fresh === 0) continue;
          let held = 0;
          for (const driver of present.values()) if (driver === name) held++;
          if (held + fresh > (allocatable?.count ?? 0)) return TOO_MANY;
        }
        return undefined;
      },
    };
  },
};
