"use client";
/** Words said to somebody and, to instructors, hands that go up are told wherever they are on the screen. */
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import { useRoomPart } from "../room/RoomContext.tsx";
import { useReadMark } from "./readMark.ts";
import { unread } from "./talk.ts";
import { unclaimed } from "./unclaimed.ts";
import { useNames } from "./useNames.ts";

const SHOWN_MS = 20_000;
const LONGEST = 160;

/** `open`: shows where one reads and answers. */
export function useTalkNotices(open: () => void): void {
  const names = useNames();
  useNewMessages(open, names);
  useNewHands(open, names);
}

/** One of its id at a time. */
function tell(id: string, title: string, text: string, action: { readonly label: string; onClick(): void }): void {
  toast.message(title, { id, description: text.slice(0, LONGEST), duration: SHOWN_MS, closeButton: true, action });
}

function useNewMessages(open: () => void, names: (person: string) => string): void {
  const t = useTranslations("classroom");
  const you = useRoomPart((room) => room.you);
  const messages = useRoomPart(({ classroom }) => classroom.messages);
  const { seq, see } = useReadMark();
  const told = useRef(0);
  useEffect(() => {
    if (!you) return;
    const newest = messages.at(-1)?.seq ?? 0;
    // What was said before one was here is no news.
    if (seq === undefined) return see(newest);
    const news = unread(messages, { id: you.id, teaches: you.role === "instructor" }, seq);
    const last = news.at(-1);
    if (!last) return void toast.dismiss("talk");
    if (last.seq <= told.current) return;
    told.current = last.seq;
    const title = t("messageFrom", { name: names(last.from), more: news.length - 1 });
    tell("talk", title, last.text, { label: t("read"), onClick: open });
  }, [messages, you, seq, see, names, open, t]);
}

function useNewHands(open: () => void, names: (person: string) => string): void {
  const t = useTranslations("classroom");
  const teaches = useRoomPart(({ you }) => you?.role === "instructor");
  const hands = useRoomPart(({ classroom }) => classroom.hands);
  const known = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    if (!teaches) return;
    const before = known.current;
    const raised = unclaimed(hands);
    known.current = new Set(raised.map(({ person, since }) => `${person} ${since}`));
    if (raised.length === 0) return void toast.dismiss("hands");
    const last = raised.at(-1);
    if (!last || !before || before.has(`${last.person} ${last.since}`)) return;
    const title = t("handUp", { name: names(last.person), more: raised.length - 1 });
    tell("hands", title, last.question, { label: t("see"), onClick: open });
  }, [teaches, hands, names, open, t]);
}
