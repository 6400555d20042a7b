"use client";
/** Who looks at this page now: small, always there while they do. */
import { Eye } from "lucide-react";
import { useTranslations } from "next-intl";
import { useNames } from "../classroom/useNames.ts";
import { useRoomPart } from "../room/RoomContext.tsx";

export function WatchedMark() {
  const t = useTranslations("live");
  const name = useNames();
  const by = useRoomPart(({ live }) => live.watchedBy);
  const names = by.map(name).join(", ");
  const text = t("watched", { names, count: by.length });
  return (
    <span role="status" className="flex shrink-0">
      {by.length > 0 && (
        <span
          data-testid="watched"
          title={text}
          className="appears flex h-7 max-w-72 items-center gap-1.5 rounded-full bg-accent-soft px-2.5 text-[12px] max-sm:max-w-20 max-sm:px-1.5"
        >
          <Eye size={14} aria-hidden className="shrink-0 text-accent" />
          <span aria-hidden className="truncate lg:hidden">
            {names}
          </span>
          <span className="truncate max-lg:sr-only">{text}</span>
        </span>
      )}
    </span>
  );
}
