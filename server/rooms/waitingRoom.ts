/** The waiting room: who comes by a link is nobody of the room until an instructor lets them in. */
import type { Role } from "../protocol/messages.ts";
import type { Room } from "./Room.ts";

/** Whether who is at the door stays there until they are let in. A locked room's door opens by itself for nobody. */
export function isHeld({ home }: Room): boolean {
  const { waitingRoom, locked } = home.classroom.state;
  return waitingRoom || locked;
}

/** Whether somebody who comes by a link of this role waits first. */
export function waitsFirst({ home }: Room, role: Role): boolean {
  return home.classroom.state.waitingRoom && role !== "instructor";
}
