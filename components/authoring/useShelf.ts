"use client";
/** What is on the room's shelf of lessons, and asking for it anew. */
import { useCallback, useEffect, useState } from "react";
import { fetchShelf, type ShelfAnswer } from "../client/lessons.ts";
import { useRoomPart } from "../room/RoomContext.tsx";

export function useShelf(
  roomId: string,
  onProblem: (error: unknown) => void,
): { readonly shelf: ShelfAnswer | undefined; look(): void } {
  const teaches = useRoomPart(({ you }) => you?.role === "instructor");
  const [shelf, setShelf] = useState<ShelfAnswer>();
  const look = useCallback(() => {
    fetchShelf(roomId).then(setShelf, onProblem);
    // oxlint-disable-next-line react/exhaustive-deps -- what is said of a failure changes nothing
  }, [roomId]);
  useEffect(() => {
    if (teaches) look();
  }, [teaches, look]);
  return { shelf, look };
}
