import type { KubeObject } from "../../protocol/kubernetes/index.ts";

/** One write. `resource` is the group resource as Kubernetes prints it: `pods`, `deployments.apps`. */
export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly resource: string;
  /** The object after the write; for DELETED its last state with the deletion's resourceVersion. */
  readonly object: KubeObject;
  /** The object before, absent for ADDED. */
  readonly previous?: KubeObject;
  readonly revision: number;
  /** Cluster time, ms. */
  readonly time: number;
  /** The command that led to this write, 0 when none did. */
  readonly cause: number;
}
