/** Checks of generic ephemeral volumes. Models kubernetes pkg/apis/core/validation/validation.go. */
import type { PersistentVolumeClaimSpec, Volume } from "../../../../protocol/kubernetes/index.ts";
import { compareQuantity } from "../../../runtime/quantity.ts";
import { equalJson } from "../../json.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../validation/errors.ts";
import { validateLabelSelector } from "../validation/labelSelector.ts";
import { validateAnnotations, validateLabels } from "../validation/metadata.ts";
import { dns1123Subdomain } from "../validation/names.ts";

const ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const VOLUME_MODES = ["Block", "Filesystem"];

export function validateEphemeralSource(
  { volumeClaimTemplate: template }: NonNullable<Volume["ephemeral"]>,
  path: string,
): FieldError[] {
  const at = `${path}.volumeClaimTemplate`;
  if (!template) return [required(at)];
  const { annotations, labels, ...others } = template.metadata ?? {};
  return [
    ...validateAnnotations(annotations, `${at}.metadata.annotations`),
    ...validateLabels(labels, `${at}.metadata.labels`),
    ...Object.keys(others).map((member) => forbidden(`${at}.metadata.${member}`, "cannot be set")),
    ...validateClaimSpec(template.spec ?? {}, `${at}.spec`),
  ];
}

/** Errors of a claim's spec on creation. */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const modes: readonly string[] = spec.accessModes ?? [];
  if (modes.length === 0) errors.push(required(`${path}.accessModes`, "at least 1 access mode is required"));
  errors.push(...validateLabelSelector(spec.selector, `${path}.selector`));
  for (const mode of modes)
    if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(`${path}.accessModes`, mode, ACCESS_MODES));
  if (
    modes.includes("ReadWriteOncePod") &&
    modes.some((mode) => mode !== "ReadWriteOncePod" && ACCESS_MODES.includes(mode))
  ) {
    errors.push(forbidden(`${path}.accessModes`, "may not use ReadWriteOncePod with other access modes"));
  }
  const storage = spec.resources?.requests?.storage;
  if (storage === undefined) errors.push(required(`${path}.resources[storage]`));
  else if (compareQuantity(storage, "0") <= 0)
    errors.push(invalid(`${path}.resources[storage]`, storage, "must be greater than zero"));
  const validateClass = (field: "storageClassName" | "volumeAttributesClassName"): void => {
    const name = spec[field];
    if (name) for (const message of dns1123Subdomain(name)) errors.push(invalid(`${path}.${field}`, name, message));
  };
  validateClass("storageClassName");
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) {
    errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES));
  }
  errors.push(...validateDataSources(spec, path));
  validateClass("volumeAttributesClassName");
  return errors;
}

function validateDataSources({ dataSource, dataSourceRef }: PersistentVolumeClaimSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (dataSource) errors.push(...validateSource(dataSource, `${path}.dataSource`));
  if (dataSourceRef) errors.push(...validateSource(dataSourceRef, `${path}.dataSourceRef`));
  if (dataSource && dataSourceRef) {
    const { namespace, ...same } = dataSourceRef;
    // The value upstream gives is a path, which prints as an empty struct.
    if (!namespace && !equalJson(dataSource, same)) errors.push(invalid(path, {}, "must match dataSourceRef"));
  }
  return errors;
}

function validateSource(
  { apiGroup, kind, name }: NonNullable<PersistentVolumeClaimSpec["dataSourceRef"]>,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${path}.name`));
  if (!kind) errors.push(required(`${path}.kind`));
  if (!apiGroup && kind !== "PersistentVolumeClaim")
    errors.push(invalid(path, kind ?? "", "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (apiGroup)
    for (const message of dns1123Subdomain(apiGroup)) errors.push(invalid(`${path}.apiGroup`, apiGroup, message));
  return errors;
}
