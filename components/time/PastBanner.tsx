"use client";
/** Says that a moment of the past is shown, and leads back. */
import { History } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { useMoments } from "./useMoments.ts";
import { useMomentText } from "./useMomentText.ts";

export function PastBanner() {
  const t = useTranslations("time");
  const past = useRoomPart((room) => room.past);
  const text = useMomentText();
  const { toNow } = useMoments();
  if (!past) return null;
  return (
    <div
      data-testid="past"
      className="flex shrink-0 flex-wrap items-center justify-center gap-x-3 gap-y-1 border-b border-line bg-pending/15 px-3 py-1.5 text-[13px]"
    >
      <History size={15} aria-hidden className="text-pending" />
      <span className="break-keep">
        {t("past", { time: text(past.time) })}
        {!past.exact && ` ${t("near")}`}
      </span>
      <Button look="primary" className="h-7" onClick={toNow}>
        {t("toNow")}
      </Button>
    </div>
  );
}
