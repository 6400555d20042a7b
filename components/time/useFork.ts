"use client";
/** A room of one's own that begins as this one is, or was. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import { forkRoom, problemText } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useConnection } from "../room/RoomContext.tsx";
import { goToMade } from "../room/madeRoom.ts";
import { useMomentText } from "./useMomentText.ts";

/** `time` in cluster ms; undefined: now. Opens the new room. */
export function useFork(): (time: number | undefined) => void {
  const t = useTranslations("time");
  const { locale } = usePreferences();
  const connection = useConnection();
  const momentText = useMomentText();
  return useCallback(
    (time) => {
      const { room } = connection.getSnapshot();
      const at = momentText(time ?? connection.presentTime());
      const name = t("forkName", { name: room?.name ?? "Podroom", time: at }).slice(0, 80);
      const making = forkRoom(connection.roomId, { name, ...(time === undefined ? {} : { time }) });
      goToMade(making).catch((error: unknown) => {
        toast.error(t("forkFailed", { reason: problemText(error, locale) }));
      });
    },
    [connection, locale, momentText, t],
  );
}
