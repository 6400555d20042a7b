"use client";
/** Tells of what others' commands did to one's own objects since this page was opened, unless one turned that off. */
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import type { Crossing } from "../../server/protocol/classroom/ClassState.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { noticeSettings } from "../you/noticeSettings.ts";
import { CrossingText } from "./CrossingText.tsx";
import { useGoToCrossing } from "./useGoToCrossing.ts";

const SHOWN_MS = 20_000;
/** Of more at once only the newest are told; the activity has them all. */
const MOST_AT_ONCE = 2;

function Notice({ crossing }: { readonly crossing: Crossing }) {
  const t = useTranslations("crossings");
  const off = (): void => {
    noticeSettings.change({ crossings: false });
    toast.dismiss();
  };
  return (
    <span className="block font-normal break-keep">
      <CrossingText crossing={crossing} />
      <button type="button" className="mt-1 block text-[12px] text-soft underline underline-offset-2" onClick={off}>
        {t("off")}
      </button>
    </span>
  );
}

export function useCrossingNotices(): void {
  const t = useTranslations("crossings");
  const go = useGoToCrossing();
  const { crossings: wanted } = noticeSettings.use();
  const all = useRoomPart(({ classroom }) => classroom.crossings);
  const you = useRoomPart((room) => room.you?.id);
  const seen = useRef<number>(undefined);
  useEffect(() => {
    if (you === undefined) return;
    const from = seen.current;
    seen.current = all.at(-1)?.seq ?? 0;
    if (from === undefined || !wanted) return;
    const own = all.filter(({ seq, person }) => seq > from && person === you).slice(-MOST_AT_ONCE);
    for (const crossing of own)
      toast.message(<Notice crossing={crossing} />, {
        id: `crossing-${crossing.seq}`,
        duration: SHOWN_MS,
        closeButton: true,
        action: { label: t("why"), onClick: () => go(crossing) },
      });
  }, [all, you, wanted, go, t]);
}
