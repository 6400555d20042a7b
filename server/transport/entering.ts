/** Who may enter which cluster: a room's people their room, and of forks their owners and the instructors. */
import type { Identity } from "../rooms/People.ts";
import type { Room } from "../rooms/Room.ts";
import type { RoomDirectory } from "../rooms/RoomDirectory.ts";
import type { PersonRecord, RoomRecord } from "../rooms/StoragePort.ts";
import { identityIn } from "./cookies.ts";

export function mayEnter({ parentId, ownerId }: RoomRecord, person: PersonRecord): boolean {
  return parentId === undefined || person.role === "instructor" || person.id === ownerId;
}

/** The room, and the person whose cookie this is; undefined when they are nobody there. Wakes no room for strangers. */
export async function enter(
  directory: RoomDirectory,
  cookie: string | undefined,
  roomId: string,
): Promise<{ readonly room: Room; readonly person: PersonRecord; readonly identity: Identity } | undefined> {
  const identity = identityIn(cookie, roomId) ?? (await identityAtParent(directory, cookie, roomId));
  if (!identity) return undefined;
  const room = await directory.open(roomId);
  const person = room.people.recognize(identity);
  return person && mayEnter(room.record, person) ? { room, person, identity } : undefined;
}

/** The room whose door a browser's cookie waits at, and as whom. */
export async function waitsAt(
  directory: RoomDirectory,
  cookie: string | undefined,
  roomId: string,
): Promise<{ readonly room: Room; readonly person: PersonRecord } | undefined> {
  const identity = identityIn(cookie, roomId);
  if (!identity) return undefined;
  const room = await directory.open(roomId);
  const person = room.people.recognizeAtDoor(identity);
  return person && { room, person };
}

async function identityAtParent(
  directory: RoomDirectory,
  cookie: string | undefined,
  roomId: string,
): Promise<Identity | undefined> {
  const [record] = await directory.describe([roomId]);
  return record?.parentId === undefined ? undefined : identityIn(cookie, record.parentId);
}
