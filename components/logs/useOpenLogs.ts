"use client";
import { useCallback } from "react";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useRoomView } from "../room/RoomContext.tsx";
import type { LogTarget } from "./targets.ts";

export interface LogsOf {
  /** Of all when left out. */
  readonly containers?: readonly string[];
  /** Of the instance before. */
  readonly previous?: boolean;
}

/** Shows the logs of these in the dock. */
export function useOpenLogs(): (targets: readonly LogTarget[], of?: LogsOf) => void {
  const { setView } = useRoomView();
  const { openDock } = useFrame();
  return useCallback(
    (targets, { containers = [], previous = false } = {}) => {
      setView({ logs: targets, containers, previous, find: "", only: false });
      openDock("logs");
    },
    [setView, openDock],
  );
}
