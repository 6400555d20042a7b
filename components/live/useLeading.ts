"use client";
/** Where this page of an instructor who leads is goes to those who follow. */
import { useEffect } from "react";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { printView } from "../room/view.ts";
import { useGuide } from "./GuideContext.tsx";

/** Scrubbing and typing change the address many times a second: the last place counts, ms. */
const REST_MS = 120;

export function useLeading(): void {
  const { connection, view } = useRoomView();
  const { joined } = useGuide();
  const leads = useRoomPart(({ classroom, you }) => classroom.leads.some(({ by }) => by === you?.id));
  const leading = leads && !joined;
  useEffect(() => {
    if (!leading) return connection.live.lead(undefined);
    const say = (): void => {
      // Of several tabs the one in front leads.
      if (!document.hidden) connection.live.lead(printView(view));
    };
    const timer = setTimeout(say, REST_MS);
    document.addEventListener("visibilitychange", say);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", say);
    };
  }, [connection, leading, view]);
}
