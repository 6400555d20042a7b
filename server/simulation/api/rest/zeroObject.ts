/** The object that bookmarks carry: a kind's Go zero value, with a version. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { apiVersionOf } from "../schema/resources.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";

const zeros = new WeakMap<ResourceDefinition, object>();

export function zeroObject(definition: ResourceDefinition, metadata: object): KubeObject {
  let zero = zeros.get(definition);
  if (!zero) {
    zero = {};
    normalizeZeroValues(definition.schemaType, zero);
    zeros.set(definition, zero);
  }
  return {
    ...zero,
    kind: definition.names.kind,
    apiVersion: apiVersionOf(definition.names),
    metadata,
  } as unknown as KubeObject;
}
