/** Checks of generic ephemeral volumes. Models kubernetes pkg/apis/core/validation/validation.go. */
import type { PersistentVolumeClaimSpec, Volume } from "../../../../protocol/kubernetes/index.ts";
import { compareQuantity } from "../../../runtime/quantity.ts";
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
  for (const field of ["storageClassName", "volumeAttributesClassName"] as const) {
    const name = spec[field];
    if (name) for (const message of dns1123Subdomain(name)) errors.push(invalid(`${path}.${field}`, name, message));
  }
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) {
    errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES));
  }
  return errors;
}
