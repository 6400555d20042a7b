/** Objects as YAML for people. */
import { stringify } from "yaml";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { asDraft } from "../room/doing/inverse.ts";

export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** Without managedFields; for editing also without what the server sets. */
export function printYaml(object: KubeObject, { forEditing = false } = {}): string {
  if (!forEditing) {
    const { managedFields: _managed, ...metadata } = object.metadata;
    return stringify({ ...object, metadata }, { lineWidth: 0 });
  }
  const draft = asDraft(object) as { metadata: { annotations?: Record<string, string> } };
  const { [LAST_APPLIED]: _last, ...annotations } = draft.metadata.annotations ?? {};
  const { annotations: _annotations, ...metadata } = draft.metadata;
  return stringify(
    { ...draft, metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) } },
    { lineWidth: 0 },
  );
}
