"use client";
/** The moment in the address is the one shown, and the other way round. */
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef } from "react";
import { toast } from "sonner";
import { refusalOf } from "../client/answers.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";

/** The address follows when scrubbing rests for so long, ms: browsers count changes of it. */
const REST_MS = 300;

/** Shows the moment of the address; once on the screen. */
export function useMomentInAddress(): void {
  const { connection, view } = useRoomView();
  const { moment } = view;
  const live = useRoomPart(({ phase }) => phase === "live");
  const failed = useMomentFailed();
  useEffect(() => {
    if (moment === undefined) connection.showNow();
    else if (live) connection.showMoment(moment).catch(failed);
  }, [connection, moment, live, failed]);
}

export interface Moments {
  /** Shows a moment at once; the address follows. */
  go(time: number): void;
  toNow(): void;
}

export function useMoments(): Moments {
  const { connection, setView } = useRoomView();
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const failed = useMomentFailed();
  useEffect(() => () => clearTimeout(rest.current), []);
  const go = useCallback(
    (wanted: number) => {
      const time = Math.round(wanted);
      connection.showMoment(time).catch(failed);
      clearTimeout(rest.current);
      rest.current = setTimeout(() => {
        // By another way one may be elsewhere by now.
        if (connection.wantedMoment === time) setView({ moment: time });
      }, REST_MS);
    },
    [connection, setView, failed],
  );
  const toNow = useCallback(() => {
    clearTimeout(rest.current);
    connection.showNow();
    setView({ moment: undefined });
  }, [connection, setView]);
  return { go, toNow };
}

/** Says why a moment cannot be shown. */
export function useMomentFailed(): (error: unknown) => void {
  const t = useTranslations("time");
  const { locale } = usePreferences();
  return useCallback(
    (error: unknown) => {
      const reason = refusalOf(error, locale) ?? (error as Error).message;
      toast.error(t("failed", { reason }), { id: "moment" });
    },
    [t, locale],
  );
}
