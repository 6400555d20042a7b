"use client";
/** What this page shows beside its editor and terminal, for whoever looks at it. Asked only while somebody does. */
import { useEffect, useRef } from "react";
import { LIVE_LIMITS } from "../../server/protocol/live.ts";
import { useDockTab } from "../room/frame/Dock.tsx";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { usePanels } from "../room/frame/panels.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { printView } from "../room/view.ts";

export function useReporting(): void {
  const { connection, viewNow } = useRoomView();
  const { viewport } = useFrame();
  const panels = usePanels();
  const tab = useDockTab();
  const phone = viewport === "phone";
  const now = useRef({ phone, dock: "" });
  now.current = { phone, dock: !phone && panels.dock.open ? tab : "" };
  useEffect(() => {
    const { sight } = connection.live;
    const taken = [
      sight.add("cluster", () => connection.roomId),
      sight.add("view", () => printView(viewNow()).slice(0, LIVE_LIMITS.view)),
      sight.add("dock", () => now.current.dock),
      sight.add("hidden", () => document.hidden),
      sight.add("keyboard", () => !now.current.phone),
    ];
    return () => {
      for (const take of taken) take();
    };
  }, [connection, viewNow]);
}
