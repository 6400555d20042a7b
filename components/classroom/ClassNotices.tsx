"use client";
/** What an instructor does reaches everybody on whatever part of the screen they are: a freeze, a hint, a question. */
import { Snowflake } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef } from "react";
import { toast } from "sonner";
import { freezeOf, isOpen, type Sent } from "../../server/protocol/classroom/ClassState.ts";
import { kept } from "../client/kept.ts";
import { useCrossingNotices } from "../crossings/useCrossingNotices.tsx";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { useNames } from "./useNames.ts";
import { useModeNotice } from "./useModeNotice.ts";
import { useOpenParcel } from "./useOpenParcel.ts";
import { useTalkNotices } from "./useTalkNotices.ts";

export function ClassNotices() {
  useSent();
  useNewQuestions();
  useOperatorLinks();
  useCrossingNotices();
  useModeNotice();
  const { openDock } = useFrame();
  useTalkNotices(useCallback(() => openDock("ask"), [openDock]));
  return <FreezeNotice />;
}

function FreezeNotice() {
  const t = useTranslations("classroom");
  const names = useNames();
  const freeze = useRoomPart(({ you, classroom }) =>
    you && you.role !== "instructor" ? freezeOf(classroom, you.id) : undefined,
  );
  if (!freeze) return null;
  const { by, reason } = freeze;
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-2 border-b border-line bg-accent-soft px-3 py-1.5 text-[13px]"
    >
      <Snowflake size={14} aria-hidden className="text-info" />
      {reason ? t("frozenWhy", { name: names(by), reason }) : t("frozen", { name: names(by) })}
    </p>
  );
}

/** What was the newest when this browser looked last, in place of which `newest` is kept; undefined: it never looked. */
function newestBefore(key: string, newest: number): number | undefined {
  const seen = kept.read(key);
  kept.write(key, String(newest));
  return seen === null ? undefined : Number(seen);
}

/** Whatever came since this page was opened is shown once, and stays until it is put away. */
function useSent(): void {
  const t = useTranslations("classroom");
  const names = useNames();
  const open = useOpenParcel();
  const { roomId } = useRoomView();
  const sent = useRoomPart(({ classroom }) => classroom.sent);
  const you = useRoomPart((room) => room.you?.id);
  useEffect(() => {
    if (you === undefined) return;
    // What came while one was away is shown when one is back; what came before one was here is not.
    const seen = newestBefore(`podroom:sent:${roomId}:${you}`, sent.at(-1)?.seq ?? 0);
    if (seen === undefined) return;
    for (const item of sent) if (item.seq > seen && item.from !== you) show(item);
    function show({ parcel, from: by, seq }: Sent): void {
      const name = names(by);
      const lasting = { id: `sent-${seq}`, duration: Number.POSITIVE_INFINITY, closeButton: true };
      const action = { label: t("open"), onClick: () => open(parcel) };
      if (parcel.kind === "hint") toast.message(t("hintFrom", { name }), { ...lasting, description: parcel.text });
      else if (parcel.kind === "yaml")
        toast.message(t("yamlFrom", { name, title: parcel.title }), { ...lasting, action });
      else toast.message(t("stepFrom", { name }), { ...lasting, action });
    }
  }, [sent, you, roomId, names, open, t]);
}

/** A question that is asked now comes to the front. */
function useNewQuestions(): void {
  const t = useTranslations("classroom");
  const { openDock } = useFrame();
  const newest = useRoomPart(({ classroom }) => classroom.questions.findLast(isOpen));
  const you = useRoomPart((room) => room.you?.id);
  const seen = useRef<string>(undefined);
  useEffect(() => {
    if (you === undefined) return;
    const id = newest?.id ?? "";
    const before = seen.current;
    seen.current = id;
    if (before === undefined || before === id || !newest || newest.by === you) return;
    toast.message(t("voteNow"), {
      id: `question-${id}`,
      description: newest.text,
      duration: 30_000,
      closeButton: true,
      action: { label: t("vote"), onClick: () => openDock("ask") },
    });
  }, [newest, you, openDock, t]);
}

/** Somebody outside of the room made a link into it: told once, also to who was away, and until it is put away. */
function useOperatorLinks(): void {
  const t = useTranslations("classroom");
  const { roomId } = useRoomView();
  const newest = useRoomPart(({ classroom }) => classroom.operatorLinks.at(-1)?.seq ?? 0);
  const you = useRoomPart((room) => room.you?.id);
  useEffect(() => {
    if (you === undefined) return;
    const seen = newestBefore(`podroom:operator-link:${roomId}:${you}`, newest);
    if (seen === undefined || newest <= seen) return;
    toast.message(t("operatorLink"), {
      id: `operator-link-${newest}`,
      description: t("operatorLinkHint"),
      duration: Number.POSITIVE_INFINITY,
      closeButton: true,
    });
  }, [newest, you, roomId, t]);
}
