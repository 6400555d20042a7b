/** What people break on purpose, as both sides know it. */

/**
 * `stop`: no power. `pause`: the kubelet stands still, containers run on. `partition`: no way to or from the node.
 * `memory`, `disk`: full. `registry`: pulls fail.
 */
export const NODE_FAULTS = ["stop", "pause", "partition", "memory", "disk", "registry"] as const;
export type NodeFault = (typeof NODE_FAULTS)[number];

/**
 * The annotation of a Node (and of the namespace kube-system, for the registry of everybody) that says what is broken: JSON,
 * each fault with the time it began, `{"pause":"2026-11-24T00:00:00Z"}`. Only the subresource `faults` changes it.
 */
export const FAULTS_ANNOTATION = "podroom.io/faults";

export type Faults = { readonly [fault in NodeFault]?: string };

/** Answer of `faults`. */
export interface FaultList {
  readonly kind: "FaultList";
  readonly apiVersion: "podroom.io/v1";
  readonly items: readonly {
    readonly type: NodeFault;
    /** RFC 3339. */
    readonly since: string;
    /** Left out for what is broken everywhere. */
    readonly on?: { readonly kind: string; readonly name: string };
  }[];
}
