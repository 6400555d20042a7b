"use client";
import { useSyncExternalStore } from "react";
import type { ActivityView, PersonView } from "../../../server/protocol/messages.ts";
import { useHeldHistory, useRoomPart } from "../RoomContext.tsx";
import type { RoomHistory } from "./RoomHistory.ts";

/** What this browser has seen happen; drawn again with every frame. */
export function useHistory(): RoomHistory {
  const history = useHeldHistory();
  useSyncExternalStore(history.subscribe, history.version, history.version);
  return history;
}

export interface Cause {
  readonly item: ActivityView;
  /** Undefined for the room itself and for people who are gone. */
  readonly person: PersonView | undefined;
}

/** Looks up who and what a command was. */
export function useCauses(): (seq: number) => Cause | undefined {
  const activity = useRoomPart((room) => room.activity);
  const people = useRoomPart((room) => room.people);
  return (seq) => {
    const item = seq === 0 ? undefined : activity.find((candidate) => candidate.seq === seq);
    return item && { item, person: people.get(item.person) };
  };
}
