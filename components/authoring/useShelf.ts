"use client";
/** What is on the room's shelf of lessons, anew whenever somebody changed something of it. */
import { useCallback, useEffect, useRef, useState } from "react";
import { fetchShelf, type ShelfAnswer } from "../client/lessons.ts";
import { useRoomPart } from "../room/RoomContext.tsx";

/** Between two questions to the server while somebody else types, ms. */
const PAUSE_MS = 800;

export function useShelf(
  roomId: string,
  onProblem: (error: unknown) => void,
): { readonly shelf: ShelfAnswer | undefined; look(): void } {
  const teaches = useRoomPart(({ you }) => you?.role === "instructor");
  const isLive = useRoomPart(({ phase }) => phase === "live");
  const news = useRoomPart((snapshot) => snapshot.shelf);
  const [shelf, setShelf] = useState<ShelfAnswer>();
  const asked = useRef(0);
  const lastAsked = useRef(0);
  const look = useCallback(() => {
    const number = ++asked.current;
    lastAsked.current = Date.now();
    fetchShelf(roomId).then(
      // An answer that was overtaken is not shown.
      (answer) => number === asked.current && setShelf(answer),
      onProblem,
    );
    // oxlint-disable-next-line react/exhaustive-deps -- what is said of a failure changes nothing
  }, [roomId]);
  // The news are not read here: when there are some, there is more to ask.
  useEffect(() => {
    if (!teaches || !isLive) return undefined;
    const timer = setTimeout(look, Math.max(0, lastAsked.current + PAUSE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [teaches, isLive, look, news]);
  return { shelf, look };
}
