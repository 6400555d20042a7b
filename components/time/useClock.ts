"use client";
/** Changing the room's clock; a refusal is shown. */
import { useCallback } from "react";
import { toast } from "sonner";
import type { ClockChange } from "../../server/protocol/clientMessages.ts";
import { RequestRefused } from "../client/Requests.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useConnection } from "../room/RoomContext.tsx";

export function useSetClock(): (change: ClockChange) => void {
  const connection = useConnection();
  const { locale } = usePreferences();
  return useCallback(
    (change) => {
      connection.setClock(change).catch((error: unknown) => {
        toast.error(error instanceof RequestRefused ? error.text[locale] : (error as Error).message, { id: "clock" });
      });
    },
    [connection, locale],
  );
}
