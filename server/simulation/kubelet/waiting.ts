import type { ContainerRecord } from "./records.ts";

/** A container that could not start, and until when it is left alone. */
export function wait(
  container: ContainerRecord,
  { reason, message, until }: { readonly reason: string; readonly message: string; readonly until: number },
): void {
  container.phase = "waiting";
  container.reason = reason;
  container.message = message;
  container.notBefore = until;
}
