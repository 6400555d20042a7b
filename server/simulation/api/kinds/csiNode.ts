/** CSINodes. Models kubernetes pkg/registry/storage/csinode and pkg/apis/storage/validation. */
import type { CSINode } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../json.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN } from "./columns.ts";
import { validateDriverName } from "./pod/validateVendorVolumes.ts";
import { resourceNames } from "./resourceNames.ts";
import { duplicate, type FieldError, invalid, required } from "./validation/errors.ts";
import { IMMUTABLE, NOT_NEGATIVE, qualifiedName } from "./validation/names.ts";

const LONGEST_NODE_ID = 256;

export const csiNode: ResourceDefinition<CSINode> = {
  names: resourceNames("storage.k8s.io", "csinodes"),
  resource: "csinodes.storage.k8s.io",
  schemaType: "storage.v1.CSINode",
  returnsDeleted: true,
  unconditionalUpdate: false,
  validate: validateDrivers,
  validateUpdate: validateDriversUpdate,
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
  return (spec?.drivers ?? []).flatMap(({ name = "", nodeID = "", topologyKeys, allocatable }, index) => {
    const path = `spec.drivers[${index}]`;
    const errors = validateDriverName(name, `${path}.name`);
    if (!nodeID) errors.push(required(`${path}.nodeID`));
    if (nodeID.length > LONGEST_NODE_ID)
      errors.push(invalid(`${path}.nodeID`, nodeID, `must be ${LONGEST_NODE_ID} characters or less`));
    if ((allocatable?.count ?? 0) < 0)
      errors.push(invalid(`${path}.allocatable.count`, allocatable?.count, NOT_NEGATIVE));
    if (seen.has(name)) errors.push(duplicate(`${path}.name`, name));
    seen.add(name);
    // Upstream reports what is wrong with keys at the driver.
    (topologyKeys ?? []).forEach((key, at) => {
      if (key === "") errors.push(required(path));
      if ((topologyKeys ?? []).indexOf(key) < at) errors.push(duplicate(path, key));
      for (const message of qualifiedName(key)) errors.push(invalid(path, key, message));
    });
    return errors;
  });
}

type Driver = NonNullable<CSINode["spec"]>["drivers"][number];

/** A driver that stays may only change how many volumes it takes. */
function validateDriversUpdate(object: CSINode, old: CSINode): FieldError[] {
  const print = ({ name, nodeID, topologyKeys }: Driver): object => ({
    Name: name,
    NodeID: nodeID,
    TopologyKeys: topologyKeys ?? null,
    Allocatable: null,
  });
  const errors = validateDrivers(object);
  for (const before of old.spec?.drivers ?? []) {
    for (const driver of object.spec?.drivers ?? []) {
      if (driver.name !== before.name || equalJson(print(driver), print(before))) continue;
      errors.push(invalid("spec.drivers", print(driver), IMMUTABLE));
    }
  }
  return errors;
}
