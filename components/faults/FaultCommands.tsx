"use client";
/** Faults of what is selected, as commands. */
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useCommands } from "../room/CommandContext.tsx";
import { useObject, useRoomView } from "../room/RoomContext.tsx";
import { useFaultActions } from "./useFaultActions.ts";

const NOTHING = { resource: "", namespace: "", name: "" };

export function FaultCommands() {
  const { selection } = useRoomView();
  const object = useObject<KubeObject>(selection ?? NOTHING);
  const actions = useFaultActions(selection, object);
  useCommands(
    actions.map(({ id, title, run }) => ({ id, title, run, group: "do", words: "fault break kill crash 장애 죽이기" })),
  );
  return null;
}
