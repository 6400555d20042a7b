/** Checks of volumes that name a storage system. Models kubernetes pkg/apis/core/validation/validation.go. */
import type { Volume } from "../../../../protocol/kubernetes/index.ts";
import { type FieldError, invalid, notSupported, required, tooLong } from "../validation/errors.ts";
import { dns1123Label, dns1123Subdomain, rangeText } from "../validation/names.ts";
import { validateDescendingPath } from "../validation/paths.ts";

type Source = { readonly [member: string]: unknown };

/** Members that must not be empty, in order; the path they are reported at is the source's unless renamed. */
const REQUIRED: { readonly [source: string]: readonly string[] } = {
  gitRepo: ["repository"],
  gcePersistentDisk: ["pdName"],
  awsElasticBlockStore: ["volumeID"],
  nfs: ["server", "path"],
  iscsi: ["targetPortal"],
  glusterfs: ["endpoints", "path"],
  rbd: ["monitors", "image"],
  cinder: ["volumeID"],
  cephfs: ["monitors"],
  flexVolume: ["driver"],
  azureFile: ["secretName", "shareName"],
  vsphereVolume: ["volumePath"],
  photonPersistentDisk: ["pdID"],
  portworxVolume: ["volumeID"],
  azureDisk: ["diskName", "diskURI"],
  scaleIO: ["gateway", "system", "volumeName"],
  storageos: ["volumeName"],
};

export function validateVendorSource(volume: Volume, kind: Exclude<keyof Volume, "name">, path: string): FieldError[] {
  const source = volume[kind] as unknown as Source;
  const at = kind === "gcePersistentDisk" ? `${path}.persistentDisk` : `${path}.${kind}`;
  const errors = (REQUIRED[kind] ?? [])
    .filter((member) => isEmpty(source[member]))
    .map((member) => required(`${at}.${member}`));
  switch (kind) {
    case "gitRepo":
      errors.push(...validateDescendingPath(text(source.directory), `${at}.directory`));
      break;
    case "gcePersistentDisk":
    case "awsElasticBlockStore":
      if (outside(source.partition)) errors.push(invalid(`${at}.partition`, source.partition, rangeText(1, 255)));
      break;
    case "nfs":
      if (!text(source.path).startsWith("/"))
        errors.push(invalid(`${at}.path`, text(source.path), "must be an absolute path"));
      break;
    case "iscsi":
      errors.push(...validateIscsi(source, at));
      break;
    case "flocker":
      errors.push(...validateFlocker(source, at));
      break;
    case "fc":
      errors.push(...validateFibreChannel(source, at));
      break;
    case "azureDisk":
      errors.push(...validateAzureDisk(source, at));
      break;
    case "quobyte":
      errors.push(...validateQuobyte(source, at));
      break;
    case "flexVolume":
      errors.push(...validateFlexOptions(source, at));
      break;
    case "cinder":
      errors.push(...validateSecretName(source, at));
      break;
    case "storageos":
      for (const member of ["volumeName", "volumeNamespace"] as const) {
        const name = text(source[member]);
        if (name) for (const message of dns1123Label(name)) errors.push(invalid(`${at}.${member}`, name, message));
      }
      errors.push(...validateSecretName(source, at));
      break;
    case "csi":
      errors.push(...validateCsi(source, at));
      break;
  }
  return errors;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const outside = (value: unknown): boolean => typeof value === "number" && (value < 0 || value > 255);

const INITIATORS: readonly (readonly [prefix: string, pattern: RegExp])[] = [
  ["iqn", /iqn\.\d{4}-\d{2}\.([A-Za-z0-9-.]+)(:[^,;*&$|\s]+)$/],
  ["eui", /^eui.[A-Za-z0-9]{16}$/],
  ["naa", /^naa.[A-Za-z0-9]{32}$/],
];

function validateInitiator(name: string, path: string): FieldError[] {
  const known = INITIATORS.find(([prefix]) => name.startsWith(prefix));
  if (!known) return [invalid(path, name, "must be valid format starting with iqn, eui, or naa")];
  return known[1].test(name) ? [] : [invalid(path, name, "must be valid format")];
}

function validateIscsi(source: Source, path: string): FieldError[] {
  const errors = isEmpty(source.iqn) ? [required(`${path}.iqn`)] : validateInitiator(text(source.iqn), `${path}.iqn`);
  if (outside(source.lun)) errors.push(invalid(`${path}.lun`, source.lun, rangeText(0, 255)));
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef)
    errors.push(required(`${path}.secretRef`));
  if (typeof source.initiatorName === "string")
    errors.push(...validateInitiator(source.initiatorName, `${path}.initiatorname`));
  return errors;
}

function validateFlocker(source: Source, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = text(source.datasetName);
  const uuid = text(source.datasetUUID);
  if (!name && !uuid) errors.push(required(path, "one of datasetName and datasetUUID is required"));
  if (name && uuid)
    errors.push(invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously"));
  if (name.includes("/")) errors.push(invalid(`${path}.datasetName`, name, "must not contain '/'"));
  return errors;
}

function validateFibreChannel(source: Source, path: string): FieldError[] {
  const targets = (source.targetWWNs as readonly string[] | undefined) ?? [];
  const wwids = (source.wwids as readonly string[] | undefined) ?? [];
  const errors: FieldError[] = [];
  if (targets.length === 0 && wwids.length === 0)
    errors.push(required(`${path}.targetWWNs`, "must specify either targetWWNs or wwids, but not both"));
  if (targets.length > 0 && wwids.length > 0)
    errors.push(invalid(`${path}.targetWWNs`, targets, "targetWWNs and wwids can not be specified simultaneously"));
  if (targets.length > 0) {
    if (source.lun === undefined) errors.push(required(`${path}.lun`, "lun is required if targetWWNs is specified"));
    else if (outside(source.lun)) errors.push(invalid(`${path}.lun`, source.lun, rangeText(0, 255)));
  }
  return errors;
}

const CACHING_MODES = ["None", "ReadOnly", "ReadWrite"];
const DISK_KINDS = ["Dedicated", "Managed", "Shared"];

function validateAzureDisk(source: Source, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { cachingMode, kind, diskURI } = source;
  if (cachingMode !== undefined && !CACHING_MODES.includes(text(cachingMode)))
    errors.push(notSupported(`${path}.cachingMode`, cachingMode, CACHING_MODES));
  if (kind === undefined) return errors;
  if (!DISK_KINDS.includes(text(kind))) errors.push(notSupported(`${path}.kind`, kind, DISK_KINDS));
  const managed = kind === "Managed";
  if (!text(diskURI).startsWith(managed ? "/subscriptions/" : "https://")) {
    const form = managed
      ? "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
      : "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
    errors.push(notSupported(`${path}.diskURI`, text(diskURI), [form]));
  }
  return errors;
}

function validateQuobyte(source: Source, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const words = "must be a host:port pair or multiple pairs separated by commas";
  const registry = text(source.registry);
  if (!registry) errors.push(required(`${path}.registry`, words));
  else if (text(source.tenant).length >= 65)
    errors.push(required(`${path}.tenant`, "must be a UUID and may not exceed a length of 64 characters"));
  else
    for (const pair of registry.split(","))
      if (!/^[^:]*:[^:]*$|^\[[^\]]*\]:[^:]*$/.test(pair)) errors.push(invalid(`${path}.registry`, registry, words));
  if (isEmpty(source.volume)) errors.push(required(`${path}.volume`));
  return errors;
}

function validateSecretName({ secretRef }: Source, path: string): FieldError[] {
  return secretRef && !(secretRef as { readonly name?: string }).name ? [required(`${path}.secretRef.name`)] : [];
}

function validateFlexOptions({ options }: Source, path: string): FieldError[] {
  return Object.keys((options as object | undefined) ?? {}).flatMap((key) => {
    const namespace = `.${(key.includes("/") ? key.slice(0, key.indexOf("/")) : key).toLowerCase()}`;
    if (!namespace.endsWith(".kubernetes.io") && !namespace.endsWith(".k8s.io")) return [];
    return [invalid(`${path}.options[${key}]`, key, "kubernetes.io and k8s.io namespaces are reserved")];
  });
}

const DRIVER_LIMIT = 63;

export function validateDriverName(driver: string, path: string): FieldError[] {
  if (!driver) return [required(path)];
  return [
    ...(driver.length > DRIVER_LIMIT ? [tooLong(path, DRIVER_LIMIT)] : []),
    ...dns1123Subdomain(driver.toLowerCase()).map((message) => invalid(path, driver, message)),
  ];
}

function validateCsi(source: Source, path: string): FieldError[] {
  const errors = validateDriverName(text(source.driver), `${path}.driver`);
  const secret = source.nodePublishSecretRef as { readonly name?: string } | undefined;
  if (secret && !secret.name) errors.push(required(`${path}.nodePublishSecretRef.name`));
  if (secret?.name)
    for (const message of dns1123Subdomain(secret.name)) errors.push(invalid(`${path}.name`, secret.name, message));
  return errors;
}
