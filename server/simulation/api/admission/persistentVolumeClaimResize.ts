/**
 * A bound claim may grow only when its class allows it. Models kubernetes plugin/pkg/admission/storage/persistentvolume/resize.
 */
import type { PersistentVolumeClaim, StorageClass } from "../../../protocol/kubernetes/index.ts";
import { compareQuantity } from "../../runtime/quantity.ts";
import { ApiError } from "../machinery/status.ts";
import type { AdmissionPlugin } from "./AdmissionPlugin.ts";

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
const REFUSAL =
  "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize";

export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: "PersistentVolumeClaimResize",
  validate({ operation, definition, draft, old, subresource }, { store }) {
    if (operation !== "UPDATE" || subresource || definition.resource !== "persistentvolumeclaims" || !old) return;
    const [claim, before] = [draft as unknown as PersistentVolumeClaim, old as PersistentVolumeClaim];
    const sizeOf = ({ spec }: PersistentVolumeClaim): string => spec?.resources?.requests?.storage ?? "0";
    if (before.status?.phase !== "Bound" || compareQuantity(sizeOf(claim), sizeOf(before)) <= 0) return;
    const name = claim.metadata.annotations?.[CLASS_ANNOTATION] ?? claim.spec?.storageClassName ?? "";
    const storageClass = store.get("storageclasses.storage.k8s.io", "", name) as StorageClass | undefined;
    if (!storageClass?.allowVolumeExpansion) throw ApiError.forbidden(definition, claim.metadata.name, REFUSAL);
  },
};
