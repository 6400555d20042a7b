/** Requests that were tried from this screen, for whoever shows how they went. */
import type { Trace } from "../../server/protocol/network.ts";
import type { Selection } from "../room/view.ts";

export interface ShownTrace {
  /** Undefined: from outside of the cluster. */
  readonly from: Selection | undefined;
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
