"use client";
/** What students wrote to the instructors that still waits; what needs no answer is put away, in this browser. */
import { useMemo } from "react";
import type { ClassMessage } from "../../server/protocol/classroom/ClassState.ts";
import { keptMembers } from "../client/kept.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { storedSettings } from "../ui/storedSettings.ts";
import { unanswered } from "./talk.ts";

/** Of so many students it is remembered. */
const MOST = 500;

interface PutAway {
  /** By room and person: the last message of theirs that was put away. */
  readonly until: Readonly<Record<string, number>>;
}

const putAway = storedSettings<PutAway>("podroom:put-away", {
  initial: { until: {} },
  parse: (text) => {
    const { until } = keptMembers(text);
    return { until: typeof until === "object" && until ? (until as PutAway["until"]) : {} };
  },
});

function useKey(): (person: string) => string {
  const room = useRoomPart(({ home, room: here }) => (home ?? here)?.id ?? "");
  return (person) => `${room}/${person}`;
}

export function useUnanswered(): readonly ClassMessage[] {
  const messages = useRoomPart(({ classroom }) => classroom.messages);
  const { until } = putAway.use();
  const key = useKey();
  const waiting = useMemo(() => unanswered(messages), [messages]);
  return waiting.filter(({ from, seq }) => seq > (until[key(from)] ?? -1));
}

export function usePutAway(): (message: ClassMessage) => void {
  const { until } = putAway.use();
  const key = useKey();
  return ({ from, seq }) =>
    putAway.change({
      until: Object.fromEntries([...Object.entries(until), [key(from), seq] as const].slice(-MOST)),
    });
}
