/** Requests that were tried from this screen, for whoever shows how they went. */
import type { Selection } from "../room/view.ts";

/** The way of a request, as the cluster tells it (docs/http.md). */
export interface Trace {
  /** `at` names an object: `Service default/svc-1`, `Pod default/pod-1`, `Node k8s-worker1`. */
  readonly hops: readonly { readonly code: string; readonly at: string; readonly detail: string }[];
  readonly response?: { readonly status: number; readonly body?: string };
  readonly error?: string;
  readonly reason?: string;
  readonly exitCode?: number;
}

export interface ShownTrace {
  readonly from: Selection;
  readonly trace: Trace;
}

const listeners = new Set<(shown: ShownTrace) => void>();

export function showTrace(shown: ShownTrace): void {
  for (const listener of listeners) listener(shown);
}

export function onTrace(listener: (shown: ShownTrace) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
