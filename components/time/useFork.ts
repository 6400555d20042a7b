"use client";
/** A room of one's own that begins as this one is, or was: whole for instructors, for others with the objects they see. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import { problemText } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { useMomentText } from "./useMomentText.ts";

export interface Fork {
  readonly label: string;
  /** Opens the new room. `time`: the moment that is shown, cluster ms; undefined: now. */
  run(time: number | undefined): void;
}

export function useFork(): Fork {
  const t = useTranslations("time");
  const teaches = useRoomPart(({ you }) => you?.role === "instructor");
  const { locale } = usePreferences();
  const connection = useConnection();
  const momentText = useMomentText();
  const run = useCallback(
    (time: number | undefined) => {
      const { room } = connection.getSnapshot();
      const at = momentText(time ?? connection.presentTime());
      const name = t("forkName", { name: room?.name ?? "Podroom", time: at }).slice(0, 80);
      import("./makeFork.ts")
        .then(({ makeFork }) => makeFork(connection, { name, whole: teaches, time }))
        .catch((error: unknown) => {
          toast.error(t("forkFailed", { reason: problemText(error, locale) }));
        });
    },
    [connection, locale, momentText, t, teaches],
  );
  return { label: t(teaches ? "fork" : "forkSeen"), run };
}
