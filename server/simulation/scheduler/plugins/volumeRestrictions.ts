/** Disks that one pod alone may use. Models kubernetes pkg/scheduler/framework/plugins/volumerestrictions. */
import type { Volume } from "../../../protocol/kubernetes/index.ts";
import type { NodeInfo } from "../NodeInfo.ts";
import type { PodEntry } from "../PodProfile.ts";
import { type FilterPlugin, finalRefusal, refusal } from "./Plugin.ts";

const NAME = "VolumeRestrictions";
const DISK_TAKEN = refusal(NAME, "node(s) had no available disk");
const CLAIM_TAKEN = refusal(
  NAME,
  "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod",
);

const isDisk = ({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }: Volume): boolean =>
  (gcePersistentDisk ?? awsElasticBlockStore ?? rbd ?? iscsi) !== undefined;

/** Whether two volumes are one disk that cannot be mounted twice. */
function conflict(left: Volume, right: Volume): boolean {
  const { gcePersistentDisk: disk, awsElasticBlockStore: block, iscsi, rbd } = left;
  if (disk && right.gcePersistentDisk?.pdName === disk.pdName && !(disk.readOnly && right.gcePersistentDisk.readOnly))
    return true;
  if (block && right.awsElasticBlockStore?.volumeID === block.volumeID) return true;
  if (iscsi && right.iscsi?.iqn === iscsi.iqn && !(iscsi.readOnly && right.iscsi.readOnly)) return true;
  if (!rbd || !right.rbd || (rbd.readOnly && right.rbd.readOnly)) return false;
  const { monitors, image, pool = "rbd" } = right.rbd;
  return (
    rbd.image === image && (rbd.pool ?? "rbd") === pool && rbd.monitors.some((monitor) => monitors.includes(monitor))
  );
}

/** The pods on a node that have a disk. */
export function holdersOfDisk(disk: Volume, node: NodeInfo): readonly PodEntry[] {
  return [...node.withVolumes.values()].filter(({ profile }) =>
    profile.volumes.some((volume) => conflict(disk, volume)),
  );
}

/** Whether some pod on a node has one of the disks. */
export function holdsDisks(disks: readonly Volume[], node: NodeInfo): boolean {
  return disks.some((disk) => holdersOfDisk(disk, node).length > 0);
}

/** What a disk is called; undefined for volumes that are none. */
export function diskOf({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }: Volume): string | undefined {
  return gcePersistentDisk?.pdName ?? awsElasticBlockStore?.volumeID ?? rbd?.image ?? iscsi?.iqn;
}

export const volumeRestrictions: FilterPlugin = {
  name: NAME,
  prepare({ pod, profile, view }) {
    if (profile.volumes.length === 0) return undefined;
    const { namespace = "" } = pod.metadata;
    const disks = profile.volumes.filter(isDisk);
    const alone = new Set<string>();
    for (const { persistentVolumeClaim } of profile.volumes) {
      if (!persistentVolumeClaim) continue;
      const { claimName } = persistentVolumeClaim;
      const claim = view.lookup.volumes.claim(namespace, claimName);
      if (!claim) return { refusal: finalRefusal(NAME, `persistentvolumeclaim "${claimName}" not found`) };
      if (claim.spec?.accessModes?.includes("ReadWriteOncePod")) alone.add(claimName);
    }
    let taken = 0;
    for (const name of alone) if (view.isClaimUsed(namespace, name)) taken++;
    if (disks.length === 0 && taken === 0) return undefined;
    return {
      check: (node) => {
        if (disks.length > 0 && holdsDisks(disks, node)) return DISK_TAKEN;
        return taken > 0 ? CLAIM_TAKEN : undefined;
      },
      shift: ({ pod: other, profile: { volumes } }, _node, by) => {
        if (other.metadata.namespace !== namespace) return;
        for (const { persistentVolumeClaim } of volumes) {
          if (persistentVolumeClaim && alone.has(persistentVolumeClaim.claimName)) taken += by;
        }
      },
    };
  },
};
