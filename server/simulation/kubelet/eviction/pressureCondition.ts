/** A node's condition of pressure and the event that goes with it. Models kubernetes pkg/kubelet/nodestatus/setters.go. */
import type { Node } from "../../../protocol/kubernetes/index.ts";
import type { Client } from "../../controllerkit/Client.ts";
import type { EventRecorder } from "../../controllerkit/EventRecorder.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import { timestamp } from "../../runtime/time.ts";
import type { Store } from "../../store/Store.ts";

interface Telling {
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly runtime: Runtime;
  readonly store: Store;
}

/** Reason, message and event while it lasts, then those of a node without it. */
const TEXTS = {
  MemoryPressure: [
    ["KubeletHasInsufficientMemory", "kubelet has insufficient memory available", "NodeHasInsufficientMemory"],
    ["KubeletHasSufficientMemory", "kubelet has sufficient memory available", "NodeHasSufficientMemory"],
  ],
  DiskPressure: [
    ["KubeletHasDiskPressure", "kubelet has disk pressure", "NodeHasDiskPressure"],
    ["KubeletHasNoDiskPressure", "kubelet has no disk pressure", "NodeHasNoDiskPressure"],
  ],
} as const;

export function tellPressure(
  { client, recorder, runtime, store }: Telling,
  name: string,
  { type, pressure }: { readonly type: keyof typeof TEXTS; readonly pressure: boolean },
): void {
  const current = store.get("nodes", "", name) as Node;
  const [reason, message, event] = TEXTS[type][pressure ? 0 : 1];
  const at = timestamp(runtime.now);
  const told = { status: pressure ? "True" : "False", reason, message, lastHeartbeatTime: at, lastTransitionTime: at };
  const conditions = (current.status?.conditions ?? []).map((condition) =>
    condition.type === type ? { ...condition, ...told } : condition,
  );
  client.updateStatus("nodes", { ...current, status: { ...current.status, conditions } });
  const text = `Node ${name} status is now: ${event}`;
  recorder.event(current, "Normal", { reason: event, message: text }, { host: name });
}
