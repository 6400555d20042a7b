"use client";
/** The room's bookmarks: going to one, and taking one's own (or, for instructors, any) away. */
import { Bookmark, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAct } from "../classroom/useAct.ts";
import { useNames } from "../classroom/useNames.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { Popover } from "../ui/Popover.tsx";
import { useMomentText } from "./useMomentText.ts";

export function BookmarkList({ onGo }: { onGo(time: number): void }) {
  const t = useTranslations("time");
  const act = useAct();
  const names = useNames();
  const momentText = useMomentText();
  const bookmarks = useRoomPart(({ classroom }) => classroom.bookmarks);
  const you = useRoomPart((room) => room.you);
  const sorted = [...bookmarks].sort((left, right) => left.time - right.time);
  return (
    <Popover
      label={t("bookmarks")}
      trigger={
        <button
          type="button"
          aria-label={t("bookmarks")}
          title={t("bookmarks")}
          className="flex h-7 shrink-0 items-center gap-1 rounded-control px-1.5 text-[12px] text-soft tabular-nums hover:bg-line/50 hover:text-ink"
        >
          <Bookmark size={16} aria-hidden />
          {bookmarks.length > 0 && bookmarks.length}
        </button>
      }
    >
      <h2 className="mb-1 text-[12px] text-soft">{t("bookmarks")}</h2>
      {sorted.length === 0 && <p className="text-[13px] text-faint">{t("noBookmarks")}</p>}
      <ul className="max-h-64 overflow-auto">
        {sorted.map(({ id, label, time, by }) => (
          <li key={id} className="flex items-center gap-1">
            <button
              type="button"
              onClick={() => onGo(time)}
              aria-label={t("bookmarkBy", { label, time: momentText(time), name: names(by) })}
              className="flex min-w-0 flex-1 items-baseline gap-2 rounded-control px-1 py-1 text-left hover:bg-panel"
            >
              <span className="shrink-0 font-mono text-[12px] text-soft">{momentText(time)}</span>
              <span className="min-w-0 flex-1 truncate">{label}</span>
              <span className="shrink-0 text-[12px] text-faint">{names(by)}</span>
            </button>
            {(by === you?.id || you?.role === "instructor") && (
              <IconButton
                icon={X}
                label={t("removeBookmark", { label })}
                onClick={() => void act({ type: "unbookmark", id })}
              />
            )}
          </li>
        ))}
      </ul>
    </Popover>
  );
}
