/**
 * Devices shared through claims (resource.k8s.io): stored, defaulted and checked; nothing here allocates them.
 * Models kubernetes pkg/registry/resource and pkg/apis/resource/validation.
 */
import type {
  DeviceClass,
  ResourceV1ResourceClaim as ResourceClaim,
  ResourceClaimTemplate,
  ResourceSlice,
} from "../../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../json.ts";
import type { ResourceDefinition } from "../../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, fieldColumn, NAME_COLUMN, textColumn } from "../columns.ts";
import { internalForm } from "../pod/internalForm.ts";
import { resourceNames } from "../resourceNames.ts";
import { type FieldError, forbidden, invalid, required, tooLong } from "../validation/errors.ts";
import { validateAnnotations, validateImmutable, validateLabels } from "../validation/metadata.ts";
import { dns1123Label, dns1123Subdomain, IMMUTABLE } from "../validation/names.ts";
import { isExtendedResource } from "../validation/resources.ts";
import {
  defaultClaim,
  listErrors,
  validateClaim,
  validateDriver,
  validateOpaque,
  validateSelectors,
} from "./deviceRequests.ts";

const GROUP = "resource.k8s.io";
const MOST = { config: 32, devices: 128, advancedDevices: 64, reservedFor: 256 } as const;
const LONGEST_POOL = 253;

export const deviceClass: ResourceDefinition<DeviceClass> = {
  names: resourceNames(GROUP, "deviceclasses"),
  resource: `deviceclasses.${GROUP}`,
  schemaType: "resource.v1.DeviceClass",
  returnsDeleted: true,
  generation: true,
  validate: ({ spec }) => validateClass(spec),
  validateUpdate: ({ spec }) => validateClass(spec),
  columns: [NAME_COLUMN, AGE_COLUMN],
  row: (object, now) => [object.metadata.name, ageCell(object, now)],
};

function validateClass(spec: DeviceClass["spec"] | undefined): FieldError[] {
  const name = spec?.extendedResourceName;
  return [
    ...validateSelectors(spec?.selectors ?? [], "spec.selectors"),
    ...listErrors(spec?.config ?? [], { path: "spec.config", most: MOST.config }, ({ opaque }, path) =>
      validateOpaque(opaque, `${path}.opaque`),
    ),
    ...(name === undefined || isExtendedResource(name)
      ? []
      : [invalid("spec.extendedResourceName", name, "must be a valid extended resource name")]),
  ];
}

export const resourceClaim: ResourceDefinition<ResourceClaim> = {
  names: resourceNames(GROUP, "resourceclaims"),
  resource: `resourceclaims.${GROUP}`,
  schemaType: "resource.v1.ResourceClaim",
  returnsDeleted: true,
  hasStatus: true,
  statusKeepsMetadata: true,
  defaults: ({ spec }) => defaultClaim(spec),
  prepareCreate(draft) {
    draft.status = {};
  },
  validate: ({ spec }) => validateClaim(spec, "spec"),
  validateUpdate: (object, old) =>
    equalJson(object.spec, old.spec)
      ? []
      : [invalid("spec", internalForm("ResourceClaimSpec", object.spec ?? {}), IMMUTABLE)],
  validateStatusUpdate: ({ status }, { status: before }) => {
    const errors = listErrors(
      status?.reservedFor ?? [],
      { path: "status.reservedFor", most: MOST.reservedFor, key: ({ uid }) => uid },
      ({ resource, name, uid }, path) => [
        ...(resource ? [] : [required(`${path}.resource`)]),
        ...(name ? [] : [required(`${path}.name`)]),
        ...(uid ? [] : [required(`${path}.uid`)]),
      ],
    );
    if (status?.reservedFor?.length && !status.allocation)
      errors.push(forbidden("status.reservedFor", "may not be specified when `allocated` is not set"));
    if (before?.allocation && status?.allocation)
      errors.push(...validateImmutable(status.allocation, before.allocation, "status.allocation"));
    return errors;
  },
  columns: [
    NAME_COLUMN,
    textColumn("State", "A summary of the current state (allocated, pending, reserved, etc.)."),
    AGE_COLUMN,
  ],
  row: (object, now) => [object.metadata.name, stateOf(object), ageCell(object, now)],
};

function stateOf({ metadata, status }: ResourceClaim): string {
  const states: string[] = [];
  if (metadata.deletionTimestamp) states.push("deleted");
  if (!status?.allocation) {
    if (!metadata.deletionTimestamp) states.push("pending");
  } else states.push("allocated", ...(status.reservedFor?.length ? ["reserved"] : []));
  return states.join(",");
}

export const resourceClaimTemplate: ResourceDefinition<ResourceClaimTemplate> = {
  names: resourceNames(GROUP, "resourceclaimtemplates"),
  resource: `resourceclaimtemplates.${GROUP}`,
  schemaType: "resource.v1.ResourceClaimTemplate",
  returnsDeleted: true,
  defaults: ({ spec }) => defaultClaim(spec?.spec),
  validate: ({ spec }) => [
    ...validateLabels(spec?.metadata?.labels, "spec.metadata.labels"),
    ...validateAnnotations(spec?.metadata?.annotations, "spec.metadata.annotations"),
    ...validateClaim(spec?.spec, "spec.spec"),
  ],
  validateUpdate: (object, old) => validateImmutable(object.spec, old.spec, "spec"),
  columns: [NAME_COLUMN, AGE_COLUMN],
  row: (object, now) => [object.metadata.name, ageCell(object, now)],
};

export const resourceSlice: ResourceDefinition<ResourceSlice> = {
  names: resourceNames(GROUP, "resourceslices"),
  resource: `resourceslices.${GROUP}`,
  schemaType: "resource.v1.ResourceSlice",
  returnsDeleted: true,
  generation: true,
  validate: ({ spec }) => validateSlice(spec),
  validateUpdate: ({ spec }, { spec: before }) => [
    ...validateSlice(spec),
    ...validateImmutable(spec?.pool?.name, before?.pool?.name, "spec.pool.name"),
    ...validateImmutable(spec?.driver, before?.driver, "spec.driver"),
    ...validateImmutable(spec?.nodeName, before?.nodeName, "spec.nodeName"),
  ],
  columns: [
    NAME_COLUMN,
    fieldColumn("Node", "resource.v1.ResourceSliceSpec", "nodeName"),
    fieldColumn("Driver", "resource.v1.ResourceSliceSpec", "driver"),
    fieldColumn("Pool", "resource.v1.ResourcePool", "name"),
    AGE_COLUMN,
  ],
  row: (object, now) => [
    object.metadata.name,
    object.spec?.nodeName ?? "",
    object.spec?.driver ?? "",
    object.spec?.pool?.name ?? "",
    ageCell(object, now),
  ],
  fieldLabels: ["spec.nodeName", "spec.driver"],
  fieldValue: ({ spec }, field) => (field === "spec.nodeName" ? spec?.nodeName : spec?.driver) ?? "",
};

function validateSlice(spec: ResourceSlice["spec"] | undefined): FieldError[] {
  const errors = [...validateDriver(spec?.driver ?? "", "spec.driver"), ...validatePool(spec?.pool)];
  const set: string[] = [];
  if (spec?.nodeName !== undefined) {
    if (spec.nodeName === "")
      errors.push(invalid("spec.nodeName", "", "must be either unset or set to a non-empty string"));
    else {
      set.push("`nodeName`");
      for (const message of dns1123Subdomain(spec.nodeName))
        errors.push(invalid("spec.nodeName", spec.nodeName, message));
    }
  }
  if (spec?.nodeSelector) set.push("`nodeSelector`");
  for (const field of ["allNodes", "perDeviceNodeSelection"] as const) {
    if (spec?.[field] === true) set.push(`\`${field}\``);
    else if (spec?.[field] === false)
      errors.push(invalid(`spec.${field}`, false, "must be either unset or set to true"));
  }
  const rule = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
  if (set.length === 0) errors.push(required("spec", rule));
  if (set.length > 1) errors.push(invalid("spec", `{${set.join(", ")}}`, `${rule}, but multiple fields are set`));
  const devices = spec?.devices ?? [];
  const advanced = devices.some(({ taints, consumesCounters }) => taints?.length || consumesCounters?.length);
  const most = advanced ? MOST.advancedDevices : MOST.devices;
  errors.push(
    ...listErrors(devices, { path: "spec.devices", most, key: ({ name }) => name }, ({ name }, path) =>
      dns1123Label(name ?? "").map((message) => invalid(`${path}.name`, name ?? "", message)),
    ),
  );
  return errors;
}

function validatePool(pool: NonNullable<ResourceSlice["spec"]>["pool"] | undefined): FieldError[] {
  const { name = "", resourceSliceCount: count = 0, generation = 0 } = pool ?? {};
  const errors: FieldError[] = [];
  if (name === "") errors.push(required("spec.pool.name"));
  else {
    if (name.length > LONGEST_POOL) errors.push(tooLong("spec.pool.name", LONGEST_POOL));
    for (const part of name.split("/"))
      for (const message of dns1123Subdomain(part)) errors.push(invalid("spec.pool.name", part, message));
  }
  if (count <= 0) errors.push(invalid("spec.pool.resourceSliceCount", count, "must be greater than zero"));
  if (generation < 0) errors.push(invalid("spec.pool.generation", generation, "must be greater than or equal to zero"));
  return errors;
}
