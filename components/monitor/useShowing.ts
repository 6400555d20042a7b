"use client";
/** Showing a student's screen to all: asked, agreed, seen by so many. */
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import { useAct } from "../classroom/useAct.ts";
import { useRoomPart } from "../room/RoomContext.tsx";

export interface Showing {
  readonly state: "none" | "asked" | "shown";
  readonly seenBy: number;
  show(on: boolean): void;
}

export function useShowing(person: string, name: string): Showing {
  const t = useTranslations("live");
  const act = useAct();
  const shown = useRoomPart(({ classroom }) => (classroom.shown?.person === person ? classroom.shown : undefined));
  const seenBy = useRoomPart(({ live }) => live.along.get(person)?.length ?? 0);
  const state = !shown ? "none" : shown.agreed ? "shown" : "asked";
  const before = useRef(state);
  const taken = useRef(false);
  useEffect(() => {
    const was = before.current;
    before.current = state;
    if (was === state) return;
    if (state === "asked") toast.message(t("showAsked", { name }), { id: "showing" });
    if (state === "shown") toast.message(t("showing"), { id: "showing" });
    if (state === "none" && was === "asked" && !taken.current)
      toast.message(t("showDeclined", { name }), { id: "showing" });
    taken.current = false;
  }, [state, name, t]);
  return {
    state,
    seenBy,
    show(on) {
      taken.current = !on;
      void act({ type: "show-screen", person: on ? person : null });
    },
  };
}
