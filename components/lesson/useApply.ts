"use client";
/** Applies a manifest of a lesson in the namespace in view; what came of it is said in a message. */
import { useState } from "react";
import { toast } from "sonner";
import { applyManifest, type Outcome } from "../editor/applyManifest.ts";
import { useApplyTexts } from "../editor/useApplyTexts.ts";
import { useConnection, useRoomView } from "../room/RoomContext.tsx";

export function useApply(): { apply(yaml: string): Promise<void>; readonly applied: boolean } {
  const texts = useApplyTexts();
  const connection = useConnection();
  const { namespace } = useRoomView();
  const [applied, setApplied] = useState(false);
  const apply = async (yaml: string): Promise<void> => {
    setApplied(false);
    try {
      const outcomes = await applyManifest(connection, yaml, { namespace: namespace || "default", texts });
      const failed = outcomes.filter(({ result }) => result === "failed");
      setApplied(failed.length === 0);
      tell(outcomes);
    } catch (error) {
      toast.error((error as Error).message);
    }
  };
  return { apply, applied };
}

function tell(outcomes: readonly Outcome[]): void {
  for (const { title, result, message, warnings } of outcomes) {
    if (result === "failed") toast.error(title, { description: message, duration: 20_000, closeButton: true });
    for (const warning of warnings) toast.warning(title, { description: warning, duration: 12_000, closeButton: true });
  }
  const done = outcomes.filter(({ result }) => result !== "failed");
  if (done.length > 0) toast.success(done.map(({ title, result }) => `${title} ${result}`).join("\n"));
}
