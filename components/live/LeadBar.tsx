"use client";
/** Says to an instructor who leads how many follow. */
import { Navigation } from "lucide-react";
import { useTranslations } from "next-intl";
import { isFor } from "../../server/protocol/classroom/ClassState.ts";
import { useAct } from "../classroom/useAct.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { Bar } from "./Bar.tsx";

/** `room`: where the room is, on a page that is not it. */
export function LeadBar({ room }: { readonly room?: string }) {
  const t = useTranslations("live");
  const act = useAct();
  const you = useRoomPart((snapshot) => snapshot.you?.id);
  const lead = useRoomPart(({ classroom }) => classroom.leads.find(({ by }) => by === you));
  const along = useRoomPart(({ live }) => live.along.get(you ?? "")?.length ?? 0);
  const people = useRoomPart((snapshot) => snapshot.people);
  if (!lead) return null;
  const total = [...people.values()].filter(
    ({ id, role, online }) => online && role !== "instructor" && isFor(lead.to, id),
  ).length;
  return (
    <Bar
      name="lead"
      icon={Navigation}
      text={
        <>
          <span className="font-medium tabular-nums">{t("leading", { count: along })}</span>{" "}
          <span className="text-soft tabular-nums">{t("leadingOf", { total })}</span>
          {room && <span className="text-soft"> · {t("leadingFrom")}</span>}
        </>
      }
    >
      {room && (
        <a href={room} className="rounded font-medium text-accent hover:underline">
          {t("toRoom")}
        </a>
      )}
      <Button className="h-7" onClick={() => void act({ type: "follow-me", on: false })}>
        {t("followEnd")}
      </Button>
    </Bar>
  );
}
