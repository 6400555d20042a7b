/** CSIDrivers. Models kubernetes pkg/registry/storage/csidriver, pkg/apis/storage/v1/defaults.go and validation. */
import type { CSIDriver } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../json.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { CSI_DRIVER_DOCS } from "./persistentVolume/driverDocs.ts";
import { resourceNames } from "./resourceNames.ts";
import { duplicate, type FieldError, invalid, notSupported, required } from "./validation/errors.ts";
import { validateImmutable } from "./validation/metadata.ts";

type Spec = CSIDriver["spec"];

const MODES = ["Persistent", "Ephemeral"];
const POLICIES = ["File", "None", "ReadWriteOnceWithFSType"];
const SHORTEST_TOKEN = 10 * 60;
const SHORTEST_UPDATE = 10;
const LONGEST_TOKEN = 2 ** 32;

export const csiDriver: ResourceDefinition<CSIDriver> = {
  names: resourceNames("storage.k8s.io", "csidrivers"),
  resource: "csidrivers.storage.k8s.io",
  schemaType: "storage.v1.CSIDriver",
  returnsDeleted: true,
  unconditionalUpdate: false,
  defaults({ spec }) {
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= "ReadWriteOnceWithFSType";
    if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ["Persistent"];
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
  },
  // Unlike with other kinds, there is no generation before the first change.
  prepareUpdate(draft, old) {
    if (!equalJson(draft.spec, old.spec)) draft.metadata.generation = (old.metadata.generation ?? 0) + 1;
  },
  validate: ({ spec }) => validateSpec(spec),
  validateUpdate: ({ spec }, { spec: before }) => [
    ...validateSpec(spec),
    // Upstream's spelling of the field.
    ...validateImmutable(spec.attachRequired, before.attachRequired, "spec.attachedRequired"),
    ...(equalJson(spec.volumeLifecycleModes, before.volumeLifecycleModes)
      ? []
      : validateImmutable(spec.volumeLifecycleModes, before.volumeLifecycleModes, "spec.volumeLifecycleModes")),
  ],
  warnings: ({ spec }, old) =>
    !old &&
    spec.tokenRequests?.length &&
    (spec as { readonly serviceAccountTokenInSecrets?: boolean }).serviceAccountTokenInSecrets === undefined
      ? [
          "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes",
        ]
      : [],
  columns: [
    NAME_COLUMN,
    { name: "AttachRequired", type: "boolean", description: CSI_DRIVER_DOCS.attachRequired },
    { name: "PodInfoOnMount", type: "boolean", description: CSI_DRIVER_DOCS.podInfoOnMount },
    { name: "StorageCapacity", type: "boolean", description: CSI_DRIVER_DOCS.storageCapacity },
    textColumn("TokenRequests", CSI_DRIVER_DOCS.tokenRequests),
    { name: "RequiresRepublish", type: "boolean", description: CSI_DRIVER_DOCS.requiresRepublish },
    textColumn("Modes", CSI_DRIVER_DOCS.modes),
    AGE_COLUMN,
  ],
  row: (object, now) => {
    const { spec } = object;
    return [
      object.metadata.name,
      spec.attachRequired ?? true,
      spec.podInfoOnMount ?? false,
      spec.storageCapacity ?? false,
      (spec.tokenRequests ?? []).map(({ audience }) => audience).join(",") || "<unset>",
      spec.requiresRepublish ?? false,
      (spec.volumeLifecycleModes ?? []).join(",") || "<none>",
      ageCell(object, now),
    ];
  },
};

function validateSpec(spec: Draft<Spec> | Spec): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["attachRequired", "podInfoOnMount", "storageCapacity"] as const)
    if (spec[field] === undefined) errors.push(required(`spec.${field}`));
  if (spec.fsGroupPolicy !== undefined && !POLICIES.includes(spec.fsGroupPolicy))
    errors.push(notSupported("spec.fsGroupPolicy", spec.fsGroupPolicy, POLICIES));
  const audiences = new Set<string>();
  (spec.tokenRequests ?? []).forEach(({ audience, expirationSeconds }, index) => {
    const path = `spec.tokenRequests[${index}]`;
    if (audiences.has(audience)) errors.push(duplicate(`${path}.audience`, audience));
    const isAgain = audiences.has(audience);
    audiences.add(audience);
    if (isAgain || expirationSeconds === undefined) return;
    if (expirationSeconds < SHORTEST_TOKEN)
      errors.push(
        invalid(`${path}.expirationSeconds`, expirationSeconds, "may not specify a duration less than 10 minutes"),
      );
    if (expirationSeconds > LONGEST_TOKEN)
      errors.push(
        invalid(`${path}.expirationSeconds`, expirationSeconds, "may not specify a duration larger than 2^32 seconds"),
      );
  });
  for (const mode of spec.volumeLifecycleModes ?? [])
    if (!MODES.includes(mode)) errors.push(notSupported("spec.volumeLifecycleModes", mode, MODES));
  const { nodeAllocatableUpdatePeriodSeconds: period, serviceAccountTokenInSecrets: inSecrets } = spec;
  if (period !== undefined && period < SHORTEST_UPDATE) {
    const words = `must be greater than or equal to ${SHORTEST_UPDATE} seconds`;
    errors.push(invalid("spec.nodeAllocatableUpdatePeriodSeconds", period, words));
  }
  if (inSecrets !== undefined && !spec.tokenRequests?.length) {
    const words = "serviceAccountTokenInSecrets is set but no tokenRequests are specified";
    errors.push(invalid("spec.serviceAccountTokenInSecrets", inSecrets, words));
  }
  return errors;
}
