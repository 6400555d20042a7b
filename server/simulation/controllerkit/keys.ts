import type { KubeObject } from "../../protocol/kubernetes/index.ts";

/** `namespace/name`, or the name alone for cluster-scoped objects: what queues hold. */
export function keyOf({ metadata }: KubeObject): string {
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}

/** Takes a key apart again. */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf("/");
  return slash < 0 ? { namespace: "", name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/**
 * How long a controller lets changes gather before it looks at `size` objects again, ms. Real controllers gather too: a
 * look at a thousand pods takes them that long. It bounds the work in a stretch of time, whatever the number of changes.
 */
export function gatherDelay(size: number): number {
  return size <= 64 ? 0 : size;
}
