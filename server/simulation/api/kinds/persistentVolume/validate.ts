/** Rules of PersistentVolumes. Models kubernetes pkg/apis/core/validation ValidatePersistentVolumeSpec. */
import type { PersistentVolume, Volume } from "../../../../protocol/kubernetes/index.ts";
import { compareQuantity } from "../../../runtime/quantity.ts";
import { equalJson } from "../../json.ts";
import { internalForm } from "../pod/internalForm.ts";
import { unifiedDiff } from "../pod/unifiedDiff.ts";
import { validateNodeSelector } from "../pod/validateScheduling.ts";
import { validateVendorSource } from "../pod/validateVendorVolumes.ts";
import { validateHostPath } from "../pod/validateVolumes.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../validation/errors.ts";
import { validateNoBacksteps } from "../validation/paths.ts";
import { validateImmutable } from "../validation/metadata.ts";
import { dns1123Subdomain } from "../validation/names.ts";

type Spec = NonNullable<PersistentVolume["spec"]>;

const ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const RECLAIM_POLICIES = ["Delete", "Recycle", "Retain"];
const VOLUME_MODES = ["Block", "Filesystem"];

/** Where the bytes are: API name and Go name, in the order of Go's type. */
const SOURCES = [
  ["gcePersistentDisk", "GCEPersistentDisk", "GCEPersistentDiskVolumeSource"],
  ["awsElasticBlockStore", "AWSElasticBlockStore", "AWSElasticBlockStoreVolumeSource"],
  ["hostPath", "HostPath", "HostPathVolumeSource"],
  ["glusterfs", "Glusterfs", "GlusterfsVolumeSource"],
  ["nfs", "NFS", "NFSVolumeSource"],
  ["rbd", "RBD", "RBDVolumeSource"],
  ["quobyte", "Quobyte", "QuobyteVolumeSource"],
  ["iscsi", "ISCSI", "ISCSIVolumeSource"],
  ["flexVolume", "FlexVolume", "FlexVolumeSource"],
  ["cinder", "Cinder", "CinderVolumeSource"],
  ["cephfs", "CephFS", "CephFSVolumeSource"],
  ["fc", "FC", "FCVolumeSource"],
  ["flocker", "Flocker", "FlockerVolumeSource"],
  ["azureFile", "AzureFile", "AzureFileVolumeSource"],
  ["vsphereVolume", "VsphereVolume", "VsphereVirtualDiskVolumeSource"],
  ["azureDisk", "AzureDisk", "AzureDiskVolumeSource"],
  ["photonPersistentDisk", "PhotonPersistentDisk", "PhotonPersistentDiskVolumeSource"],
  ["portworxVolume", "PortworxVolume", "PortworxVolumeSource"],
  ["scaleIO", "ScaleIO", "ScaleIOVolumeSource"],
  ["local", "Local", undefined],
  ["storageos", "StorageOS", "StorageOSVolumeSource"],
  ["csi", "CSI", undefined],
] as const;

export function validateVolume({ metadata, spec = {} }: PersistentVolume): FieldError[] {
  const errors: FieldError[] = [];
  const modes: readonly string[] = spec.accessModes ?? [];
  if (modes.length === 0) errors.push(required("spec.accessModes"));
  for (const mode of modes)
    if (!ACCESS_MODES.includes(mode)) errors.push(notSupported("spec.accessModes", mode, ACCESS_MODES));
  if (
    modes.includes("ReadWriteOncePod") &&
    modes.some((mode) => mode !== "ReadWriteOncePod" && ACCESS_MODES.includes(mode))
  )
    errors.push(forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes"));
  errors.push(...validateCapacity(spec.capacity));
  const { persistentVolumeReclaimPolicy: policy, nodeAffinity, storageClassName, volumeMode } = spec;
  if (policy && !RECLAIM_POLICIES.includes(policy))
    errors.push(notSupported("spec.persistentVolumeReclaimPolicy", policy, RECLAIM_POLICIES));
  if (nodeAffinity) {
    if (!nodeAffinity.required)
      errors.push(required("spec.nodeAffinity.required", "must specify required node constraints"));
    else errors.push(...validateNodeSelector(nodeAffinity.required, "spec.nodeAffinity.required"));
  }
  errors.push(...validateSources(spec, metadata.name));
  if (spec.hostPath?.path === "/" && policy === "Recycle")
    errors.push(forbidden("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'"));
  if (storageClassName)
    for (const message of dns1123Subdomain(storageClassName))
      errors.push(invalid("spec.storageClassName", storageClassName, message));
  if (volumeMode !== undefined && !VOLUME_MODES.includes(volumeMode))
    errors.push(notSupported("spec.volumeMode", volumeMode, VOLUME_MODES));
  if (spec.volumeAttributesClassName !== undefined) {
    const at = "spec.volumeAttributesClassName";
    if (spec.volumeAttributesClassName === "") errors.push(required(at, "an empty string is disallowed"));
    else
      for (const message of dns1123Subdomain(spec.volumeAttributesClassName))
        errors.push(invalid(at, spec.volumeAttributesClassName, message));
    if (!spec.csi) errors.push(required("spec.csi", "has to be specified when using volumeAttributesClassName"));
  }
  return errors;
}

function validateCapacity(capacity: Spec["capacity"]): FieldError[] {
  const names = Object.keys(capacity ?? {});
  const errors: FieldError[] = [];
  if (names.length === 0) errors.push(required("spec.capacity"));
  if (capacity?.storage === undefined || names.length > 1)
    errors.push(notSupported("spec.capacity", (capacity ?? null) as unknown as string, ["storage"]));
  for (const [name, amount] of Object.entries(capacity ?? {}))
    if (compareQuantity(amount, "0") <= 0)
      errors.push(invalid(`spec.capacity[${name}]`, amount, "must be greater than zero"));
  return errors;
}

function validateSources(spec: Spec, name: string): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const [source] of SOURCES) {
    if (spec[source] === undefined) continue;
    if (found) errors.push(forbidden(`spec.${source}`, "may not specify more than 1 volume type"));
    else errors.push(...validateSource(spec, source, name));
    found = true;
  }
  if (!found) errors.push(required("spec", "must specify a volume type"));
  return errors;
}

function validateSource(spec: Spec, source: (typeof SOURCES)[number][0], name: string): FieldError[] {
  if (source === "hostPath") return validateHostPath(spec.hostPath ?? { path: "" }, "spec.hostPath");
  if (source === "local") {
    const path = spec.local?.path;
    const errors = path ? validateNoBacksteps(path, "spec.local.path") : [required("spec.local.path")];
    if (!spec.nodeAffinity) errors.push(required("spec.nodeAffinity", "Local volume requires node affinity"));
    return errors;
  }
  if (source === "csi") {
    const errors = validateVendorSource({ name, csi: spec.csi } as unknown as Volume, "csi", "spec");
    if (!spec.csi?.volumeHandle) errors.push(required("spec.csi.volumeHandle"));
    return errors;
  }
  return validateVendorSource({ name, [source]: spec[source] } as unknown as Volume, source as never, "spec");
}

export function validateVolumeUpdate(object: PersistentVolume, old: PersistentVolume): FieldError[] {
  const [spec, before] = [object.spec ?? {}, old.spec ?? {}];
  const errors = validateVolume(object);
  if (SOURCES.some(([source]) => !equalJson(spec[source], before[source]))) {
    const print = (value: Spec): string => JSON.stringify(internalSource(value), null, 1);
    errors.push(
      forbidden(
        "spec.persistentvolumesource",
        `spec.persistentvolumesource is immutable after creation\n${unifiedDiff(print(before), print(spec))}`,
      ),
    );
  }
  errors.push(...validateImmutable(spec.volumeMode, before.volumeMode, "volumeMode"));
  if (before.nodeAffinity) errors.push(...validateImmutable(spec.nodeAffinity, before.nodeAffinity, "nodeAffinity"));
  return errors;
}

/** The source as Go prints it; kinds whose Go type differs from a pod's show their API names. */
function internalSource(spec: Spec): object {
  return Object.fromEntries(
    SOURCES.map(([source, goName, type]) => {
      const value = spec[source];
      return [goName, value === undefined ? null : type ? internalForm(type, value) : value];
    }),
  );
}
