/** PersistentVolumes. Models kubernetes pkg/registry/core/persistentvolume, pkg/apis/core/v1/defaults.go and pkg/printers. */
import type { PersistentVolume } from "../../../protocol/kubernetes/index.ts";
import { timestamp } from "../../runtime/time.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { accessModesCell } from "./persistentVolume/claims.ts";
import { validateVolume, validateVolumeUpdate } from "./persistentVolume/validate.ts";
import { resourceNames } from "./resourceNames.ts";

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
const DOCUMENTATION = "More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes";

export const persistentVolume: ResourceDefinition<PersistentVolume> = {
  names: resourceNames("", "persistentvolumes"),
  resource: "persistentvolumes",
  schemaType: "core.v1.PersistentVolume",
  hasStatus: true,
  returnsDeleted: true,
  unconditionalUpdate: true,
  fieldSelectorWording: "notKnown",
  defaults(draft) {
    setDefaults(draft);
  },
  prepareCreate(draft, { runtime }) {
    draft.status = { phase: "Pending", lastPhaseTransitionTime: timestamp(runtime.now) };
  },
  prepareStatusUpdate(draft, old, { runtime }) {
    const known = old.status?.lastPhaseTransitionTime;
    const { phase, lastPhaseTransitionTime: given } = draft.status ?? {};
    if (phase === old.status?.phase) {
      if (!given && known) draft.status = { ...draft.status, lastPhaseTransitionTime: known };
    } else if (draft.status && (!given || given === known))
      draft.status = { ...draft.status, lastPhaseTransitionTime: timestamp(runtime.now) };
  },
  validate: validateVolume,
  validateUpdate: validateVolumeUpdate,
  warnings: ({ metadata, spec }) => [
    ...(metadata.annotations?.[CLASS_ANNOTATION] === undefined
      ? []
      : [`metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`]),
    ...(spec?.persistentVolumeReclaimPolicy === "Recycle"
      ? [
          "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
        ]
      : []),
  ],
  columns: [
    NAME_COLUMN,
    textColumn(
      "Capacity",
      `capacity is the description of the persistent volume's resources and capacity. ${DOCUMENTATION}#capacity`,
    ),
    textColumn(
      "Access Modes",
      `accessModes contains all ways the volume can be mounted. ${DOCUMENTATION}#access-modes`,
    ),
    textColumn(
      "Reclaim Policy",
      `persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim. Valid options are Retain (default for manually created PersistentVolumes), Delete (default for dynamically provisioned PersistentVolumes), and Recycle (deprecated). Recycle must be supported by the volume plugin underlying this PersistentVolume. ${DOCUMENTATION}#reclaiming`,
    ),
    textColumn(
      "Status",
      `phase indicates if a volume is available, bound to a claim, or released by a claim. ${DOCUMENTATION}#phase`,
    ),
    textColumn(
      "Claim",
      `claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim. Expected to be non-nil when bound. claim.VolumeName is the authoritative bind between PV and PVC. ${DOCUMENTATION}#binding`,
    ),
    textColumn("StorageClass", "StorageClass of the pv"),
    textColumn("VolumeAttributesClass", "VolumeAttributesClass of the pv"),
    textColumn(
      "Reason",
      "reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy display in the CLI.",
    ),
    AGE_COLUMN,
    textColumn(
      "VolumeMode",
      "volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block state. Value of Filesystem is implied when not included in spec.",
      1,
    ),
  ],
  row: (object, now) => {
    const { metadata, spec = {}, status } = object;
    const { claimRef } = spec;
    return [
      metadata.name,
      spec.capacity?.storage ?? "0",
      accessModesCell(spec.accessModes),
      spec.persistentVolumeReclaimPolicy ?? "",
      metadata.deletionTimestamp ? "Terminating" : (status?.phase ?? ""),
      claimRef ? `${claimRef.namespace ?? ""}/${claimRef.name ?? ""}` : "",
      metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? "",
      spec.volumeAttributesClassName ?? "<unset>",
      status?.reason ?? "",
      ageCell(object, now),
      spec.volumeMode ?? "<unset>",
    ];
  },
};

function setDefaults(draft: Draft<PersistentVolume>): void {
  const spec = (draft.spec ??= {});
  spec.persistentVolumeReclaimPolicy ??= "Retain";
  spec.volumeMode ??= "Filesystem";
  const status = (draft.status ??= {});
  status.phase ||= "Pending";
  if (spec.hostPath) spec.hostPath.type ??= "";
  if (spec.iscsi) spec.iscsi.iscsiInterface ||= "default";
  if (spec.rbd) {
    spec.rbd.pool ||= "rbd";
    spec.rbd.user ||= "admin";
    spec.rbd.keyring ||= "/etc/ceph/keyring";
  }
  if (spec.azureDisk) {
    spec.azureDisk.cachingMode ??= "ReadWrite";
    spec.azureDisk.kind ??= "Shared";
    spec.azureDisk.fsType ??= "ext4";
    spec.azureDisk.readOnly ??= false;
  }
  if (spec.scaleIO) {
    spec.scaleIO.storageMode ||= "ThinProvisioned";
    spec.scaleIO.fsType ||= "xfs";
  }
}
