"use client";
/** What waits for somebody where one asks: words not read yet, hands nobody takes care of, questions not answered. */
import { isOpen } from "../../server/protocol/classroom/ClassState.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { useReadMark } from "./readMark.ts";
import { unread } from "./talk.ts";
import { unclaimed } from "./unclaimed.ts";

export function useAskCount(): number {
  const { seq = 0 } = useReadMark();
  return useRoomPart(({ you, classroom: { messages, hands, questions } }) => {
    if (!you) return 0;
    const teaches = you.role === "instructor";
    const raised = teaches ? unclaimed(hands).length : 0;
    const asked = questions.filter(
      (question) => !teaches && isOpen(question) && !Object.hasOwn(question.votes, you.id),
    ).length;
    return unread(messages, { id: you.id, teaches }, seq).length + raised + asked;
  });
}
