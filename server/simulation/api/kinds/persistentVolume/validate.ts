/** Rules of PersistentVolumes. Models kubernetes pkg/apis/core/validation ValidatePersistentVolumeSpec. */
import type { PersistentVolume, Volume } from "../../../../protocol/kubernetes/index.ts";
import { compareQuantity, milliValue } from "../../../runtime/quantity.ts";
import { equalJson } from "../../json.ts";
import { printedAbsent } from "../../schema/zeroValues.ts";
import { internalForm } from "../pod/internalForm.ts";
import { unifiedDiff } from "../pod/unifiedDiff.ts";
import { validateNodeSelector } from "../pod/validateScheduling.ts";
import { validateDriverName, validateVendorSource } from "../pod/validateVendorVolumes.ts";
import { validateHostPath } from "../pod/validateVolumes.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../validation/errors.ts";
import { sortedMap } from "../podTemplate.ts";
import { validateNoBacksteps } from "../validation/paths.ts";
import { validateImmutable } from "../validation/metadata.ts";
import { dns1123Label, dns1123Subdomain } from "../validation/names.ts";

type Spec = NonNullable<PersistentVolume["spec"]>;

const ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const RECLAIM_POLICIES = ["Delete", "Recycle", "Retain"];
const VOLUME_MODES = ["Block", "Filesystem"];

/** Where the bytes are: API name and Go name, in the order of Go's type. */
const SOURCES = [
  ["gcePersistentDisk", "GCEPersistentDisk", "GCEPersistentDiskVolumeSource"],
  ["awsElasticBlockStore", "AWSElasticBlockStore", "AWSElasticBlockStoreVolumeSource"],
  ["hostPath", "HostPath", "HostPathVolumeSource"],
  ["glusterfs", "Glusterfs", "GlusterfsPersistentVolumeSource"],
  ["nfs", "NFS", "NFSVolumeSource"],
  ["rbd", "RBD", "RBDPersistentVolumeSource"],
  ["quobyte", "Quobyte", "QuobyteVolumeSource"],
  ["iscsi", "ISCSI", "ISCSIPersistentVolumeSource"],
  ["flexVolume", "FlexVolume", "FlexPersistentVolumeSource"],
  ["cinder", "Cinder", "CinderPersistentVolumeSource"],
  ["cephfs", "CephFS", "CephFSPersistentVolumeSource"],
  ["fc", "FC", "FCVolumeSource"],
  ["flocker", "Flocker", "FlockerVolumeSource"],
  ["azureFile", "AzureFile", "AzureFilePersistentVolumeSource"],
  ["vsphereVolume", "VsphereVolume", "VsphereVirtualDiskVolumeSource"],
  ["azureDisk", "AzureDisk", "AzureDiskVolumeSource"],
  ["photonPersistentDisk", "PhotonPersistentDisk", "PhotonPersistentDiskVolumeSource"],
  ["portworxVolume", "PortworxVolume", "PortworxVolumeSource"],
  ["scaleIO", "ScaleIO", "ScaleIOPersistentVolumeSource"],
  ["local", "Local", "LocalVolumeSource"],
  ["storageos", "StorageOS", "StorageOSPersistentVolumeSource"],
  ["csi", "CSI", "CSIPersistentVolumeSource"],
] as const;

/** The order in which sources are looked at, which is not that of the type. */
const LOOKED_AT: readonly (typeof SOURCES)[number][0][] = [
  "hostPath",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "glusterfs",
  "flocker",
  "nfs",
  "rbd",
  "quobyte",
  "cephfs",
  "iscsi",
  "cinder",
  "fc",
  "flexVolume",
  "azureFile",
  "vsphereVolume",
  "photonPersistentDisk",
  "portworxVolume",
  "azureDisk",
  "scaleIO",
  "local",
  "storageos",
  "csi",
];

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
  errors.push(...validateCapacity(spec));
  const { persistentVolumeReclaimPolicy: policy, nodeAffinity, storageClassName, volumeMode } = spec;
  if (policy && !RECLAIM_POLICIES.includes(policy))
    errors.push(notSupported("spec.persistentVolumeReclaimPolicy", policy, RECLAIM_POLICIES));
  if (nodeAffinity) {
    if (!nodeAffinity.required)
      errors.push(required("spec.nodeAffinity.required", "must specify required node constraints"));
    else errors.push(...validateNodeSelector(nodeAffinity.required, "spec.nodeAffinity.required"));
  }
  errors.push(...validateSources(spec, metadata.name));
  if (spec.hostPath && isRoot(spec.hostPath.path ?? "") && policy === "Recycle")
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

function validateCapacity(spec: Spec): FieldError[] {
  const { capacity } = spec;
  const names = Object.keys(capacity ?? {});
  const errors: FieldError[] = [];
  if (names.length === 0) errors.push(required("spec.capacity"));
  if (capacity?.storage === undefined || names.length > 1)
    errors.push(notSupported("spec.capacity", sortedMap(capacity) ?? printedAbsent(spec, "capacity"), ["storage"]));
  for (const [name, amount] of Object.entries(capacity ?? {})) {
    const path = `spec.capacity[${name}]`;
    const whole = wholeUnits(amount);
    if (whole < 0) errors.push(invalid(path, whole, "must be a valid resource quantity"));
    if (compareQuantity(amount, "0") <= 0) errors.push(invalid(path, amount, "must be greater than zero"));
  }
  return errors;
}

/** An amount in units, rounded up. */
export function wholeUnits(amount: string): number {
  return Math.ceil(milliValue(amount) / 1000);
}

/** Whether a path means the root of the file system once cleaned. */
function isRoot(path: string): boolean {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") kept.pop();
    else if (part !== "" && part !== ".") kept.push(part);
  }
  return path.startsWith("/") && kept.length === 0;
}

function validateSources(spec: Spec, name: string): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const source of LOOKED_AT) {
    if (spec[source] === undefined) continue;
    const shown = source === "cephfs" ? "cephFS" : source;
    // Upstream looks at a flex volume whatever else there is.
    if (found && source !== "flexVolume")
      errors.push(forbidden(`spec.${shown}`, "may not specify more than 1 volume type"));
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
  if (source === "csi") return validateCsi(spec.csi ?? { driver: "", volumeHandle: "" });
  const errors = validateVendorSource({ name, [source]: spec[source] } as unknown as Volume, source as never, "spec");
  // Here upstream does not say how such a name begins.
  const inVolume = (error: FieldError): FieldError =>
    error.detail.startsWith("must be valid format") ? invalid(error.field, error.value, "must be valid format") : error;
  return [...errors.map(inVolume), ...validateOfVolume(spec, source)];
}

const SECRETS = [
  "controllerPublishSecretRef",
  "controllerExpandSecretRef",
  "nodePublishSecretRef",
  "nodeExpandSecretRef",
] as const;

function validateCsi(csi: NonNullable<Spec["csi"]>): FieldError[] {
  const errors = validateDriverName(csi.driver ?? "", "spec.csi.driver");
  if (!csi.volumeHandle) errors.push(required("spec.csi.volumeHandle"));
  for (const member of SECRETS) {
    const secret = csi[member];
    if (!secret) continue;
    const at = `spec.csi.${member}`;
    for (const [field, rule] of [
      ["name", dns1123Subdomain],
      ["namespace", dns1123Label],
    ] as const) {
      const value = secret[field];
      if (!value) errors.push(required(`${at}.${field}`));
      else for (const message of rule(value)) errors.push(invalid(`${at}.${field}`, value, message));
    }
  }
  return errors;
}

/** What a source has in a volume and not in a pod: namespaces, since a volume is in none. */
function validateOfVolume(spec: Spec, source: string): FieldError[] {
  switch (source) {
    case "glusterfs": {
      const at = "spec.glusterfs.endpointsNamespace";
      const namespace = spec.glusterfs?.endpointsNamespace;
      if (namespace === undefined) return [];
      if (namespace === "")
        return [invalid(at, "", "if the endpointnamespace is set, it must be a valid namespace name")];
      return dns1123Label(namespace).map((message) => invalid(at, namespace, message));
    }
    case "iscsi":
      return spec.iscsi?.secretRef && !spec.iscsi.secretRef.name ? [required("spec.iscsi.secretRef.name")] : [];
    case "azureFile":
      return spec.azureFile?.secretNamespace === "" ? [required("spec.azureFile.secretNamespace")] : [];
    case "cinder":
    case "storageos": {
      const secret = spec[source]?.secretRef;
      return secret && !secret.namespace ? [required(`spec.${source}.secretRef.namespace`)] : [];
    }
    default:
      return [];
  }
}

export function validateVolumeUpdate(object: PersistentVolume, old: PersistentVolume): FieldError[] {
  const [given, before] = [object.spec ?? {}, old.spec ?? {}];
  // Upstream looks twice.
  const errors = [...validateVolume(object), ...validateVolume(object)];
  const spec = withoutNewExpandSecret(given, before);
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
  if (before.nodeAffinity && !equalJson(withCurrentLabels(before.nodeAffinity), withCurrentLabels(spec.nodeAffinity))) {
    const words = "field is immutable, except for updating from beta label to GA";
    errors.push(invalid("nodeAffinity", spec.nodeAffinity === undefined ? null : goAffinity(spec.nodeAffinity), words));
  }
  if (before.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined)
    errors.push(forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden"));
  return errors;
}

/** The secret for expansion may be added later. */
function withoutNewExpandSecret(spec: Spec, before: Spec): Spec {
  if (!before.csi || !spec.csi?.controllerExpandSecretRef || before.csi.controllerExpandSecretRef) return spec;
  const { controllerExpandSecretRef: _, ...csi } = spec.csi;
  return { ...spec, csi };
}

type NodeAffinity = NonNullable<Spec["nodeAffinity"]>;

const CURRENT_LABELS: { readonly [old: string]: string } = {
  "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
  "beta.kubernetes.io/os": "kubernetes.io/os",
  "beta.kubernetes.io/arch": "kubernetes.io/arch",
  "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
};

function withCurrentLabels(affinity: NodeAffinity | undefined): unknown {
  return affinity?.required?.nodeSelectorTerms?.map((term) => ({
    ...term,
    matchExpressions: term.matchExpressions?.map((one) => ({ ...one, key: CURRENT_LABELS[one.key] ?? one.key })),
  }));
}

/** As Go's internal type prints it. */
function goAffinity({ required: selector }: NodeAffinity): unknown {
  const requirements = (list: NonNullable<typeof selector>["nodeSelectorTerms"][number]["matchFields"]): unknown =>
    list?.map(({ key, operator, values }) => ({ Key: key, Operator: operator, Values: values ?? null })) ?? null;
  return {
    Required: selector
      ? {
          NodeSelectorTerms: selector.nodeSelectorTerms.map((term) => ({
            MatchExpressions: requirements(term.matchExpressions),
            MatchFields: requirements(term.matchFields),
          })),
        }
      : null,
  };
}

/** The source as Go prints it. */
function internalSource(spec: Spec): object {
  return Object.fromEntries(
    SOURCES.map(([source, goName, type]) => {
      const value = spec[source];
      return [goName, value === undefined ? null : internalForm(type, value)];
    }),
  );
}
