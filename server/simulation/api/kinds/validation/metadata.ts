/**
 * Checks of ObjectMeta that every kind shares, on create and on update, with Kubernetes' words and order.
 *
 * Models kubernetes apimachinery pkg/api/validation/objectmeta.go and the finalizer rule that core adds to it.
 * Names of kinds with a rule of their own come through ResourceDefinition.validateName.
 */
import type { KubeObject } from "../../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../json.ts";
import { type FieldError, forbidden, invalid, quote, required, tooLong } from "./errors.ts";
import {
  byteLength,
  IMMUTABLE,
  labelValue,
  NOT_NEGATIVE,
  nameIsLabel,
  nameIsSubdomain,
  qualifiedName,
  type NameRule,
} from "./names.ts";
import { updateChecks } from "./updateChecks.ts";

/** What metadata checks read of a definition. */
export interface MetadataRules {
  readonly names: { readonly namespaced: boolean };
  readonly validateName?: NameRule;
  /** Custom resources: finalizers are only warned of. */
  readonly custom?: object;
}

type Metadata = KubeObject["metadata"];
type OwnerReferences = NonNullable<Metadata["ownerReferences"]>;
type StringMap = { readonly [key: string]: string };

/** What only update checks read. */
export interface UpdateRules {
  readonly resource: string;
  readonly custom?: object;
}

const FIXED = [
  "name",
  "namespace",
  "uid",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
] as const;
const ANNOTATIONS_LIMIT = 256 * 1024;
const FIELD_MANAGER_LIMIT = 128;
const STANDARD_FINALIZERS = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

/** Errors of a new object's metadata. */
export function validateMetadataOnCreate(rules: MetadataRules, object: KubeObject): FieldError[] {
  const { metadata } = object;
  const errors = validateNames(metadata, rules.validateName ?? nameIsSubdomain);
  if (rules.names.namespaced) {
    if (!metadata.namespace) errors.push(required("metadata.namespace"));
    else
      for (const message of nameIsLabel(metadata.namespace, false))
        errors.push(invalid("metadata.namespace", metadata.namespace, message));
  } else if (metadata.namespace) errors.push(forbidden("metadata.namespace", "not allowed on this type"));
  if ((metadata.generation ?? 0) < 0) errors.push(invalid("metadata.generation", metadata.generation, NOT_NEGATIVE));
  errors.push(
    ...validateLabels(metadata.labels, "metadata.labels"),
    ...validateAnnotations(metadata.annotations, "metadata.annotations"),
  );
  errors.push(...validateOwnerReferences(metadata.ownerReferences));
  errors.push(...validateFinalizers(metadata.finalizers));
  errors.push(...validateManagedFields(metadata.managedFields));
  if (!rules.custom) errors.push(...validateFinalizerStandards(metadata.finalizers));
  return errors;
}

/**
 * Errors of an updated object's metadata, as often as they stand in recorded answers: the generic code runs the checks of
 * creation and those of updates, then the kind's strategy runs either again (`updateChecks.ts` tells how often).
 */
export function validateMetadataOnUpdate(rules: UpdateRules, object: KubeObject, old: KubeObject): FieldError[] {
  const { metadata } = object;
  const before = old.metadata;
  const shared = [
    ...validateLabels(metadata.labels, "metadata.labels"),
    ...validateAnnotations(metadata.annotations, "metadata.annotations"),
    ...validateOwnerReferences(metadata.ownerReferences),
  ];
  const managed = validateManagedFields(metadata.managedFields);
  const update: FieldError[] = [];
  if (before.deletionTimestamp) update.push(...validateNoNewFinalizers(metadata.finalizers, before.finalizers));
  if ((metadata.generation ?? 0) < (before.generation ?? 0))
    update.push(invalid("metadata.generation", metadata.generation, "must not be decremented"));
  for (const field of FIXED) {
    if (metadata[field] !== before[field]) update.push(invalid(`metadata.${field}`, metadata[field], IMMUTABLE));
  }
  update.push(...shared, ...managed);
  const create = [...shared, ...validateFinalizers(metadata.finalizers), ...managed];
  const standards = rules.custom ? [] : validateFinalizerStandards(metadata.finalizers);
  if (update.length === 0 && create.length === 0 && standards.length === 0) return [];
  const again = updateChecks(rules.resource);
  const errors = [...create, ...update];
  for (let time = 0; time < again.update; time++) errors.push(...update, ...standards);
  for (let time = 0; time < again.create; time++) errors.push(...create, ...standards);
  return errors;
}

function validateNames(metadata: Metadata, rule: NameRule): FieldError[] {
  const errors: FieldError[] = [];
  if (metadata.generateName) {
    for (const message of rule(metadata.generateName, true))
      errors.push(invalid("metadata.generateName", metadata.generateName, message));
  }
  if (!metadata.name) errors.push(required("metadata.name", "name or generateName is required"));
  else for (const message of rule(metadata.name, false)) errors.push(invalid("metadata.name", metadata.name, message));
  return errors;
}

/** Errors of labels (of an object, a template, a selector's matchLabels). */
export function validateLabels(labels: StringMap | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!labels) return errors;
  for (const key of Object.keys(labels)) {
    for (const message of qualifiedName(key)) errors.push(invalid(path, key, message));
    const value = labels[key] ?? "";
    for (const message of labelValue(value)) errors.push(invalid(path, value, message));
  }
  return errors;
}

/** Errors of annotations: keys, and 256 KiB for all of them. */
export function validateAnnotations(annotations: StringMap | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!annotations) return errors;
  let size = 0;
  for (const key of Object.keys(annotations)) {
    for (const message of qualifiedName(key.toLowerCase())) errors.push(invalid(path, key, message));
    size += byteLength(key) + byteLength(annotations[key] ?? "");
  }
  if (size > ANNOTATIONS_LIMIT) errors.push(tooLong(path, ANNOTATIONS_LIMIT));
  return errors;
}

function validateOwnerReferences(
  references: OwnerReferences | undefined,
  path = "metadata.ownerReferences",
): FieldError[] {
  const errors: FieldError[] = [];
  let controller = "";
  for (const reference of references ?? []) {
    const { group, version } = parseGroupVersion(reference.apiVersion ?? "");
    if (version === "")
      errors.push(invalid(`${path}.apiVersion`, reference.apiVersion ?? "", "version must not be empty"));
    for (const field of ["kind", "name", "uid"] as const) {
      if (!reference[field]) errors.push(invalid(`${path}.${field}`, reference[field] ?? "", "must not be empty"));
    }
    if (group === "" && version === "v1" && reference.kind === "Event") {
      errors.push(invalid(path, ownerInOrder(reference), "/v1, Kind=Event is disallowed from being an owner"));
    }
    if (!reference.controller) continue;
    const current = `${reference.kind}/${reference.name}`;
    if (controller) {
      const words = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`;
      errors.push(invalid(path, references?.map(ownerInOrder), words));
    } else controller = current;
  }
  return errors;
}

/** An apiVersion that does not parse has neither group nor version. */
function parseGroupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const parts = apiVersion.split("/");
  if (parts.length > 2) return { group: "", version: "" };
  return parts.length === 2
    ? { group: parts[0] ?? "", version: parts[1] ?? "" }
    : { group: "", version: parts[0] ?? "" };
}

/** Fields in the order of the Go type, as errors print the value. */
function ownerInOrder({
  apiVersion,
  kind,
  name,
  uid,
  controller,
  blockOwnerDeletion,
}: OwnerReferences[number]): object {
  return { apiVersion, kind, name, uid, controller, blockOwnerDeletion };
}

function validateFinalizers(finalizers: readonly string[] | undefined): FieldError[] {
  const errors: FieldError[] = [];
  if (!finalizers) return errors;
  for (const finalizer of finalizers) {
    for (const message of qualifiedName(finalizer)) errors.push(invalid("metadata.finalizers", finalizer, message));
  }
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    errors.push(
      invalid("metadata.finalizers", finalizers, "finalizer orphan and foregroundDeletion cannot be both set"),
    );
  }
  return errors;
}

/** Core's addition: a finalizer without a domain must be one of the known three. */
function validateFinalizerStandards(finalizers: readonly string[] | undefined): FieldError[] {
  const errors: FieldError[] = [];
  (finalizers ?? []).forEach((finalizer, index) => {
    if (finalizer.includes("/") || STANDARD_FINALIZERS.has(finalizer)) return;
    errors.push(
      invalid(
        `metadata.finalizers[${index}]`,
        finalizer,
        "name is neither a standard finalizer name nor is it fully qualified",
      ),
    );
  });
  return errors;
}

function validateNoNewFinalizers(
  finalizers: readonly string[] | undefined,
  before: readonly string[] | undefined,
): FieldError[] {
  const known = new Set(before);
  const added = [...new Set((finalizers ?? []).filter((finalizer) => !known.has(finalizer)))].sort();
  if (added.length === 0) return [];
  const list = `[]string{${added.map(quote).join(", ")}}`;
  return [
    forbidden(
      "metadata.finalizers",
      `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
    ),
  ];
}

function validateManagedFields(entries: Metadata["managedFields"]): FieldError[] {
  const errors: FieldError[] = [];
  (entries ?? []).forEach((entry, index) => {
    const path = `metadata.managedFields[${index}]`;
    if (entry.operation !== "Apply" && entry.operation !== "Update")
      errors.push(invalid(`${path}.operation`, entry.operation ?? "", "must be `Apply` or `Update`"));
    if (entry.fieldsType && entry.fieldsType !== "FieldsV1")
      errors.push(invalid(`${path}.fieldsType`, entry.fieldsType, "must be `FieldsV1`"));
    if (byteLength(entry.manager ?? "") > FIELD_MANAGER_LIMIT)
      errors.push(tooLong(`${path}.manager`, FIELD_MANAGER_LIMIT));
  });
  return errors;
}

/** `field is immutable` when a value changed. */
/** `printed` gives what the message shows of the value. */
export function validateImmutable<T>(
  value: T,
  old: unknown,
  path: string,
  printed: (value: T) => unknown = (same) => same,
): FieldError[] {
  return equalJson(value, old) ? [] : [invalid(path, printed(value), IMMUTABLE)];
}

export function validateNotNegative(value: number | undefined, path: string): FieldError[] {
  return (value ?? 0) < 0 ? [invalid(path, value, NOT_NEGATIVE)] : [];
}
