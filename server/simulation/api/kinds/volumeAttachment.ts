/** VolumeAttachments. Models kubernetes pkg/registry/storage/volumeattachment and pkg/apis/storage/validation. */
import type { VolumeAttachment } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../json.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { validateDriverName } from "./pod/validateVendorVolumes.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, forbidden, invalid, required, tooLong } from "./validation/errors.ts";
import { byteLength, dns1123Subdomain, IMMUTABLE, rangeText } from "./validation/names.ts";

const LONGEST_MESSAGE = 1024;
const METADATA_BYTES = 256 * 1024;
const ONE_SOURCE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

export const volumeAttachment: ResourceDefinition<VolumeAttachment> = {
  names: resourceNames("storage.k8s.io", "volumeattachments"),
  resource: "volumeattachments.storage.k8s.io",
  schemaType: "storage.v1.VolumeAttachment",
  hasStatus: true,
  statusKeepsMetadata: true,
  returnsDeleted: true,
  unconditionalUpdate: false,
  prepareCreate(draft) {
    draft.status = { attached: false };
  },
  validate: validateAttachment,
  validateUpdate: validateAttachmentUpdate,
  columns: [
    NAME_COLUMN,
    {
      name: "Attacher",
      type: "string",
      format: "name",
      description:
        "attacher indicates the name of the volume driver that MUST handle this request. This is the name returned by GetPluginName().",
    },
    textColumn("PV", "persistentVolumeName represents the name of the persistent volume to attach."),
    textColumn("Node", "nodeName represents the node that the volume should be attached to."),
    {
      name: "Attached",
      type: "boolean",
      description:
        "attached indicates the volume is successfully attached. This field must only be set by the entity completing the attach operation, i.e. the external-attacher.",
    },
    AGE_COLUMN,
  ],
  row: (object, now) => {
    const { metadata, spec, status } = object;
    const volume = spec.source.persistentVolumeName ?? "";
    return [metadata.name, spec.attacher, volume, spec.nodeName, status?.attached ?? false, ageCell(object, now)];
  },
};

function validateAttachment({ spec, status }: VolumeAttachment): FieldError[] {
  const { attacher, source, nodeName = "" } = spec;
  const errors = validateDriverName(attacher ?? "", "spec.attacher");
  const { inlineVolumeSpec, persistentVolumeName: volume } = source ?? {};
  if (!inlineVolumeSpec && volume === undefined) errors.push(required("spec.source", ONE_SOURCE));
  else if (inlineVolumeSpec && volume !== undefined) errors.push(forbidden("spec.source", ONE_SOURCE));
  else if (volume === "")
    errors.push(required("spec.source.persistentVolumeName", "must specify non empty persistentVolumeName"));
  for (const message of dns1123Subdomain(nodeName)) errors.push(invalid("spec.nodeName", nodeName, message));
  for (const field of ["attachError", "detachError"] as const) {
    const { message = "", errorCode } = status?.[field] ?? {};
    // The limit upstream names is another one than it holds to.
    if (byteLength(message) > LONGEST_MESSAGE) errors.push(tooLong(`status.${field}.message`, METADATA_BYTES));
    if (errorCode !== undefined && errorCode < 0)
      errors.push(invalid(`status.${field}.errorCode`, errorCode, rangeText(0, 2147483647)));
  }
  if (volume !== undefined)
    for (const message of dns1123Subdomain(volume))
      errors.push(invalid("spec.source.persistentVolumeName", volume, message));
  return errors;
}

function validateAttachmentUpdate(object: VolumeAttachment, old: VolumeAttachment): FieldError[] {
  const errors = validateAttachment(object);
  if (equalJson(object.spec, old.spec)) return errors;
  const { attacher, source, nodeName } = object.spec;
  const printed = {
    Attacher: attacher,
    Source: {
      PersistentVolumeName: source?.persistentVolumeName ?? null,
      InlineVolumeSpec: source?.inlineVolumeSpec ?? null,
    },
    NodeName: nodeName,
  };
  return [...errors, invalid("spec", printed, IMMUTABLE)];
}
