/** A room's past: what was done, forks, putting back. Moments come over the socket, see `gateway/messages.ts`. */
import { z } from "zod";
import { LIMITS } from "../../protocol/messages.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { Asked } from "./Asked.ts";
import { roomWithDoor } from "./doorRoutes.ts";
import { badLink, notAllowed } from "./refusals.ts";
import { welcomeMaker } from "./roomRoutes.ts";

const time = z.number().min(0).max(8.64e15);
const forkSchema = z.strictObject({
  time: time.optional(),
  name: z.string().max(LIMITS.roomName).optional(),
  nickname: z.string().max(LIMITS.nickname).optional(),
  /** Of the room's fork link: whoever asks need not be in the room. */
  token: z.string().max(128).optional(),
});
const restoreSchema = z.strictObject({ time });
const pageSchema = z.strictObject({
  /** Commands before this number. */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
});

/** The room's log as people read it, newest first. */
export async function showHistory(asked: Asked): Promise<void> {
  const { room } = await asked.known();
  const { before, limit = 500 } = asked.query(pageSchema);
  await asked.reply(200, { commands: await room.pastCommands({ ...(before === undefined ? {} : { before }), limit }) });
}

export async function forkRoom(asked: Asked): Promise<void> {
  const { token, ...said } = await asked.body(forkSchema);
  if (token !== undefined) return forkByLink(asked, token, said);
  const { time: moment, name, nickname } = said;
  const { room, person } = await asked.known();
  // Whoever sees only a part of the cluster does not get the whole by copying it.
  if (person.role !== "instructor" && !room.seesAll(person.id)) throw notAllowed();
  asked.takeCreation();
  // Who does not teach would read there what is checked.
  const copies = person.role === "instructor" ? asked.options.desk?.copies : undefined;
  const own = await copies?.of(room.home);
  const course = own && copies?.checked(own);
  const created = await asked.directory.fork(room.id, {
    ...(moment === undefined ? {} : { time: moment }),
    ...(name === undefined ? {} : { name }),
  });
  await bringAlong(asked, created.room, course);
  await welcomeMaker(asked, created, nickname ?? person.nickname);
}

/** The cluster as it is, whole; the past and the lessons are for who is in the room. */
async function forkByLink(
  asked: Asked,
  token: string,
  { time: moment, name, nickname }: Omit<z.infer<typeof forkSchema>, "token">,
): Promise<void> {
  const room = await roomWithDoor(asked);
  const link = room.people.links.forks(token);
  if (!link) throw badLink();
  if (moment !== undefined) throw new RoomError("bad-request", ONLY_NOW);
  asked.takeCreation();
  await room.people.links.take(link);
  try {
    await welcomeMaker(asked, await asked.directory.fork(room.id, name === undefined ? {} : { name }), nickname);
  } catch (error) {
    await room.people.links.giveBack(link.tokenHash);
    throw error;
  }
}

const ONLY_NOW = {
  en: "a fork link gives the cluster as it is now, not as it was",
  ko: "포크 링크로는 지금 상태의 클러스터만 복사할 수 있어요",
};

/** Lessons and plan come into the copy, or there is no copy. */
export async function bringAlong(
  asked: Asked,
  room: Room,
  course: { readonly put: (room: Room) => Promise<void> } | undefined,
): Promise<void> {
  try {
    await course?.put(room);
  } catch (error) {
    await asked.directory.purge(room.id);
    throw error;
  }
}

export async function restoreRoom(asked: Asked): Promise<void> {
  const { time: moment } = await asked.body(restoreSchema);
  const { room, person } = await asked.instructor();
  const restored = await asked.directory.restore(room.id, moment, person.id);
  await asked.reply(200, { room: restored.view });
}
