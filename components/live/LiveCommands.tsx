"use client";
import { useTranslations } from "next-intl";
import { useAct } from "../classroom/useAct.ts";
import { useCommands } from "../room/CommandContext.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";

/** Leading, in the palette of instructors. */
export function LiveCommands() {
  const t = useTranslations("live");
  const act = useAct();
  const teaches = useRoomPart(({ you }) => you?.role === "instructor");
  const leads = useRoomPart(({ classroom, you }) => classroom.leads.some(({ by }) => by === you?.id));
  useCommands(
    teaches
      ? [
          {
            id: "follow-me",
            group: "room",
            title: leads ? `${t("followMe")}: ${t("followEnd")}` : t("followMe"),
            words: "follow me lead",
            run: () => void act(leads ? { type: "follow-me", on: false } : { type: "follow-me", on: true, to: "all" }),
          },
        ]
      : [],
  );
  return null;
}
