/** The object that bookmarks carry: a kind's Go zero value, with a version. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { apiVersionOf } from "../schema/resources.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";

const COUNTED = { spec: { replicas: 0 } };

/** Members that the internal type has by value where the one of the API has a pointer. */
const INTERNAL: { readonly [resource: string]: { readonly spec?: object; readonly data?: null } } = {
  "deployments.apps": COUNTED,
  "replicasets.apps": COUNTED,
  "statefulsets.apps": COUNTED,
  replicationcontrollers: COUNTED,
  "controllerrevisions.apps": { data: null },
};

const zeros = new WeakMap<ResourceDefinition, object>();

export function zeroObject(definition: ResourceDefinition, metadata: object): KubeObject {
  let zero = zeros.get(definition);
  if (!zero) {
    zero = {};
    normalizeZeroValues(definition.schemaType, zero);
    const { spec, ...others } = INTERNAL[definition.resource] ?? {};
    Object.assign(zero, others, spec ? { spec: { ...(zero as { spec?: object }).spec, ...spec } } : {});
    zeros.set(definition, zero);
  }
  return {
    ...zero,
    kind: definition.names.kind,
    apiVersion: apiVersionOf(definition.names),
    metadata,
  } as unknown as KubeObject;
}
