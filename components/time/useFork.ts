"use client";
/** A room of one's own that begins as this one is, or was. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import { forkRoom, problemText } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useConnection } from "../room/RoomContext.tsx";
import { rememberLinks } from "../room/roomLinks.ts";
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
      forkRoom(connection.roomId, { name, ...(time === undefined ? {} : { time }) }).then(
        (made) => {
          rememberLinks(made.room.id, made.links);
          location.assign(`/room/${made.room.id}`);
        },
        (error: unknown) => {
          const reason = problemText(error, locale);
          toast.error(t("forkFailed", { reason }));
        },
      );
    },
    [connection, locale, momentText, t],
  );
}
