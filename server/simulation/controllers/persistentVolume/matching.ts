/** Which volume fits a claim. Models kubernetes component-helpers storage/volume FindMatchingVolume. */
import type { PersistentVolume, PersistentVolumeClaim } from "../../../protocol/kubernetes/index.ts";
import { compileSelector } from "../../api/machinery/selectors.ts";
import { compareQuantity } from "../../runtime/quantity.ts";

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

export function classOf({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string {
  return metadata.annotations?.[CLASS_ANNOTATION] ?? spec?.storageClassName ?? "";
}

/** Whether a volume is meant for a claim, by name and, when it has one, uid. */
export function isClaimedBy({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const ref = spec?.claimRef;
  if (!ref || ref.name !== metadata.name || ref.namespace !== metadata.namespace) return false;
  return !ref.uid || ref.uid === metadata.uid;
}

/** The volume reserved for the claim, or else the smallest free one that has all it asks for. */
export function bestVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
): PersistentVolume | undefined {
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (volume.metadata.deletionTimestamp || !fits(volume, claim)) continue;
    if (isClaimedBy(volume, claim)) return volume;
    if (volume.spec?.claimRef || volume.status?.phase !== "Available") continue;
    if (!best || compareQuantity(sizeOf(volume), sizeOf(best)) < 0) best = volume;
  }
  return best;
}

const sizeOf = ({ spec }: PersistentVolume): string => spec?.capacity?.storage ?? "0";

function fits(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { accessModes = [], volumeMode = "Filesystem", selector, resources } = claim.spec ?? {};
  if (classOf(volume) !== classOf(claim)) return false;
  if ((volume.spec?.volumeMode ?? "Filesystem") !== volumeMode) return false;
  if (!accessModes.every((mode) => volume.spec?.accessModes?.includes(mode))) return false;
  if (compareQuantity(sizeOf(volume), resources?.requests?.storage ?? "0") < 0) return false;
  return selector === undefined || compileSelector(selector).matches(volume.metadata.labels ?? {});
}
