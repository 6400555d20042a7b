/** A new link for instructors who lost theirs, made by the operator, in the sight of everybody in the room. */
import type { RoomDirectory } from "../../rooms/RoomDirectory.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import { ADMIN_TEXTS } from "./texts.ts";

/** The link's token. Nobody is put out: who teaches there goes on, the link of before lets nobody in any more. */
export async function newInstructorLink(directory: RoomDirectory, id: string): Promise<string> {
  const room = await directory.open(id);
  const { parentId, trialOf } = room.record;
  if (parentId !== undefined || trialOf !== undefined) throw new RoomError("bad-request", ADMIN_TEXTS.copyHasNone);
  // It stands in the room's history before there is a link: none is ever made unseen.
  await room.note({ type: "operator-link" });
  return (await room.people.renewLink("instructor", { keep: true })).token;
}
