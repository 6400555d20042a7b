/** A room this browser makes: only the answer to its making tells its links, so they are kept before anything else. */
import type { NewRoomAnswer } from "../client/rooms.ts";
import { rememberLinks } from "./roomLinks.ts";

export interface Going {
  /** What is done with the room before the page goes there. */
  readonly prepare?: ((id: string) => Promise<unknown>) | undefined;
  /** Says what the cluster refused; then the page stays. Left out: it goes all the same. */
  readonly tell?: (made: NewRoomAnswer) => void;
  /** In place of this page, so that going back makes no other room. */
  readonly replaces?: boolean;
}

export async function madeRoom(making: Promise<NewRoomAnswer>): Promise<NewRoomAnswer> {
  const made = await making;
  rememberLinks(made.room.id, made.links);
  return made;
}

/** Goes to a room once it is made. Rejects as `making` does. */
export async function goToMade(
  making: Promise<NewRoomAnswer>,
  { prepare, tell, replaces = false }: Going = {},
): Promise<void> {
  const made = await madeRoom(making);
  const { id } = made.room;
  await prepare?.(id);
  if (tell && made.problems.length > 0) return tell(made);
  if (replaces) location.replace(`/room/${id}`);
  else location.assign(`/room/${id}`);
}
