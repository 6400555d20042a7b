/** CSINodes. Models kubernetes pkg/registry/storage/csinode and pkg/apis/storage/validation. */
import type { CSINode } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { duplicate, type FieldError, invalid, required } from "./validation/errors.ts";
import { dns1123Subdomain, NOT_NEGATIVE } from "./validation/names.ts";

const LONGEST_NODE_ID = 192;
const LONGEST_NAME = 63;

export const csiNode: ResourceDefinition<CSINode> = {
  names: resourceNames("storage.k8s.io", "csinodes"),
  resource: "csinodes.storage.k8s.io",
  schemaType: "storage.v1.CSINode",
  returnsDeleted: true,
  defaults({ spec }) {
    // Go keeps an empty list of drivers as none.
    if (spec?.drivers?.length === 0) spec.drivers = null as never;
  },
  validate: validateDrivers,
  validateUpdate: (object) => validateDrivers(object),
  columns: [
    NAME_COLUMN,
    {
      name: "Drivers",
      type: "integer",
      description: "Drivers indicates the number of CSI drivers registered on the node",
    },
    AGE_COLUMN,
  ],
  row: (object, now) => [object.metadata.name, object.spec?.drivers?.length ?? 0, ageCell(object, now)],
};

function validateDrivers({ spec }: CSINode): FieldError[] {
  const seen = new Set<string>();
  return (spec?.drivers ?? []).flatMap(({ name, nodeID, topologyKeys, allocatable }, index) => {
    const path = `spec.drivers[${index}]`;
    const errors: FieldError[] = [];
    if (!name) errors.push(required(`${path}.name`));
    else if (name.length > LONGEST_NAME)
      errors.push(invalid(`${path}.name`, name, `must be no more than ${LONGEST_NAME} characters`));
    else
      for (const message of dns1123Subdomain(name.toLowerCase())) errors.push(invalid(`${path}.name`, name, message));
    if (!nodeID) errors.push(required(`${path}.nodeID`));
    else if (nodeID.length > LONGEST_NODE_ID)
      errors.push(invalid(`${path}.nodeID`, nodeID, `must be ${LONGEST_NODE_ID} characters or less`));
    if ((allocatable?.count ?? 0) < 0)
      errors.push(invalid(`${path}.allocatable.count`, allocatable?.count, NOT_NEGATIVE));
    (topologyKeys ?? []).forEach((key, at) => {
      if (key === "") errors.push(required(`${path}.topologyKeys[${at}]`));
      if ((topologyKeys ?? []).indexOf(key) < at) errors.push(duplicate(`${path}.topologyKeys[${at}]`, key));
    });
    if (name && seen.has(name)) errors.push(duplicate(`${path}.name`, name));
    seen.add(name);
    return errors;
  });
}
