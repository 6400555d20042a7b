/** What is told of in-place resizes. Models kubernetes pkg/kubelet/events/resize.go. */
import type { Container, Pod } from "../../protocol/kubernetes/index.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { PodRecord } from "./records.ts";

/** `before`: what the containers had. */
export function tellResize(
  recorder: EventRecorder,
  pod: Pod,
  { record, before }: { readonly record: PodRecord; readonly before: object },
): void {
  const { allocated, node: host, resize: state } = record;
  const tell = (type: "Normal" | "Warning", reason: string, message: string): void =>
    recorder.event(pod, type, { reason, message }, { host });
  if (state?.type === "PodResizePending")
    tell("Warning", `Resize${state.reason}`, resizeText(pod, state.reason, state.message));
  else if (state) tell("Warning", "ResizeError", resizeText(pod, "error", state.message));
  else if (allocated !== before) {
    tell("Normal", "ResizeStarted", resizeText(pod, "started"));
    tell("Normal", "ResizeCompleted", resizeText(pod, "completed"));
  }
}

function resizeText({ spec, metadata }: Pod, what: string, error?: string): string {
  const summary = (containers: readonly Container[] | undefined) =>
    containers?.map(({ name, resources: { limits, requests } = {} }) => ({
      name,
      resources: { ...(limits ? { limits: sorted(limits) } : {}), ...(requests ? { requests: sorted(requests) } : {}) },
    }));
  const told = {
    ...(spec.initContainers ? { initContainers: summary(spec.initContainers) } : {}),
    containers: summary(spec.containers),
    generation: metadata.generation,
    ...(error === undefined ? {} : { error }),
  };
  return `Pod resize ${what}: ${JSON.stringify(told)}`;
}

const sorted = (list: { readonly [name: string]: string }): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(list).sort(([left], [right]) => (left < right ? -1 : 1)));
