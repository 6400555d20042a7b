"use client";
/** The commands of the room's life, fetched page by page while the history is open, and what is done since. */
import { useEffect, useState } from "react";
import { pastCommands } from "../client/rooms.ts";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { type CommandLog, withPage } from "./commandLog.ts";

/** So many at most are fetched; older ones have no mark on the line. */
const MOST = 30_000;
const PAGE = 1_000;
/** After a page that did not come it is asked for again, ms. */
const AGAIN_MS = 3_000;
/** What is new is asked for when this has passed since the last command, ms. */
const CALM_MS = 700;

export interface LoadedLog {
  readonly log: CommandLog;
  readonly whole: boolean;
}

const EMPTY: LoadedLog = { log: [], whole: false };

export function useCommandLog(): LoadedLog {
  const connection = useConnection();
  const live = useRoomPart(({ phase }) => phase === "live");
  const cluster = useRoomPart(({ room }) => room?.id);
  const done = useDone();
  const [{ of, loaded }, setHeld] = useState<{ readonly of: string; readonly loaded: LoadedLog }>({
    of: "",
    loaded: EMPTY,
  });

  useEffect(() => {
    if (!live || cluster === undefined) return;
    let stopped = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    const load = async (): Promise<void> => {
      let log: CommandLog = [];
      let before: number | undefined;
      for (let whole = false; !whole && !stopped; ) {
        const page = await pastCommands(cluster, { limit: PAGE, ...(before === undefined ? {} : { before }) });
        // The room counts what is not shown here, too: a page may hold less than was asked for.
        const oldest = page.at(-1)?.seq ?? Math.max(1, (before ?? 1) - PAGE);
        log = withPage(log, page);
        whole = oldest <= 1 || oldest === before || log.length >= MOST;
        before = Math.max(1, oldest);
        const loaded = { log, whole };
        if (!stopped) setHeld({ of: cluster, loaded });
      }
    };
    const start = (): void => {
      load().catch(() => {
        if (!stopped) again = setTimeout(start, AGAIN_MS);
      });
    };
    start();
    return () => {
      stopped = true;
      clearTimeout(again);
    };
  }, [live, cluster]);

  useEffect(() => {
    if (done === 0 || cluster === undefined || connection.getSnapshot().phase !== "live") return;
    const timer = setTimeout(() => {
      pastCommands(cluster, { limit: 200 }).then(
        (page) => setHeld((held) => (held.of === cluster ? { of: cluster, loaded: joined(held.loaded, page) } : held)),
        () => {},
      );
    }, CALM_MS);
    return () => clearTimeout(timer);
  }, [done, cluster, connection]);

  return of === cluster ? loaded : EMPTY;
}

function joined(loaded: LoadedLog, page: Parameters<typeof withPage>[1]): LoadedLog {
  const log = withPage(loaded.log, page);
  return log === loaded.log ? loaded : { ...loaded, log };
}

/** Grows with what is done from now on, whatever moment is shown. */
function useDone(): number {
  const connection = useConnection();
  const [count, setCount] = useState(0);
  const speed = useRoomPart(({ clock }) => clock?.speed);
  useEffect(
    () =>
      connection.onFrame(({ activity }) => {
        if (activity && activity.length > 0) setCount((known) => known + 1);
      }),
    [connection],
  );
  useEffect(() => {
    if (speed !== undefined) setCount((known) => known + 1);
  }, [speed]);
  return count;
}
