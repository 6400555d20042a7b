/** CSIStorageCapacities. Models kubernetes pkg/registry/storage/csistoragecapacity and validation. */
import type { CSIStorageCapacity } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { CREATED_AT_COLUMN, NAME_COLUMN } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, invalid } from "./validation/errors.ts";
import { validateLabelSelector } from "./validation/labelSelector.ts";
import { validateImmutable } from "./validation/metadata.ts";
import { dns1123Subdomain, NOT_NEGATIVE } from "./validation/names.ts";

export const csiStorageCapacity: ResourceDefinition<CSIStorageCapacity> = {
  names: resourceNames("storage.k8s.io", "csistoragecapacities"),
  resource: "csistoragecapacities.storage.k8s.io",
  schemaType: "storage.v1.CSIStorageCapacity",
  unconditionalUpdate: false,
  validate: validateCapacity,
  validateUpdate: (object, old) => [
    ...validateCapacity(object),
    ...validateImmutable(object.nodeTopology, old.nodeTopology, "nodeTopology"),
    ...validateImmutable(object.storageClassName, old.storageClassName, "storageClassName"),
  ],
  columns: [NAME_COLUMN, CREATED_AT_COLUMN],
  row: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};

function validateCapacity({ nodeTopology, storageClassName = "", capacity }: CSIStorageCapacity): FieldError[] {
  const errors = validateLabelSelector(nodeTopology, "nodeTopology");
  for (const message of dns1123Subdomain(storageClassName))
    errors.push(invalid("storageClassName", storageClassName, message));
  if (capacity?.startsWith("-")) errors.push(invalid("capacity", capacity, NOT_NEGATIVE));
  return errors;
}
