/**
 * Weighs what one person changes, each change in its turn: how large the object is that a small patch changes is not known
 * before. How much somebody may is for whoever lets them in to say.
 */
import type { BilingualText } from "../protocol/messages.ts";
import type { ApiRequest, ApiResponse } from "../simulation/api/ApiRequest.ts";
import type { StoreEvent } from "../simulation/store/StoreEvent.ts";

export interface ChangeMeter {
  /** Why nothing more of theirs is done now; undefined: it may be. */
  refusal(): BilingualText | undefined;
  /** Notes the bytes of a change that was done, or tried, and how long all others waited for it, ms. */
  changed(bytes: number, heldMs: number): void;
}

/** What was sent, or the objects as they were written; where none was, what was answered. Whichever is more. */
export function bytesOfChange({ body }: ApiRequest, answer: ApiResponse, written: readonly StoreEvent[]): number {
  const brought =
    written.length > 0 ? written.reduce((sum, { object }) => sum + lengthOf(object), 0) : lengthOf(answer.body);
  return Math.max(body?.length ?? 0, brought);
}

function lengthOf(value: unknown): number {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).length;
}
