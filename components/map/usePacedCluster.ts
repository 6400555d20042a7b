"use client";
/** The cluster for a screen that draws a lot: changes of one moment are drawn together, and rarer when there is much to draw. */
import { startTransition, useEffect, useState } from "react";
import type { ClusterState } from "../../server/protocol/clusterState.ts";
import { useConnection } from "../room/RoomContext.tsx";

/** From so many pods on, drawing may take several frames and comes this seldom, ms. */
const MANY = 250;
const SELDOM_MS = 160;
const FRAME_MS = 12;

export function usePacedCluster(): ClusterState {
  const connection = useConnection();
  const [cluster, setCluster] = useState(() => connection.getSnapshot().cluster);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const many = (): boolean => (connection.getSnapshot().cluster.tables.get("pods")?.size ?? 0) > MANY;
    const take = (): void => {
      timer = undefined;
      last = performance.now();
      const next = connection.getSnapshot().cluster;
      if (many()) startTransition(() => setCluster(next));
      else setCluster(next);
    };
    const change = (): void => {
      if (timer !== undefined) return;
      const pause = many() ? SELDOM_MS : FRAME_MS;
      timer = setTimeout(take, Math.max(0, last + pause - performance.now()));
    };
    take();
    const stop = connection.subscribe(change);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [connection]);
  return cluster;
}
