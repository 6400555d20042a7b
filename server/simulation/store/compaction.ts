/** Forgets history as etcd does under an API server: five minutes after a write nobody can resume from before it. */
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "./Store.ts";

const COMPONENT = "compaction";
const KEPT_MS = 5 * 60_000;

export function startCompaction(runtime: Runtime, store: Store): void {
  let due = false;
  runtime.register(COMPONENT, () => {
    const oldest = store.history.compactBefore(runtime.now - KEPT_MS + 1);
    due = oldest !== undefined;
    if (oldest !== undefined) runtime.scheduleBackground(COMPONENT, "", oldest + KEPT_MS);
  });
  store.subscribe("*", () => {
    if (due) return;
    due = true;
    if (runtime.dueAt(COMPONENT, "") === undefined) runtime.scheduleBackground(COMPONENT, "", runtime.now + KEPT_MS);
  });
}
