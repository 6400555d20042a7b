/** PersistentVolumeClaims. Models kubernetes pkg/registry/core/persistentvolumeclaim, pkg/apis/core/validation and pkg/printers. */
import type { PersistentVolumeClaim } from "../../../protocol/kubernetes/index.ts";
import { compareQuantity } from "../../runtime/quantity.ts";
import { equalJson } from "../json.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { accessModesCell, warningsForClaim } from "./persistentVolume/claims.ts";
import { wholeUnits } from "./persistentVolume/validate.ts";
import { internalForm } from "./pod/internalForm.ts";
import { unifiedDiff } from "./pod/unifiedDiff.ts";
import { validateClaimSpec } from "./pod/validateClaimTemplate.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "./validation/errors.ts";
import { validateImmutable } from "./validation/metadata.ts";
import { IMMUTABLE, qualifiedName } from "./validation/names.ts";

type Spec = NonNullable<PersistentVolumeClaim["spec"]>;

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
const SNAPSHOTS = "snapshot.storage.k8s.io";
const CHANGEABLE = "resources.requests and volumeAttributesClassName for bound claims";

export const persistentVolumeClaim: ResourceDefinition<PersistentVolumeClaim> = {
  names: resourceNames("", "persistentvolumeclaims"),
  resource: "persistentvolumeclaims",
  schemaType: "core.v1.PersistentVolumeClaim",
  hasStatus: true,
  returnsDeleted: true,
  unconditionalUpdate: true,
  fieldSelectorWording: "notKnown",
  defaults(draft) {
    draft.spec ??= {};
    draft.spec.volumeMode ??= "Filesystem";
    const status = (draft.status ??= {});
    status.phase ||= "Pending";
  },
  prepareCreate(draft) {
    draft.status = { phase: "Pending" };
    alignSources(draft.spec as Draft<Spec>, {});
  },
  prepareUpdate: (draft, old) => alignSources(draft.spec as Draft<Spec>, old.spec ?? {}),
  validate: ({ spec }) => validateClaimSpec(spec ?? {}, "spec"),
  validateUpdate,
  validateStatusUpdate: validateStatus,
  warnings: ({ metadata, spec }) => [
    ...(metadata.annotations?.[CLASS_ANNOTATION] === undefined
      ? []
      : [`metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`]),
    ...warningsForClaim(spec ?? {}, "spec"),
  ],
  columns: [
    NAME_COLUMN,
    textColumn("Status", "phase represents the current phase of PersistentVolumeClaim."),
    textColumn("Volume", "volumeName is the binding reference to the PersistentVolume backing this claim."),
    textColumn("Capacity", "capacity represents the actual resources of the underlying volume."),
    textColumn(
      "Access Modes",
      "accessModes contains the actual access modes the volume backing the PVC has. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes-1",
    ),
    textColumn("StorageClass", "StorageClass of the pvc"),
    textColumn("VolumeAttributesClass", "VolumeAttributesClass of the pvc"),
    AGE_COLUMN,
    textColumn(
      "VolumeMode",
      "volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when not included in claim spec.",
      1,
    ),
  ],
  row: (object, now) => {
    const { metadata, spec = {}, status } = object;
    const bound = Boolean(spec.volumeName);
    return [
      metadata.name,
      metadata.deletionTimestamp ? "Terminating" : (status?.phase ?? ""),
      spec.volumeName ?? "",
      bound ? (status?.capacity?.storage ?? "0") : "",
      bound ? accessModesCell(status?.accessModes) : "",
      metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? "",
      spec.volumeAttributesClassName ?? "<unset>",
      ageCell(object, now),
      spec.volumeMode ?? "<unset>",
    ];
  },
};

/** What the older of the two fields may name: another claim, or a snapshot. */
function isOldSource({ apiGroup, kind }: NonNullable<Spec["dataSource"]>): boolean {
  return (kind === "PersistentVolumeClaim" && !apiGroup) || (kind === "VolumeSnapshot" && apiGroup === SNAPSHOTS);
}

/** Each of the two fields says what the other one does. */
function alignSources(spec: Draft<Spec>, before: Spec): void {
  // Sources in other namespaces are off by default.
  if (spec.dataSourceRef?.namespace && !before.dataSourceRef) delete spec.dataSourceRef;
  if (!before.dataSource && !spec.dataSourceRef && spec.dataSource && !isOldSource(spec.dataSource))
    delete spec.dataSource;
  const { dataSource, dataSourceRef } = spec;
  if (dataSource && !dataSourceRef) spec.dataSourceRef = { ...dataSource };
  else if (dataSourceRef && !dataSource && !dataSourceRef.namespace) {
    const { namespace: _, ...source } = dataSourceRef;
    spec.dataSource = source;
  }
}

function validateUpdate(object: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const { spec = {} } = object;
  const before = old.spec ?? {};
  const errors = validateClaimSpec(spec, "spec");
  const bound = old.status?.phase === "Bound";
  const [annotation, known] = [object, old].map(({ metadata }) => metadata.annotations?.[CLASS_ANNOTATION] ?? "");
  // The annotation may make room for the field that came after it.
  const moved = known !== "" && before.storageClassName === undefined && spec.storageClassName === known;
  if (annotation !== known && !(moved && annotation === ""))
    errors.push(invalid(`metadata.annotations.${CLASS_ANNOTATION}`, annotation, IMMUTABLE));
  let allowed: Spec = spec;
  // Binding fills in the volume, and a class may be given once.
  if (!before.volumeName && spec.volumeName) allowed = { ...allowed, volumeName: undefined } as Spec;
  if (before.storageClassName === undefined && spec.storageClassName !== undefined && (known === "" || moved))
    allowed = { ...allowed, storageClassName: undefined } as unknown as Spec;
  if (bound) {
    const requests = { ...allowed.resources?.requests };
    const size = before.resources?.requests?.storage;
    if (size !== undefined) requests.storage = size;
    allowed = {
      ...allowed,
      resources: { ...allowed.resources, requests },
      volumeAttributesClassName: before.volumeAttributesClassName,
    } as Spec;
  }
  const print = (value: Spec): string => JSON.stringify(internalForm("PersistentVolumeClaimSpec", value), null, 1);
  if (!equalJson(allowed, before))
    errors.push(
      forbidden(
        "spec",
        `spec is immutable after creation except ${CHANGEABLE}\n${unifiedDiff(print(before), print(allowed))}`,
      ),
    );
  const [size = "0", least = "0"] = [spec.resources?.requests?.storage, old.status?.capacity?.storage];
  // An expansion that failed may be taken back, but never to what the volume has already.
  if (compareQuantity(size, before.resources?.requests?.storage ?? "0") < 0 && compareQuantity(size, least) <= 0)
    errors.push(forbidden("spec.resources.requests.storage", "field can not be less than status.capacity"));
  errors.push(...validateImmutable(spec.volumeMode, before.volumeMode, "volumeMode"));
  return [...errors, ...validateAttributesClass(spec.volumeAttributesClassName, old)];
}

function validateAttributesClass(name: string | undefined, { spec, status }: PersistentVolumeClaim): FieldError[] {
  if (name || name === spec?.volumeAttributesClassName || status?.currentVolumeAttributesClassName === undefined)
    return [];
  const what = name === undefined ? "nil" : "empty string";
  const words = `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`;
  return [forbidden("spec.volumeAttributesClassName", words)];
}

const RESIZE_STATES = [
  "ControllerResizeInProgress",
  "ControllerResizeInfeasible",
  "NodeResizeInProgress",
  "NodeResizeInfeasible",
  "NodeResizePending",
];

function validateStatus({ spec, status = {} }: PersistentVolumeClaim): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec?.accessModes?.length) errors.push(required("Spec.accessModes"));
  const basic = (amount: string, path: string): FieldError[] => {
    const whole = wholeUnits(amount);
    return whole < 0 ? [invalid(path, whole, "must be a valid resource quantity")] : [];
  };
  for (const [name, amount] of Object.entries(status.capacity ?? {}))
    errors.push(...basic(amount, `status.capacity[${name}]`));
  const states = "status.allocatedResourceStatuses";
  for (const [name, state] of Object.entries(status.allocatedResourceStatuses ?? {})) {
    errors.push(...validateKey(name, states));
    if (!RESIZE_STATES.includes(state)) errors.push(notSupported(states, name, RESIZE_STATES));
  }
  for (const [name, amount] of Object.entries(status.allocatedResources ?? {})) {
    const wrong = validateKey(name, "status.allocatedResources");
    errors.push(...(wrong.length > 0 ? wrong : basic(amount, `status.allocatedResources[${name}]`)));
  }
  return errors;
}

function validateKey(name: string, path: string): FieldError[] {
  const errors = qualifiedName(name).map((message) => invalid(path, name, message));
  if (errors.length > 0 || name === "storage") return errors;
  return !name.includes("/") || name.includes("kubernetes.io/") ? [notSupported(path, name, ["storage"])] : [];
}
