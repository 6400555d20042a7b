"use client";
import { useHold, useRights } from "../room/rights/useRights.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";

/**
 * Why nothing at all can be applied now. Where somebody may write somewhere, the text decides what it is about, and the server
 * whether they may.
 */
export function useWhyNotApply(): string | undefined {
  const rights = useRights();
  const hold = useHold();
  const { namespace } = useRoomView();
  const looksOn = useRoomPart(({ you }) => you?.role === "viewer");
  return looksOn ? rights({ verb: "create", resource: "pods", namespace }) : hold;
}
