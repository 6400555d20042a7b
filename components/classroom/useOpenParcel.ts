"use client";
import type { Sent } from "../../server/protocol/classroom/ClassState.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useRoomView } from "../room/RoomContext.tsx";

/** Opens what was sent: a manifest in the editor, a step beside the map. */
export function useOpenParcel(): (parcel: Sent["parcel"]) => void {
  const { openEditor } = useFrame();
  const { setView } = useRoomView();
  return (parcel) => {
    if (parcel.kind === "yaml") openEditor(parcel.yaml);
    if (parcel.kind === "step") setView({ step: `${parcel.course}/${parcel.lesson}/${parcel.step}` });
  };
}
