/** VolumeAttributesClasses. Models kubernetes pkg/registry/storage/volumeattributesclass and validation. */
import type { VolumeAttributesClass } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../json.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, fieldColumn, NAME_COLUMN } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { validateParameters, validateProvisioner } from "./storageClass.ts";
import { type FieldError, forbidden } from "./validation/errors.ts";

export const volumeAttributesClass: ResourceDefinition<VolumeAttributesClass> = {
  names: resourceNames("storage.k8s.io", "volumeattributesclasses"),
  resource: "volumeattributesclasses.storage.k8s.io",
  schemaType: "storage.v1.VolumeAttributesClass",
  returnsDeleted: true,
  validate: validateClass,
  validateUpdate: (object, old) => [
    ...(object.driverName === old.driverName ? [] : [forbidden("driverName", "updates to driverName are forbidden.")]),
    ...(equalJson(object.parameters, old.parameters)
      ? []
      : [forbidden("parameters", "updates to parameters are forbidden.")]),
    ...validateClass(object),
  ],
  columns: [NAME_COLUMN, fieldColumn("DriverName", "storage.v1.VolumeAttributesClass", "driverName"), AGE_COLUMN],
  row: (object, now) => [object.metadata.name, object.driverName, ageCell(object, now)],
};

function validateClass({ driverName, parameters }: VolumeAttributesClass): FieldError[] {
  return [
    ...validateProvisioner(driverName, "driverName"),
    ...validateParameters(parameters, { path: "parameters", mayBeEmpty: false }),
  ];
}
