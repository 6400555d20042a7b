"use client";
/** Another mode puts students into another place: they are told that what they had is kept, and not lost. */
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";

export function useModeNotice(): void {
  const t = useTranslations("classroom");
  const { roomId } = useRoomView();
  const mode = useRoomPart(({ home, room }) => {
    // A student's own cluster is none of the address.
    const here = room && room.id !== roomId ? "cluster-each" : room?.mode;
    return home?.mode ?? here;
  });
  const isStudent = useRoomPart(({ you }) => you?.role === "student");
  const before = useRef(mode);
  useEffect(() => {
    const was = before.current;
    before.current = mode;
    if (!isStudent || was === undefined || mode === undefined || was === mode) return;
    toast.message(t("modeChanged"), {
      id: "mode",
      description: t(`modeNow.${mode}`),
      duration: 30_000,
      closeButton: true,
    });
  }, [mode, isStudent, t]);
}
