"use client";
/** In a room of a cluster each a student works in a fork of their own: goes there, and back when the mode changes. */
import { useEffect } from "react";
import type { RoomConnection } from "../client/RoomConnection.ts";
import { ownCluster } from "../client/rooms.ts";

/** When to ask again for a cluster that could not be had, ms. */
const RETRY_MS = 3_000;

export function useOwnCluster(connection: RoomConnection, homeId: string): void {
  useEffect(() => {
    let asking = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      const { room, home, you } = connection.getSnapshot();
      const mode = home?.mode ?? (room?.parent === undefined ? room?.mode : "cluster-each");
      const isHome = connection.roomId === homeId;
      if (mode !== "cluster-each" || you?.role !== "student") {
        if (!isHome && mode !== undefined && mode !== "cluster-each") connection.enter(homeId);
        return;
      }
      // From a fork that was begun anew the connection comes back here by itself.
      if (!isHome || asking) return;
      asking = true;
      ownCluster(homeId)
        .then(
          ({ cluster }) => connection.enter(cluster),
          () => {
            timer = setTimeout(look, RETRY_MS);
          },
        )
        .finally(() => {
          asking = false;
        });
    };
    const stop = connection.subscribe(look);
    look();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [connection, homeId]);
}
