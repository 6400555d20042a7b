/** VolumeAttachments. Models kubernetes pkg/registry/storage/volumeattachment and pkg/apis/storage/validation. */
import type { VolumeAttachment } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, invalid, required } from "./validation/errors.ts";
import { validateImmutable } from "./validation/metadata.ts";
import { dns1123Subdomain } from "./validation/names.ts";

const ONE_SOURCE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

export const volumeAttachment: ResourceDefinition<VolumeAttachment> = {
  names: resourceNames("storage.k8s.io", "volumeattachments"),
  resource: "volumeattachments.storage.k8s.io",
  schemaType: "storage.v1.VolumeAttachment",
  hasStatus: true,
  returnsDeleted: true,
  prepareCreate(draft) {
    draft.status = { attached: false };
  },
  validate: validateAttachment,
  validateUpdate: (object, old) => [...validateAttachment(object), ...validateImmutable(object.spec, old.spec, "spec")],
  columns: [
    NAME_COLUMN,
    textColumn(
      "Attacher",
      "attacher indicates the name of the volume driver that MUST handle this request. This is the name returned by GetPluginName().",
    ),
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

function validateAttachment({ spec }: VolumeAttachment): FieldError[] {
  const errors: FieldError[] = [];
  const { attacher, source, nodeName = "" } = spec;
  if (!attacher) errors.push(required("spec.attacher"));
  else
    for (const message of dns1123Subdomain(attacher.toLowerCase()))
      errors.push(invalid("spec.attacher", attacher, message));
  const { inlineVolumeSpec, persistentVolumeName } = source ?? {};
  if (!inlineVolumeSpec && !persistentVolumeName) errors.push(required("spec.source", ONE_SOURCE));
  else if (inlineVolumeSpec && persistentVolumeName !== undefined)
    errors.push(invalid("spec.source", source, ONE_SOURCE));
  else if (persistentVolumeName)
    for (const message of dns1123Subdomain(persistentVolumeName))
      errors.push(invalid("spec.source.persistentVolumeName", persistentVolumeName, message));
  for (const message of dns1123Subdomain(nodeName)) errors.push(invalid("spec.nodeName", nodeName, message));
  return errors;
}
