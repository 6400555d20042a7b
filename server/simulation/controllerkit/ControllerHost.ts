/**
 * Runs controllers on the runtime: one component each, one task for each key that waits, retries with growing back-off.
 *
 * Models client-go util/workqueue. A key waits once however often it is added, so all changes of one moment make one
 * reconcile. Everything the host remembers (how often a key failed) is runtime state, hence in snapshots.
 */
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { Client } from "./Client.ts";
import type { Controller, ControllerFactory } from "./Controller.ts";
import type { EventRecording } from "./eventRecording.ts";
import type { UsageSource } from "./UsageSource.ts";

const FIRST_RETRY_MS = 5;
const LAST_RETRY_MS = 1_000_000;

export interface ControllerHostOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly events: EventRecording;
  readonly usage: UsageSource;
  /** The client of one component, named as its user is. */
  readonly clientFor: (username: string) => Client;
}

export class ControllerHost {
  private readonly controllers: Controller[] = [];

  constructor(private readonly options: ControllerHostOptions) {}

  /** Makes the controller `name` and lets it hear and work from now on. */
  start(name: string, factory: ControllerFactory): void {
    const { runtime, store, events, usage, clientFor } = this.options;
    const controller = factory({
      runtime,
      store,
      client: clientFor(`system:serviceaccount:kube-system:${name}`),
      recorder: events.recorder(name),
      usage,
      enqueue: (key, delay) => runtime.enqueue(name, key, delay),
    });
    if (controller.name !== name) throw new Error(`controller ${controller.name} is listed as ${name}`);
    runtime.register(name, (key) => this.run(controller, key));
    for (const { resource, handle } of controller.watches) store.subscribe(resource, handle);
    this.controllers.push(controller);
  }

  /** Tells every controller of all objects there are, as if just added: for objects stored without anybody hearing. */
  resync(): void {
    const { store, runtime } = this.options;
    for (const controller of this.controllers) {
      for (const { resource, handle } of controller.watches) {
        const tables = resource === "*" ? [...store.resources()] : [resource];
        for (const table of tables) for (const object of store.list(table)) handle(added(table, object, runtime.now));
      }
    }
  }

  private run(controller: Controller, key: string): void {
    const { runtime } = this.options;
    const failures = runtime.state<number>(`retries:${controller.name}`);
    let retry = false;
    let requeueAfter: number | undefined;
    try {
      const result = controller.reconcile(key);
      if (result) {
        if ("retry" in result) retry = true;
        else requeueAfter = result.requeueAfter;
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      retry = true;
    }
    if (retry) {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      runtime.enqueue(controller.name, key, Math.min(FIRST_RETRY_MS * 2 ** count, LAST_RETRY_MS));
      return;
    }
    if (failures.size > 0) failures.delete(key);
    if (requeueAfter !== undefined) runtime.enqueue(controller.name, key, requeueAfter);
  }
}

function added(
  resource: string,
  object: KubeObject,
  time: number,
): Parameters<Controller["watches"][number]["handle"]>[0] {
  return { type: "ADDED", resource, object, revision: Number(object.metadata.resourceVersion), time, cause: 0 };
}
