/**
 * The shape of every control loop: hear of changes, note a key, later look at the state and act.
 *
 * Models sigs.k8s.io/controller-runtime: a request is only a key and reconcile is level-based. A controller is one file
 * exporting a `ControllerFactory`; `cluster.ts` starts them all. Read `controllers/` next.
 */
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import type { Client } from "./Client.ts";
import type { EventRecorder } from "./EventRecorder.ts";
import type { UsageSource } from "./UsageSource.ts";

/** Done (undefined), look again after so many ms, or failed and retried with back-off. */
export type ReconcileResult = undefined | { readonly requeueAfter: number } | { readonly retry: string };

export interface Controller {
  /** Component name of its tasks; unique and stable, it is part of snapshots: `replicaset-controller`. */
  readonly name: string;
  /** What to hear of. Handlers call `enqueue` and touch nothing else. */
  readonly watches: readonly { readonly resource: string; readonly handle: (event: StoreEvent) => void }[];
  reconcile(key: string): ReconcileResult;
}

/** What a controller is given. `store` is for reading (lists, indexes); writes go through `client`. */
export interface ControllerContext {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
  /** What pods use of CPU and memory. */
  readonly usage: UsageSource;
  /** Puts a key in this controller's queue, `delay` ms from now (default 0); a key already due earlier stays. */
  enqueue(key: string, delay?: number): void;
}

export type ControllerFactory = (context: ControllerContext) => Controller;
