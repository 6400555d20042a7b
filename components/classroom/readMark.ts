"use client";
/** The last message somebody has seen in a room, remembered in this browser. */
import { useCallback, useSyncExternalStore } from "react";
import { kept } from "../client/kept.ts";
import { useRoomPart } from "../room/RoomContext.tsx";

const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export interface ReadMark {
  /** Undefined: nothing was seen here yet. */
  readonly seq: number | undefined;
  /** Everything up to there is seen. */
  see(seq: number): void;
}

export function useReadMark(): ReadMark {
  const key = useRoomPart(({ room, home, you }) => `podroom:read:${(home ?? room)?.id ?? ""}:${you?.id ?? ""}`);
  const read = (): number | undefined => {
    const stored = kept.read(key);
    return stored === null ? undefined : Number(stored);
  };
  const seq = useSyncExternalStore(subscribe, read, () => undefined);
  const see = useCallback(
    (next: number) => {
      const stored = kept.read(key);
      if (stored !== null && Number(stored) >= next) return;
      kept.write(key, String(next));
      for (const listener of listeners) listener();
    },
    [key],
  );
  return { seq, see };
}
