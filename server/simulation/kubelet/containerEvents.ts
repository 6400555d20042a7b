import type { Container, Pod } from "../../protocol/kubernetes/index.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import { fieldPathOf } from "./fieldPath.ts";

/** An event of one container, from its node's kubelet. */
export function tell(
  recorder: EventRecorder,
  pod: Pod,
  spec: Container,
  {
    type = "Normal",
    reason,
    message,
  }: { readonly type?: "Normal" | "Warning"; readonly reason: string; readonly message: string },
): void {
  recorder.event(
    pod,
    type,
    { reason, message },
    { fieldPath: fieldPathOf(pod, spec.name), host: pod.spec.nodeName ?? "" },
  );
}
