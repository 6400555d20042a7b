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

/**
 * The volume reserved for the claim, or else, of the free ones with all it asks for, one with the fewest access modes and of
 * those the smallest. Neither class nor selector count where somebody reserved the volume.
 */
export function bestVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
): PersistentVolume | undefined {
  const able = volumes.filter(
    (volume) => !volume.metadata.deletionTimestamp && isLargeEnough(volume, claim) && isOfItsModes(volume, claim),
  );
  let best: PersistentVolume | undefined;
  for (const volume of able) {
    const compared = best ? modeCount(volume) - modeCount(best) || compareQuantity(sizeOf(volume), sizeOf(best)) : -1;
    if (compared < 0 && isFreeFor(volume, claim)) best = volume;
  }
  return able.find((volume) => isClaimedBy(volume, claim)) ?? best;
}

/** Why a volume that a claim asks for by name cannot be its own, in the words of Kubernetes. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volume.metadata.deletionTimestamp) return `the volume is marked for deletion "${volume.metadata.name}"`;
  if (!isLargeEnough(volume, claim)) return "requested PV is too small";
  if (classOf(volume) !== classOf(claim)) return "storageClassName does not match";
  if (attributesClassOf(volume) !== attributesClassOf(claim)) return "volumeAttributesClassName does not match";
  if (modeOf(volume) !== modeOf(claim)) return "incompatible volumeMode";
  return hasAccessModes(volume, claim) ? undefined : "incompatible accessMode";
}

export const hasOtherMode = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  modeOf(volume) !== modeOf(claim);

const sizeOf = ({ spec }: PersistentVolume): string => spec?.capacity?.storage ?? "0";
const modeCount = ({ spec }: PersistentVolume): number => spec?.accessModes?.length ?? 0;
const modeOf = ({ spec }: PersistentVolume | PersistentVolumeClaim): string => spec?.volumeMode ?? "Filesystem";
const attributesClassOf = ({ spec }: PersistentVolume | PersistentVolumeClaim): string =>
  spec?.volumeAttributesClassName ?? "";

function isLargeEnough(volume: PersistentVolume, { spec }: PersistentVolumeClaim): boolean {
  return compareQuantity(sizeOf(volume), spec?.resources?.requests?.storage ?? "0") >= 0;
}

function hasAccessModes({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec?.accessModes ?? []).every((mode) => spec?.accessModes?.includes(mode));
}

function isOfItsModes(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (
    modeOf(volume) === modeOf(claim) &&
    hasAccessModes(volume, claim) &&
    attributesClassOf(volume) === attributesClassOf(claim)
  );
}

function isFreeFor(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (volume.spec?.claimRef || volume.status?.phase !== "Available" || classOf(volume) !== classOf(claim)) return false;
  const { selector } = claim.spec ?? {};
  return selector === undefined || compileSelector(selector).matches(volume.metadata.labels ?? {});
}
