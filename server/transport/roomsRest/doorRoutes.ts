/** The door of a room: coming in by a link, by a cookie or from another device; and the waiting room before it. */
import { z } from "zod";
import { LIMITS, type Role } from "../../protocol/messages.ts";
import { readJoinCode } from "../../protocol/joinCode.ts";
import type { RoleLink } from "../../rooms/Links.ts";
import { type Identity, personView } from "../../rooms/People.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { PersonRecord } from "../../rooms/StoragePort.ts";
import { isHeld, waitsFirst } from "../../rooms/waitingRoom.ts";
import { identityIn } from "../cookies.ts";
import type { Asked } from "./Asked.ts";
import { badLink, locked, movedAlready, notACode } from "./refusals.ts";

const token = z.string().max(128);
const findSchema = z.strictObject({ code: z.string().max(64) });
const joinSchema = z.strictObject({
  token: token.optional(),
  nickname: z.string().max(LIMITS.nickname).optional(),
  /** Of a personal link, made on the device one comes from. */
  device: token.optional(),
});
const knockSchema = z.strictObject({ token });
const doorSchema = z.strictObject({
  people: z.union([z.literal("all"), z.array(z.string().max(64)).min(1).max(500)]),
  letIn: z.boolean(),
});

/** `{room}`: the id of the room whose code it is. */
export async function findRoom(asked: Asked): Promise<void> {
  const code = readJoinCode((await asked.body(findSchema)).code);
  if (code === undefined) throw notACode();
  await asked.reply(200, { room: await asked.guess(() => asked.directory.findByCode(code)) });
}

/** Which room a link leads to, what it makes of who follows it, and whether they wait first; its refusal, before anything is typed. */
export async function knock(asked: Asked): Promise<void> {
  const { token: said } = await asked.body(knockSchema);
  const room = await roomWithDoor(asked);
  const link = await linkSaid(asked, room, said);
  if (!link) throw badLink();
  refuseAtDoor(room, link);
  room.people.refuseMore();
  await asked.reply(200, { name: room.record.name, role: link.role, waits: waitsFirst(room, link.role) });
}

export async function joinRoom(asked: Asked): Promise<void> {
  const { token: said, nickname, device } = await asked.body(joinSchema);
  const room = await roomWithDoor(asked);
  const { people } = room;
  if (device !== undefined) return comeFromDevice(asked, room, device);
  const identity = identityIn(asked.request.headers.cookie, room.id);
  const link = said === undefined ? undefined : await linkSaid(asked, room, said);
  if (said !== undefined && !link) throw badLink();
  const known = identity && people.recognize(identity);
  if (known && identity) {
    const person = link ? await people.follow(known, link) : known;
    asked.options.openRooms().channel(room.id)?.presence(person.id);
    return welcome(asked, room, person, identity, { status: 200, online: true });
  }
  const waiting = identity && people.recognizeAtDoor(identity);
  if (waiting && identity) {
    const person = link ? await people.follow(waiting, link) : waiting;
    if (isHeld(room) && person.role !== "instructor") return wait(asked, room, person, identity);
    await letIn(asked, room, [person.id]);
    return welcome(asked, room, people.find(person.id) ?? person, identity, { status: 200, online: false });
  }
  if (!link) throw badLink();
  refuseAtDoor(room, link);
  const before = identity && people.recognizeCutOff(identity);
  if (before && identity) {
    const person = await people.readmit(before, link, nickname);
    // Who was let in before does not wait again; who was still at the door does.
    if (person.waiting && waitsFirst(room, person.role)) return wait(asked, room, person, identity);
    if (person.waiting) await letIn(asked, room, [person.id]);
    return welcome(asked, room, people.find(person.id) ?? person, identity, { status: 200, online: false });
  }
  const name = nickname ?? viewerName(room, link.role);
  const waits = waitsFirst(room, link.role);
  const { person, secret } = await people.add(link.role, name, { link, waits });
  const self = { personId: person.id, secret };
  if (waits) return wait(asked, room, person, self);
  await asked.modes.welcome(room, person);
  await welcome(asked, room, person, self, { status: 201, online: false });
}

/** A link by which its maker goes on, as themselves, on another device: once, and soon. */
export async function moveDevice(asked: Asked): Promise<void> {
  const { room, identity } = await asked.known();
  const { home } = room;
  const { token: given, expiresAt } = asked.options.moves.begin(home.id, identity);
  await asked.reply(201, { link: asked.personalUrl(home.id, given), expiresAt, now: asked.directory.now });
}

/** Who is at the door; instructors. */
export async function listWaiting(asked: Asked): Promise<void> {
  const { home } = (await asked.instructor()).room;
  await asked.reply(200, { on: home.classroom.state.waitingRoom, people: asked.options.openRooms().waitingAt(home) });
}

/** Lets one, some or all of them in, or turns them away; instructors. Who does not wait any more is passed over. */
export async function answerWaiting(asked: Asked): Promise<void> {
  const { people, letIn: comeIn } = await asked.body(doorSchema);
  const { home } = (await asked.instructor()).room;
  const asking = home.people
    .atDoor()
    .map(({ id }) => id)
    .filter((id) => people === "all" || people.includes(id));
  if (comeIn) await letIn(asked, home, asking);
  else await turnAway(asked, home, asking);
  await asked.reply(200, { people: asked.options.openRooms().waitingAt(home) });
}

/** Nobody waits in the person's name any more; nothing of them stays. */
export async function turnAway(asked: Asked, room: Room, ids: readonly string[]): Promise<void> {
  for (const id of ids) await room.people.turnAway(id);
  asked.options.openRooms().turnAway(room, ids, TURNED_AWAY, "turned-away");
}

const TURNED_AWAY = { en: "an instructor did not let you in", ko: "강사가 들여보내지 않았어요" };

async function letIn(asked: Asked, room: Room, ids: readonly string[]): Promise<void> {
  const rooms = asked.options.openRooms();
  for (const id of ids) {
    const person = await room.people.letIn(id);
    if (!person) continue;
    await asked.modes.welcome(room, person);
    rooms.channel(room.id)?.presence(id);
  }
  rooms.letIn(room, ids);
}

/** People come to a class, not to one student's cluster. */
export async function roomWithDoor({ directory, id }: Asked): Promise<Room> {
  const room = await directory.open(id);
  if (room.record.parentId !== undefined) throw badLink();
  return room;
}

/** The link that a token or a code is of. */
async function linkSaid(asked: Asked, { people }: Room, said: string): Promise<RoleLink | undefined> {
  const look = (): RoleLink | undefined => people.links.of(said);
  return readJoinCode(said) === undefined ? look() : asked.guess(look);
}

function refuseAtDoor(room: Room, link: RoleLink): void {
  room.people.links.refuseSpent(link);
  if (room.classroom.state.locked && link.role !== "instructor") throw locked();
}

async function comeFromDevice(asked: Asked, room: Room, said: string): Promise<void> {
  const identity = asked.options.moves.end(room.id, said);
  const person = identity && room.people.recognize(identity);
  if (!identity || !person) throw movedAlready();
  await welcome(asked, room, person, identity, { status: 200, online: true });
}

function wait(asked: Asked, room: Room, { nickname }: PersonRecord, identity: Identity): Promise<void> {
  asked.options.openRooms().tellWaiting(room.id);
  return asked.reply(202, { waiting: { nickname } }, asked.cookie(room, identity));
}

function welcome(
  asked: Asked,
  room: Room,
  person: PersonRecord,
  identity: Identity,
  { status, online }: { readonly status: 200 | 201; readonly online: boolean },
): Promise<void> {
  return asked.reply(status, { room: room.view, you: personView(person, { online }) }, asked.cookie(room, identity));
}

function viewerName({ people }: Room, role: Role): string {
  if (role !== "viewer")
    throw new RoomError("bad-nickname", { en: "a nickname is needed", ko: "별명을 입력해 주세요" });
  return `Viewer ${people.list().length + people.atDoor().length + 1}`;
}
