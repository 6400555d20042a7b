"use client";
/** Changing the room's clock, and where each student has a cluster theirs too; a refusal is shown. */
import { useCallback } from "react";
import { toast } from "sonner";
import type { ClockChange } from "../../server/protocol/clientMessages.ts";
import { inCluster } from "../client/inCluster.ts";
import { refusalOf } from "../client/answers.ts";
import { roomClusters } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useConnection } from "../room/RoomContext.tsx";

export function useSetClock(): (change: ClockChange, students?: boolean) => void {
  const connection = useConnection();
  const { locale } = usePreferences();
  return useCallback(
    (change, students = false) => {
      const refused = (error: unknown): void => {
        toast.error(refusalOf(error, locale) ?? (error as Error).message, { id: "clock" });
      };
      connection.setClock(change).catch(refused);
      if (students) setStudentsClocks(connection.roomId, change).catch(refused);
    },
    [connection, locale],
  );
}

/** One after the other: a person has only so many pages open at once. What nothing is due in has no next change. */
async function setStudentsClocks(roomId: string, change: ClockChange): Promise<void> {
  const { clusters } = await roomClusters(roomId);
  const failed: unknown[] = [];
  for (const { id } of clusters)
    await inCluster(id, (connection) => connection.setClock(change)).catch((error: unknown) => failed.push(error));
  if (failed.length > 0 && change.next === undefined) throw failed[0];
}
