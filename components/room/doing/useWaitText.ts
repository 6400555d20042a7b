"use client";
import { useTranslations } from "next-intl";
import { useRoomPart } from "../RoomContext.tsx";

/** What a button says whose work waits for a broken line; undefined while there is one. */
export function useWaitText(): string | undefined {
  const t = useTranslations("doing");
  const isUp = useRoomPart(({ phase }) => phase === "live");
  return isUp ? undefined : t("waiting");
}
