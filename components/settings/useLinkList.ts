"use client";
/** The links there are and what is left of each; asked again when somebody came, and each minute. */
import { useCallback, useEffect, useState } from "react";
import { type LinkList, listLinks } from "../client/rooms.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";

const AGAIN_MS = 60_000;

export function useLinkList(): readonly [LinkList | undefined, () => void] {
  const { roomId } = useRoomView();
  const count = useRoomPart(({ people, waiting }) => people.size + waiting.length);
  const [list, setList] = useState<LinkList>();
  const look = useCallback(() => {
    listLinks(roomId).then(setList, () => undefined);
  }, [roomId]);
  // oxlint-disable-next-line react/exhaustive-deps -- `count` stands for somebody who came
  useEffect(() => {
    look();
    const timer = setInterval(look, AGAIN_MS);
    return () => clearInterval(timer);
  }, [look, count]);
  return [list, look];
}
