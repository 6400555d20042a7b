/** A page comes into a room, waits at its door, or looks on from another page; and leaves. */
import { type BilingualText, PROTOCOL_VERSION } from "../../protocol/messages.ts";
import type { Room } from "../../rooms/Room.ts";
import type { RoomDirectory } from "../../rooms/RoomDirectory.ts";
import type { PersonRecord } from "../../rooms/StoragePort.ts";
import { enter, waitsAt } from "../entering.ts";
import { Member } from "../Member.ts";
import { STATE_COST, type Visitors } from "../visitors.ts";
import type { Connection, JoinMessage } from "./Connection.ts";
import type { OpenRooms } from "./OpenRooms.ts";
import { TEXTS } from "./texts.ts";

/** Pages a person has open in a class at a time, forks included. */
const MOST_PAGES = 16;
/** Embedded views of a room at a time. */
const MOST_ONLOOKERS = 300;

export interface Door {
  readonly directory: RoomDirectory;
  readonly rooms: OpenRooms;
  /** Left out: nobody is slowed down. */
  readonly visitors?: Visitors | undefined;
}

/** Takes the connection where it wants to be. `goOn`: called for where it wanted to be next by then. */
export async function join(
  door: Door,
  connection: Connection,
  message: JoinMessage,
  goOn: (next: JoinMessage) => void,
): Promise<void> {
  if (message.version !== PROTOCOL_VERSION) return connection.error("version", TEXTS.version);
  if (connection.joining !== undefined) {
    connection.next = message.room === connection.joining ? undefined : message;
    return;
  }
  connection.joining = message.room;
  try {
    leave(door, connection);
    await (message.embed === undefined
      ? comeIn(door, connection, message)
      : lookOn(door, connection, message.room, message.embed));
  } finally {
    connection.joining = undefined;
    const { next } = connection;
    connection.next = undefined;
    if (next) goOn(next);
  }
}

export function leave({ rooms }: Door, connection: Connection): void {
  rooms.waiters.left(connection.socket);
  connection.leave();
}

async function comeIn(door: Door, connection: Connection, { room: roomId, since }: JoinMessage): Promise<void> {
  const { socket } = connection;
  const { cookie } = socket.handshake.headers;
  const { directory, rooms, visitors } = door;
  const entered = await enter(directory, cookie, roomId);
  if (!entered) {
    const waits = await waitsAt(directory, cookie, roomId);
    if (!waits) return refuse(connection, TEXTS.stranger);
    if (socket.connected) rooms.waiters.wait(socket, waits.room, waits.person);
    return;
  }
  const { room, person } = entered;
  if (!socket.connected) return;
  if (visitors) connection.intake.share(() => visitors.intakeOf(room.home.id, person.id));
  const channel = rooms.channelOf(room);
  const rights = room.rightsOf(person.id);
  // Whoever took the state over HTTP has half of it behind them.
  const cost = since && channel.resumes(rights, since) ? STATE_COST.line : STATE_COST.whole;
  if (visitors?.admitsState(room.id, person.id, cost) === false) {
    channel.endWhenEmpty();
    return connection.cut();
  }
  const member = new Member(socket, person.id, rights);
  connection.place = { member, channel };
  const live = rooms.liveClass(room.home);
  member.onLeave = () => live.left(member);
  closePages(rooms, room, person);
  const added = channel.add(member, person, since);
  live.joined(member);
  await added;
}

/** Somebody looks on from another page, by the token of the embed link alone: cookies do not reach frames. */
async function lookOn(
  { directory, rooms, visitors }: Door,
  connection: Connection,
  roomId: string,
  token: string,
): Promise<void> {
  const { socket } = connection;
  const room = await directory.open(roomId);
  // Nobody looks on in one student's cluster.
  if (room.record.parentId !== undefined || !room.people.links.opensEmbed(token))
    return refuse(connection, TEXTS.embed);
  if (!socket.connected) return;
  if (visitors?.admitsView(socket.request) === false) return connection.cut();
  const channel = rooms.channelOf(room);
  if (channel.onlookerCount >= MOST_ONLOOKERS) return refuse(connection, TEXTS.onlookers);
  const member = new Member(socket, "", room.onlookerRights);
  connection.place = { member, channel };
  await channel.addOnlooker(member);
}

function refuse(connection: Connection, text: BilingualText): void {
  connection.error("not-allowed", text);
}

/** Makes place for one more page of a person's: the oldest go. */
function closePages(rooms: OpenRooms, room: Room, person: PersonRecord): void {
  const pages = rooms
    .channelsOf(room)
    .flatMap((channel) => channel.pagesOf(person.id).map((member) => ({ channel, member })));
  for (const { channel, member } of pages.slice(0, Math.max(0, pages.length - MOST_PAGES + 1)))
    channel.drop(member, TEXTS.pages);
}
