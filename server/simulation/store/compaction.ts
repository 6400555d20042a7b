/**
 * Forgets history as etcd does under an API server: a write stays for five minutes at least, and for ten at most.
 *
 * When it runs next depends on the time of the last write alone, which is in the snapshot; history is not. So a cluster
 * that was restored runs the same tasks as the one that went on.
 */
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "./Store.ts";

const COMPONENT = "compaction";
const KEPT_MS = 5 * 60_000;

export function startCompaction(runtime: Runtime, store: Store): void {
  const lastWrite = runtime.state<number>(COMPONENT);
  runtime.register(COMPONENT, () => {
    const bound = runtime.now - KEPT_MS;
    store.history.compactBefore(bound + 1);
    const last = lastWrite.get("");
    if (last !== undefined && last > bound) runtime.scheduleBackground(COMPONENT, "", last + KEPT_MS);
    else lastWrite.delete("");
  });
  store.subscribe("*", () => {
    if (lastWrite.get("") === undefined) runtime.scheduleBackground(COMPONENT, "", runtime.now + KEPT_MS);
    lastWrite.set("", runtime.now);
  });
}
