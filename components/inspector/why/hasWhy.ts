const KINDS: ReadonlySet<string> = new Set([
  "pods",
  "services",
  "replicasets.apps",
  "deployments.apps",
  "statefulsets.apps",
  "daemonsets.apps",
]);

/** Whether there is something to say of why objects of this kind are as they are. */
export function hasWhy(resource: string): boolean {
  return KINDS.has(resource);
}
