import type { KubeObject } from "../../protocol/kubernetes/index.ts";

export interface EventDetails {
  /** `involvedObject.fieldPath`, `spec.containers{c}`. */
  readonly fieldPath?: string;
  /** With an action the event is written the events.k8s.io way (eventTime, series), as the scheduler does. */
  readonly action?: string;
  readonly related?: KubeObject;
  /** The node for events of a kubelet (`source.host`). */
  readonly host?: string;
}

/** Writes Kubernetes events with the field's correlation: equal ones count up, floods are damped. Models client-go tools/record. */
export interface EventRecorder {
  event(
    about: KubeObject,
    type: "Normal" | "Warning",
    text: { readonly reason: string; readonly message: string },
    details?: EventDetails,
  ): void;
}
