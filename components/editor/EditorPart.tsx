"use client";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useRoomView } from "../room/RoomContext.tsx";
import { YamlEditor } from "./YamlEditor.tsx";

/** The editor in its place in the room. */
export function EditorPart() {
  const { roomId } = useRoomView();
  const { draft } = useFrame();
  return <YamlEditor roomId={roomId} draft={draft} />;
}
