"use client";
/** The terminal in front is seen by whoever looks over one's shoulder, and takes the keys of who was given the keyboard. */
import type { Terminal } from "@xterm/xterm";
import { type RefObject, useEffect } from "react";
import { LIVE_LIMITS, type TerminalSight } from "../../server/protocol/live.ts";
import { useConnection } from "../room/RoomContext.tsx";
import type { HeldTerminal } from "./useTerminal.ts";

export function useLiveTerminal(held: RefObject<HeldTerminal | undefined>, active: boolean): void {
  const { live } = useConnection();
  useEffect(() => {
    if (!active) return;
    const unseen = live.sight.add("terminal", () => held.current && rowsOf(held.current.terminal));
    const deaf = live.onKeys((data, by) => held.current?.session.receive(data, by));
    return () => {
      unseen();
      deaf();
    };
  }, [live, held, active]);
}

/** The rows one sees. */
function rowsOf({ buffer: { active }, cols: columns, rows }: Terminal): TerminalSight {
  const lines = Array.from(
    { length: rows },
    (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "",
  );
  const row = Math.min(rows - 1, Math.max(0, active.baseY + active.cursorY - active.viewportY));
  return {
    text: lines.join("\n").slice(0, LIVE_LIMITS.terminal),
    columns,
    rows,
    row,
    column: Math.min(active.cursorX, columns),
  };
}
