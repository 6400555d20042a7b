/** The object that bookmarks carry: a kind's Go zero value, with a version. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { apiVersionOf } from "../schema/resources.ts";
import { normalizeZeroValues } from "../schema/zeroValues.ts";

const COUNTED = { spec: { replicas: 0 } };

/** Members that the internal type has by value where the one of the API has a pointer. */
const INTERNAL: {
  readonly [resource: string]: { readonly spec?: object; readonly data?: null; readonly annotations?: object };
} = {
  "deployments.apps": COUNTED,
  "replicasets.apps": COUNTED,
  "statefulsets.apps": COUNTED,
  "controllerrevisions.apps": { data: null },
  "daemonsets.apps": { annotations: { "deprecated.daemonset.template.generation": "0" } },
};

const zeros = new WeakMap<ResourceDefinition, object>();

export function zeroObject(definition: ResourceDefinition, metadata: object): KubeObject {
  let zero = zeros.get(definition);
  if (!zero) {
    zero = {};
    normalizeZeroValues(definition.schemaType, zero);
    const { spec, annotations: _, ...others } = INTERNAL[definition.resource] ?? {};
    Object.assign(zero, others, spec ? { spec: { ...(zero as { spec?: object }).spec, ...spec } } : {});
    zeros.set(definition, zero);
  }
  const annotations = INTERNAL[definition.resource]?.annotations;
  return {
    ...zero,
    kind: definition.names.kind,
    apiVersion: apiVersionOf(definition.names),
    metadata: annotations ? { ...metadata, annotations } : metadata,
  } as unknown as KubeObject;
}
