/** People of a room: their kubeconfigs, names and roles, removal. */
import { z } from "zod";
import { type BilingualText, LIMITS, ROLES } from "../../protocol/messages.ts";
import { personView } from "../../rooms/People.ts";
import type { Room } from "../../rooms/Room.ts";
import type { PersonRecord } from "../../rooms/StoragePort.ts";
import type { Asked } from "./Asked.ts";
import { notAllowed } from "./refusals.ts";

const changeSchema = z.strictObject({
  nickname: z.string().max(LIMITS.nickname).optional(),
  role: z.enum(ROLES).optional(),
});

export const FORGOTTEN = { en: "what was yours here is deleted", ko: "이 방에 있던 내 정보를 지웠어요" };
const REMOVED = { en: "an instructor removed you from this room", ko: "강사가 이 방에서 내보냈어요" };
/** Ends what people who are out still have open: tabs, streams, watches, and the tokens they may have seen. */
export async function shutDoors(
  asked: Asked,
  room: Room,
  people: readonly PersonRecord[],
  why: BilingualText,
  code: "removed" | "bad-link" = "removed",
): Promise<void> {
  if (people.length === 0) return;
  for (const { id } of people) asked.options.openRooms().expel(room, id, why, code);
  await asked.modes.endTokens(room, people);
  await asked.options.streamsLookAgain();
}

export async function giveKubeconfig(asked: Asked): Promise<void> {
  const { room, person } = await asked.known();
  await asked.replyFile(`podroom-${room.id}.yaml`, "application/yaml", await asked.kubeconfigOf(room, person));
}

/** Renames (oneself, or instructors anybody) and gives roles (instructors). */
export async function changePerson(asked: Asked): Promise<void> {
  const { nickname, role } = await asked.body(changeSchema);
  const { room: entered, person } = await asked.known();
  const room = entered.home;
  const teaches = person.role === "instructor";
  if (!teaches && (person.id !== asked.item || role !== undefined)) throw notAllowed();
  const rooms = asked.options.openRooms();
  let changed = room.people.find(asked.item) ?? person;
  if (nickname !== undefined) {
    changed = await room.people.rename(asked.item, nickname);
    rooms.channel(room.id)?.presence(changed.id);
  }
  if (role !== undefined && role !== changed.role) {
    const before = changed;
    changed = await room.people.setRole(asked.item, role);
    rooms.roleChanged(room, changed.id);
    // Who may less than before keeps no token of an account that may more.
    if (ROLES.indexOf(role) > ROLES.indexOf(before.role)) await asked.modes.endTokens(room, [before]);
    await asked.options.streamsLookAgain();
    await asked.modes.welcome(room, changed);
  }
  await asked.reply(200, { person: personView(changed, { online: true }) });
}

export async function expelPerson(asked: Asked): Promise<void> {
  const room = (await asked.instructor()).room.home;
  const person = room.people.find(asked.item);
  await room.people.remove(asked.item);
  if (person) await shutDoors(asked, room, [person], REMOVED);
  await asked.reply(200, {});
}
