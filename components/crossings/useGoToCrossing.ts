"use client";
import { useCallback } from "react";
import type { Crossing } from "../../server/protocol/classroom/ClassState.ts";
import { useRoomView } from "../room/RoomContext.tsx";

/** Shows the object with its Why, at the moment it happened. */
export function useGoToCrossing(): (crossing: Crossing) => void {
  const { setView, viewNow } = useRoomView();
  return useCallback(
    ({ object, moment }) => {
      const { namespace } = viewNow();
      const elsewhere = namespace !== "" && namespace !== object.namespace;
      setView({ selection: object, tab: "why", moment, ...(elsewhere ? { namespace: object.namespace } : {}) });
    },
    [setView, viewNow],
  );
}
