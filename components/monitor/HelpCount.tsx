"use client";
/** How many wait for help, wherever one has scrolled to; a click goes there. Nothing when nobody does. */
import { Hand, MessageCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { unclaimed } from "../classroom/unclaimed.ts";
import { useUnanswered } from "../classroom/useUnanswered.ts";
import { useRoomPart } from "../room/RoomContext.tsx";

export function HelpCount() {
  const t = useTranslations("classroom");
  const hands = useRoomPart(({ classroom }) => unclaimed(classroom.hands).length);
  const messages = useUnanswered().length;
  const text = [
    hands > 0 ? t("handsUp", { count: hands }) : "",
    messages > 0 ? t("messagesWait", { count: messages }) : "",
  ]
    .filter(Boolean)
    .join(", ");
  return (
    <>
      <span role="status" className="sr-only">
        {text}
      </span>
      {text && (
        <button
          type="button"
          aria-label={text}
          title={text}
          data-testid="help-count"
          onClick={() => document.getElementById("help")?.scrollIntoView({ block: "start" })}
          className="flex h-8 items-center gap-2 rounded-control border border-accent bg-accent-soft px-2 text-[13px] font-medium tabular-nums"
        >
          {hands > 0 && (
            <span className="flex items-center gap-1">
              <Hand size={15} aria-hidden className="text-accent" />
              {hands}
            </span>
          )}
          {messages > 0 && (
            <span className="flex items-center gap-1">
              <MessageCircle size={15} aria-hidden className="text-accent" />
              {messages}
            </span>
          )}
        </button>
      )}
    </>
  );
}
