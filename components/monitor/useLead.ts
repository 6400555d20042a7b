"use client";
/** Begins to lead, for all or some, and goes to the room: that is the page the others follow. */
import { useCallback } from "react";
import { useAct } from "../classroom/useAct.ts";
import { useRoomView } from "../room/RoomContext.tsx";

export function useLead(): (to: "all" | string[]) => void {
  const act = useAct();
  const { roomId } = useRoomView();
  return useCallback(
    (to) =>
      void act({ type: "follow-me", on: true, to }).then((done) => {
        if (done) location.assign(`/room/${roomId}`);
      }),
    [act, roomId],
  );
}
