/** StorageClasses. Models kubernetes pkg/apis/storage/validation. */
import type { StorageClass } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { duplicate, type FieldError, invalid, notSupported, required, tooLong } from "./validation/errors.ts";
import { validateImmutable } from "./validation/metadata.ts";
import { byteLength, qualifiedName } from "./validation/names.ts";

type Topology = NonNullable<StorageClass["allowedTopologies"]>[number];

const POLICIES = ["Delete", "Retain"];
const MODES = ["Immediate", "WaitForFirstConsumer"];
const PARAMETERS = { count: 512, bytes: 256 * 1024 } as const;
const DEFAULT_ANNOTATIONS = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
];

export const storageClass: ResourceDefinition<StorageClass> = {
  names: resourceNames("storage.k8s.io", "storageclasses"),
  resource: "storageclasses.storage.k8s.io",
  schemaType: "storage.v1.StorageClass",
  returnsDeleted: true,
  defaults(draft) {
    draft.reclaimPolicy ??= "Delete";
    draft.volumeBindingMode ??= "Immediate";
  },
  validate: validateClass,
  validateUpdate: (object, old) => [
    ...validateClass(object),
    ...validateImmutable(object.parameters ?? {}, old.parameters ?? {}, "parameters", () => object.parameters ?? null),
    ...(["provisioner", "reclaimPolicy", "volumeBindingMode"] as const).flatMap((field) =>
      validateImmutable(object[field], old[field], field),
    ),
  ],
  columns: [
    NAME_COLUMN,
    textColumn("Provisioner", "provisioner indicates the type of the provisioner."),
    textColumn(
      "ReclaimPolicy",
      "reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class. Defaults to Delete.",
    ),
    textColumn(
      "VolumeBindingMode",
      "volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.  When unset, VolumeBindingImmediate is used. This field is only honored by servers that enable the VolumeScheduling feature.",
    ),
    textColumn("AllowVolumeExpansion", "allowVolumeExpansion shows whether the storage class allow volume expand."),
    AGE_COLUMN,
  ],
  row(object, now) {
    const {
      metadata,
      provisioner,
      reclaimPolicy = "Delete",
      volumeBindingMode = "Immediate",
      allowVolumeExpansion = false,
    } = object;
    const isDefault = DEFAULT_ANNOTATIONS.some((key) => metadata.annotations?.[key] === "true");
    return [
      isDefault ? `${metadata.name} (default)` : metadata.name,
      provisioner,
      reclaimPolicy,
      volumeBindingMode,
      allowVolumeExpansion,
      ageCell(object, now),
    ];
  },
};

/** The name of who makes volumes. */
export function validateProvisioner(provisioner: string | undefined, path: string): FieldError[] {
  if (!provisioner) return [required(path)];
  const name = provisioner.toLowerCase();
  return qualifiedName(name).map((message) => invalid(path, name, message));
}

/** What a class tells its driver. */
export function validateParameters(
  parameters: { readonly [key: string]: string } | undefined,
  { path, mayBeEmpty }: { readonly path: string; readonly mayBeEmpty: boolean },
): FieldError[] {
  const entries = Object.entries(parameters ?? {});
  if (entries.length > PARAMETERS.count) return [tooLong(path, PARAMETERS.count)];
  const errors: FieldError[] = [];
  for (const [key] of entries) if (key === "") errors.push(invalid(path, key, "field can not be empty."));
  if (entries.reduce((size, [key, value]) => size + byteLength(key) + byteLength(value), 0) > PARAMETERS.bytes)
    errors.push(tooLong(path, PARAMETERS.bytes));
  if (!mayBeEmpty && entries.length === 0) errors.push(required(path, "must contain at least one key/value pair"));
  return errors;
}

function validateClass({
  provisioner,
  parameters = {},
  reclaimPolicy,
  volumeBindingMode,
  allowedTopologies = [],
}: StorageClass): FieldError[] {
  const errors = [
    ...validateProvisioner(provisioner, "provisioner"),
    ...validateParameters(parameters, { path: "parameters", mayBeEmpty: true }),
  ];
  if (reclaimPolicy && !POLICIES.includes(reclaimPolicy))
    errors.push(notSupported("reclaimPolicy", reclaimPolicy, POLICIES));
  if (volumeBindingMode === undefined) errors.push(required("volumeBindingMode"));
  else if (!MODES.includes(volumeBindingMode)) errors.push(notSupported("volumeBindingMode", volumeBindingMode, MODES));
  // Upstream begins with as many empty terms as there are terms, so an empty one has that many doubles.
  const seen = allowedTopologies.map(() => "");
  allowedTopologies.forEach((term, index) => {
    const path = `allowedTopologies[${index}]`;
    errors.push(...validateTopology(term, path));
    const key = topologyKey(term);
    for (const other of seen) if (other === key) errors.push(duplicate(`${path}.matchLabelExpressions`, ""));
    seen.push(key);
  });
  return errors;
}

/** The same for terms that say the same. */
function topologyKey({ matchLabelExpressions = [] }: Topology): string {
  const values = new Map(matchLabelExpressions.map(({ key, values }) => [key, [...new Set(values ?? [])].sort()]));
  return [...values]
    .map((entry) => JSON.stringify(entry))
    .sort()
    .join();
}

function validateTopology({ matchLabelExpressions = [] }: Topology, path: string): FieldError[] {
  const keys = new Set<string>();
  return matchLabelExpressions.flatMap(({ key, values: given }, index) => {
    const values = given ?? [];
    const at = `${path}.matchLabelExpressions[${index}]`;
    const errors: FieldError[] = [];
    if (values.length === 0) errors.push(required(`${at}.values`));
    values.forEach((value, place) => {
      if (values.indexOf(value) < place) errors.push(duplicate(`${at}.values[${place}]`, value));
    });
    for (const message of qualifiedName(key)) errors.push(invalid(`${at}.key`, key, message));
    if (keys.has(key)) errors.push(duplicate(`${at}.key`, key));
    keys.add(key);
    return errors;
  });
}
