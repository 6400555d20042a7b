"use client";
import { useCallback } from "react";
import type { PersonView } from "../../server/protocol/messages.ts";
import { useRoomPart } from "../room/RoomContext.tsx";

/** A person's nickname by id; a dash for who is gone. */
export function useNames(): (id: string) => string {
  const people = useRoomPart((room): ReadonlyMap<string, PersonView> => room.people);
  return useCallback((id: string) => people.get(id)?.nickname ?? "–", [people]);
}
