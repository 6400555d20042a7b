"use client";
import { useCallback } from "react";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useRoomView } from "../room/RoomContext.tsx";
import type { LogTarget } from "./targets.ts";

/** Shows the logs of these in the dock. */
export function useOpenLogs(): (targets: readonly LogTarget[]) => void {
  const { setView } = useRoomView();
  const { openDock } = useFrame();
  return useCallback(
    (targets) => {
      setView({ logs: targets, containers: [], previous: false, find: "", only: false });
      openDock("logs");
    },
    [setView, openDock],
  );
}
