"use client";
/** A badge where instructors see it: how many wait at the door. Nothing when nobody does. */
import { DoorOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Popover } from "../ui/Popover.tsx";
import { WaitingList } from "./WaitingList.tsx";

export function WaitingButton() {
  const t = useTranslations("door.list");
  const count = useRoomPart(({ waiting }) => waiting.length);
  return (
    <>
      <span role="status" className="sr-only">
        {count > 0 ? t("badge", { count }) : ""}
      </span>
      {count > 0 && (
        <Popover
          label={t("title")}
          trigger={
            <button
              type="button"
              data-testid="waiting-badge"
              aria-label={t("badge", { count })}
              className="flex h-8 shrink-0 items-center gap-1.5 rounded-control border border-pending bg-raised px-2 text-[13px] font-medium hover:bg-panel"
            >
              <DoorOpen size={15} aria-hidden className="text-pending" />
              <span className="max-xl:hidden">{t("badge", { count })}</span>
              <span aria-hidden className="tabular-nums xl:hidden">
                {count}
              </span>
            </button>
          }
        >
          <WaitingList />
        </Popover>
      )}
    </>
  );
}
