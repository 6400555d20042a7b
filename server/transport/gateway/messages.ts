/** What each message of a page does that is in a room. */
import type { Monitors } from "../../monitor/Monitors.ts";
import type { ClientMessage } from "../../protocol/messages.ts";
import { toNextChange } from "../../rooms/nextChange.ts";
import type { Room } from "../../rooms/Room.ts";
import { answersOf } from "../KeptAnswers.ts";
import type { Member } from "../Member.ts";
import type { Past } from "../past/Past.ts";
import type { Visitors } from "../visitors.ts";
import type { Connection, JoinMessage, Place } from "./Connection.ts";
import { follow } from "./follow.ts";
import type { OpenRooms } from "./OpenRooms.ts";
import { request } from "./request.ts";
import { seek } from "./seek.ts";
import { TEXTS } from "./texts.ts";

export interface Desk {
  readonly rooms: OpenRooms;
  readonly monitors: Monitors;
  readonly past: Past;
  /** Left out: nobody is slowed down. */
  readonly visitors?: Visitors | undefined;
}

export type PlacedMessage = Exclude<ClientMessage, JoinMessage | { type: "leave" }>;
type Of<Type extends PlacedMessage["type"]> = Extract<PlacedMessage, { type: Type }>;

export async function handle(desk: Desk, connection: Connection, place: Place, message: PlacedMessage): Promise<void> {
  const { member, channel } = place;
  if (member.looksOn && message.type !== "resync") return connection.error("not-allowed", TEXTS.stranger, message);
  if (!admits(desk, place, message)) return connection.refuse("too-fast", TEXTS.tooFast, message);
  switch (message.type) {
    case "request":
      return request(desk, connection, place, message);
    case "follow":
      return follow(desk, place, message);
    case "stop":
      member.follows.get(message.id)?.();
      member.follows.delete(message.id);
      return;
    case "looking":
      member.looking = message.at;
      // All in the class are told: what is beyond shows with the next.
      if (desk.visitors?.admitsLook(channel.room.home.id, member.personId) === false) return;
      return channel.presence(member.personId);
    case "resync":
      return resync(desk, connection, place, message);
    case "clock":
      return setClock(place, message);
    case "moment":
      return lookBack(desk, connection, place, message);
    case "monitor":
      return watchClass(desk, place, message);
    case "act":
      return act(desk, place, message);
    default:
      desk.rooms.liveClass(channel.room.home).hear(member, message);
      if ("id" in message) member.result(message.id, {});
  }
}

/** Counts what a person asks, from all their pages and programs together. What a change weighs shows in its turn. */
function admits({ visitors }: Desk, { member, channel }: Place, message: PlacedMessage): boolean {
  if (!visitors) return true;
  const { id } = channel.room;
  if (message.type === "act") return visitors.admitsChange(id, member.personId);
  if (message.type !== "request") return true;
  if (!visitors.admitsPerson(id, member.personId)) return false;
  return message.method === "GET" || visitors.admitsChange(id, member.personId);
}

async function resync(
  { visitors }: Desk,
  connection: Connection,
  { member, channel }: Place,
  { epoch, revision }: Of<"resync">,
): Promise<void> {
  const { id, epoch: current } = channel.room.record;
  // What it missed it gets, by the same rule, once it is back.
  const isAdmitted = member.looksOn
    ? visitors?.admitsView(member.socket.request)
    : visitors?.admitsState(id, member.personId);
  if (isAdmitted === false) return connection.cut();
  await channel.synchronize(member, epoch === current ? revision : undefined);
}

async function setClock({ member, channel }: Place, { id, key, speed, step, next }: Of<"clock">): Promise<void> {
  const { room } = channel;
  if (!teaches(room, member)) return member.error("not-allowed", TEXTS.clock, id);
  const change = { ...(speed === undefined ? {} : { speed }), ...(step === undefined ? {} : { step }) };
  const clock = await answersOf(room).once(member.personId, key, () =>
    next ? toNextChange(room, member.personId) : room.setClock({ type: "clock", ...change }, member.personId),
  );
  member.result(id, clock);
}

async function lookBack({ past }: Desk, connection: Connection, place: Place, message: Of<"moment">): Promise<void> {
  const { member, channel } = place;
  const { id, time, part } = message;
  const view = await seek(connection, place, message, () => past.view(channel.room, member.personId, time, part));
  if (view) member.result(id, view);
}

function watchClass({ monitors }: Desk, { member, channel }: Place, { id, on }: Of<"monitor">): void {
  if (!teaches(channel.room, member)) return member.error("not-allowed", TEXTS.monitor, id);
  member.stopMonitor?.();
  member.stopMonitor = on ? tellTiles(monitors, member, channel.room.home) : undefined;
  member.result(id, {});
}

/** Tells a page of the students; one that did not read is told everything anew. */
function tellTiles(monitors: Monitors, member: Member, home: Room): () => void {
  let missed = false;
  return monitors.of(home).watch((tiles) => {
    if (member.overloaded) missed = true;
    else if (missed) {
      member.stopMonitor?.();
      member.stopMonitor = tellTiles(monitors, member, home);
    } else member.send({ type: "tiles", tiles });
  });
}

async function act({ rooms }: Desk, { member, channel }: Place, { id, key, action }: Of<"act">): Promise<void> {
  const { room } = channel;
  await answersOf(room).once(member.personId, key, () => room.act(action, member.personId));
  if (action.type === "waiting-room" || action.type === "lock") rooms.doorChanged(room.home);
  member.result(id, {});
}

function teaches(room: Room, { personId }: Member): boolean {
  return room.people.find(personId)?.role === "instructor";
}
