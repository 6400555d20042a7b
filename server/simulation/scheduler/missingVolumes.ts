/** What a node lacks for a pod's volumes, and which pods have it. */
import type { Volume } from "../../protocol/kubernetes/index.ts";
import type { Missing } from "../../protocol/scheduling.ts";
import { type About, holder, shown } from "./holders.ts";
import type { NodeInfo } from "./NodeInfo.ts";
import { claimNameOf } from "./PodProfile.ts";
import { driverShortages } from "./plugins/nodeVolumeLimits.ts";
import { isBound, reaches, storageClassOf } from "./plugins/volumeBinding.ts";
import { diskOf, holdersOfDisk } from "./plugins/volumeRestrictions.ts";

export function missingVolumes(node: NodeInfo, plugin: string, about: About): Missing[] {
  if (plugin === "NodeVolumeLimits") return drivers(node, about);
  if (plugin === "VolumeRestrictions") return [...disks(node, about), ...claims(about)];
  return volumes(node, plugin, about);
}

function disks(node: NodeInfo, { profile }: About): Missing[] {
  return profile.volumes.flatMap((volume: Volume): Missing[] => {
    const detail = diskOf(volume);
    const holders = detail === undefined ? [] : holdersOfDisk(volume, node).map((entry) => holder(entry));
    return detail === undefined || holders.length === 0 ? [] : [{ what: "disk", detail, holders: shown(holders) }];
  });
}

function claims({ pod, profile, view }: About): Missing[] {
  const { namespace = "" } = pod.metadata;
  return profile.volumes.flatMap((volume) => {
    const name = claimNameOf(pod, volume);
    const users = name === undefined ? [] : [...view.usersOf(namespace, name)].map((entry) => holder(entry));
    return users.length === 0 ? [] : [{ what: "claim", detail: name ?? "", holders: shown(users) }];
  });
}

function drivers(node: NodeInfo, { pod, profile, view }: About): Missing[] {
  return driverShortages(node, { pod, profile }, view.lookup.volumes).map(({ driver, holders, ...counts }) => ({
    what: driver,
    ...counts,
    holders: shown(holders.map(({ entry, count }) => holder(entry, count))),
  }));
}

/** Bound claims by the volume that belongs elsewhere, others by the volumes of their class that somebody else has. */
function volumes(node: NodeInfo, plugin: string, { pod, profile, view }: About): Missing[] {
  const { namespace = "" } = pod.metadata;
  const { lookup } = view;
  return profile.volumes.flatMap((volume): Missing[] => {
    const name = claimNameOf(pod, volume);
    const claim = name === undefined ? undefined : lookup.volumes.claim(namespace, name);
    if (!claim) return [];
    if (isBound(claim)) {
      const bound = lookup.volumes.volume(claim.spec?.volumeName ?? "");
      const fits = plugin === "VolumeBinding" && bound !== undefined && reaches(bound, node);
      return fits ? [] : [{ what: "volume", detail: claim.spec?.volumeName ?? "", holders: [] }];
    }
    const holders = [...lookup.volumes.volumesOfClass(storageClassOf(claim))].flatMap((other) => {
      const taken = other.spec?.claimRef;
      if (!taken || !reaches(other, node)) return [];
      return [...view.usersOf(taken.namespace ?? "", taken.name ?? "")].map((entry) => holder(entry));
    });
    return [{ what: "claim", detail: claim.metadata.name, holders: shown(holders) }];
  });
}
