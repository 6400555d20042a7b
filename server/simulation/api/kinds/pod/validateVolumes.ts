/** Checks of a pod's volumes. Models kubernetes pkg/apis/core/validation/validation.go (ValidateVolumes). */
import type {
  DownwardAPIVolumeFile,
  KeyToPath,
  Volume,
  VolumeProjection,
} from "../../../../protocol/kubernetes/index.ts";
import { compareQuantity } from "../../../runtime/quantity.ts";
import { duplicate, type FieldError, forbidden, invalid, notSupported, quote, required } from "../validation/errors.ts";
import { dns1123Label, dns1123Subdomain } from "../validation/names.ts";
import { validateFileMode, validateNoBacksteps, validateUnreservedPath } from "../validation/paths.ts";
import { validateEphemeralSource } from "./validateClaimTemplate.ts";
import { validatePullPolicy } from "./validateContainer.ts";
import { validateFieldRef, validateResourceFieldRef } from "./validateEnv.ts";
import { validateVendorSource } from "./validateVendorVolumes.ts";

export interface VolumeRules {
  /** The pod's name; undefined in templates. */
  readonly podName?: string;
  readonly isPod: boolean;
}

/** Errors, and the volumes that mounts may refer to: those without errors. */
export function validateVolumes(
  volumes: readonly Volume[],
  path: string,
  rules: VolumeRules,
): { errors: FieldError[]; known: Map<string, Volume> } {
  const errors: FieldError[] = [];
  const known = new Map<string, Volume>();
  const created = new Set(
    rules.podName ? volumes.filter(({ ephemeral }) => ephemeral).map(({ name }) => `${rules.podName}-${name}`) : [],
  );
  volumes.forEach((volume, index) => {
    const at = `${path}[${index}]`;
    const own = validateSource(volume, at, rules);
    if (!volume.name) own.push(required(`${at}.name`));
    else for (const message of dns1123Label(volume.name)) own.push(invalid(`${at}.name`, volume.name, message));
    if (known.has(volume.name)) own.push(duplicate(`${at}.name`, volume.name));
    if (own.length === 0) known.set(volume.name, volume);
    errors.push(...own);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && created.has(claim)) {
      errors.push(
        invalid(
          `${at}.persistentVolumeClaim.claimName`,
          claim,
          "must not reference a PVC that gets created for an ephemeral volume",
        ),
      );
    }
  });
  return { errors, known };
}

type SourceName = Exclude<keyof Volume, "name">;

/** The order in which sources are looked at: a second one is refused under its own name. */
const SOURCES: readonly SourceName[] = [
  "emptyDir",
  "hostPath",
  "gitRepo",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "secret",
  "nfs",
  "iscsi",
  "glusterfs",

  "flocker",
  "persistentVolumeClaim",
  "rbd",
  "cinder",
  "cephfs",
  "quobyte",
  "downwardAPI",
  "fc",
  "flexVolume",
  "configMap",

  "azureFile",
  "vsphereVolume",
  "photonPersistentDisk",
  "portworxVolume",
  "azureDisk",
  "storageos",
  "projected",
  "scaleIO",
  "csi",
  "ephemeral",
  "image",
];

/** Upstream's odd spellings of two fields in that refusal. */
const REFUSED_AS: { readonly [source: string]: string } = { cephfs: "cephFS", downwardAPI: "downwarAPI" };

function validateSource(volume: Volume, path: string, rules: VolumeRules): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const source of SOURCES) {
    if (volume[source] === undefined) continue;
    if (found)
      errors.push(forbidden(`${path}.${REFUSED_AS[source] ?? source}`, "may not specify more than 1 volume type"));
    else errors.push(...validateOneSource(volume, { source, path, rules }));
    found = true;
  }
  if (!found) errors.push(required(path, "must specify a volume type"));
  return errors;
}

function validateOneSource(
  volume: Volume,
  { source, path, rules }: { source: SourceName; path: string; rules: VolumeRules },
): FieldError[] {
  const at = `${path}.${source}`;
  switch (source) {
    case "emptyDir":
      return validateEmptyDir(volume.emptyDir ?? {}, at);
    case "hostPath":
      return validateHostPath(volume.hostPath ?? { path: "" }, at);
    case "secret":
      return [...requireName(volume.secret?.secretName, `${at}.secretName`), ...validateItems(volume.secret ?? {}, at)];
    case "configMap":
      return [...requireName(volume.configMap?.name, `${at}.name`), ...validateItems(volume.configMap ?? {}, at)];
    case "persistentVolumeClaim":
      return requireName(volume.persistentVolumeClaim?.claimName, `${at}.claimName`);
    case "downwardAPI":
      return [
        ...validateFileMode(volume.downwardAPI?.defaultMode, `${at}.defaultMode`),
        // Upstream leaves out the item's index.
        ...(volume.downwardAPI?.items ?? []).flatMap((file) => validateDownwardFile(file, at)),
      ];
    case "projected":
      return [
        ...validateFileMode(volume.projected?.defaultMode, `${at}.defaultMode`),
        ...validateProjections(volume.projected?.sources ?? [], at),
      ];
    case "ephemeral":
      return [
        ...validateEphemeralSource(volume.ephemeral ?? {}, at),
        ...validateEphemeralName(volume.name, path, rules.podName),
      ];
    case "image":
      return [
        ...(rules.isPod ? requireName(volume.image?.reference, `${at}.reference`) : []),
        ...validatePullPolicy(volume.image?.pullPolicy, `${at}.pullPolicy`),
      ];
    default:
      return validateVendorSource(volume, source, path);
  }
}

function requireName(name: string | undefined, path: string): FieldError[] {
  return name ? [] : [required(path)];
}

function validateEmptyDir(source: NonNullable<Volume["emptyDir"]>, path: string): FieldError[] {
  if (source.sizeLimit === undefined || compareQuantity(source.sizeLimit, "0") >= 0) return [];
  return [forbidden(`${path}.sizeLimit`, "SizeLimit field must be a valid resource quantity")];
}

const HOST_PATH_TYPES = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

export function validateHostPath(
  { path: target, type = "" }: NonNullable<Volume["hostPath"]>,
  path: string,
): FieldError[] {
  if (!target) return [required(`${path}.path`)];
  const errors = validateNoBacksteps(target, `${path}.path`);
  if (!HOST_PATH_TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, HOST_PATH_TYPES));
  return errors;
}

function validateItems(
  source: { readonly defaultMode?: number; readonly items?: readonly KeyToPath[] },
  path: string,
): FieldError[] {
  const errors = validateFileMode(source.defaultMode, `${path}.defaultMode`);
  (source.items ?? []).forEach((item, index) => {
    errors.push(...validateItem(item, `${path}.items[${index}]`));
  });
  return errors;
}

function validateItem({ key, path: target, mode }: KeyToPath, path: string): FieldError[] {
  return [
    ...requireName(key, `${path}.key`),
    ...requireName(target, `${path}.path`),
    ...validateUnreservedPath(target ?? "", `${path}.path`),
    ...validateFileMode(mode, `${path}.mode`),
  ];
}

const VOLUME_FIELDS = [
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
];

function validateDownwardFile(file: DownwardAPIVolumeFile, path: string): FieldError[] {
  const errors = [
    ...requireName(file.path, `${path}.path`),
    ...validateUnreservedPath(file.path ?? "", `${path}.path`),
  ];
  if (file.fieldRef) {
    errors.push(...validateFieldRef(file.fieldRef, `${path}.fieldRef`, VOLUME_FIELDS));
    if (file.resourceFieldRef)
      errors.push(invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"));
  } else if (file.resourceFieldRef) {
    errors.push(...validateResourceFieldRef(file.resourceFieldRef, `${path}.resourceFieldRef`, true));
  } else errors.push(required(path, "one of fieldRef and resourceFieldRef is required"));
  errors.push(...validateFileMode(file.mode, `${path}.mode`));
  return errors;
}

const CONFLICT = "conflicting duplicate paths";

function validateProjections(sources: readonly VolumeProjection[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const paths = new Set<string>();
  const claim = (target: string | undefined, value: string): void => {
    if (!target) return;
    if (paths.has(target)) errors.push(invalid(path, value, CONFLICT));
    paths.add(target);
  };
  sources.forEach((source, index) => {
    const at = `${path}.sources[${index}]`;
    for (const kind of ["secret", "configMap"] as const) {
      const projection = source[kind];
      if (!projection) continue;
      errors.push(...requireName(projection.name, `${at}.${kind}.name`));
      (projection.items ?? []).forEach((item, itemIndex) => {
        errors.push(...validateItem(item, `${at}.${kind}.items[${itemIndex}]`));
        claim(item.path, projection.name ?? "");
      });
    }
    for (const file of source.downwardAPI?.items ?? []) {
      errors.push(...validateDownwardFile(file, `${at}.downwardAPI`));
      claim(file.path, file.path);
    }
    if (source.serviceAccountToken)
      errors.push(...validateToken(source.serviceAccountToken, { at: `${at}.serviceAccountToken`, path }));
    if (source.clusterTrustBundle) {
      errors.push(...validateTrustBundle(source.clusterTrustBundle, `${at}.clusterTrustBundle`));
      claim(source.clusterTrustBundle.path, source.clusterTrustBundle.path);
    }
    if (Object.keys(source).length > 1)
      errors.push(forbidden(at, "may not specify more than 1 volume type per source"));
  });
  return errors;
}

type Token = NonNullable<VolumeProjection["serviceAccountToken"]>;

function validateToken(
  { expirationSeconds = 3600, path: target }: Token,
  { at, path }: { at: string; path: string },
): FieldError[] {
  const errors: FieldError[] = [];
  if (expirationSeconds < 600)
    errors.push(
      invalid(`${at}.expirationSeconds`, expirationSeconds, "may not specify a duration less than 10 minutes"),
    );
  if (expirationSeconds > 2 ** 32)
    errors.push(
      invalid(`${at}.expirationSeconds`, expirationSeconds, "may not specify a duration larger than 2^32 seconds"),
    );
  // Upstream reports the path at the volume, not at the source.
  if (!target) errors.push(required(`${path}.path`));
  else errors.push(...validateUnreservedPath(target, `${path}.path`));
  return errors;
}

function validateTrustBundle(bundle: NonNullable<VolumeProjection["clusterTrustBundle"]>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { name, signerName } = bundle;
  if (name !== undefined && signerName !== undefined)
    errors.push(invalid(path, bundle, "only one of name and signerName may be used"));
  else if (name === undefined && signerName === undefined)
    errors.push(required(path, "either name or signerName must be specified"));
  else if (name === "") errors.push(required(`${path}.name`, "must be a valid object name"));
  else if (signerName === "") errors.push(required(`${path}.signerName`, "must be a valid signer name"));
  errors.push(
    ...requireName(bundle.path, `${path}.path`),
    ...validateUnreservedPath(bundle.path ?? "", `${path}.path`),
  );
  return errors;
}

function validateEphemeralName(volume: string, path: string, podName: string | undefined): FieldError[] {
  if (!podName || !volume) return [];
  const claim = `${podName}-${volume}`;
  return dns1123Subdomain(claim).map((message) =>
    invalid(`${path}.name`, volume, `PVC name ${quote(claim)}: ${message}`),
  );
}
