/** A page follows a container's log, for as long as it is in the room. */
import { logPath } from "../../protocol/logPath.ts";
import type { ClientMessage } from "../../protocol/messages.ts";
import { followLog } from "../logFollow.ts";
import type { Place } from "./Connection.ts";
import type { OpenRooms } from "./OpenRooms.ts";
import { TEXTS } from "./texts.ts";

/** As many as the page shows sources, and some that are just ending. */
const MOST_FOLLOWS = 24;

type FollowMessage = Extract<ClientMessage, { type: "follow" }>;

export async function follow(
  { rooms }: { readonly rooms: OpenRooms },
  { member, channel }: Place,
  message: FollowMessage,
): Promise<void> {
  const { people } = channel.room;
  const person = people.find(member.personId);
  if (!person) return rooms.expel(channel.room, member.personId, TEXTS.gone);
  const { id } = message;
  if (member.follows.size >= MOST_FOLLOWS || member.follows.has(id))
    return member.error("not-allowed", TEXTS.follows, id);
  let stopped = false;
  member.follows.set(id, () => {
    stopped = true;
  });
  const result = await followLog({
    door: channel.room,
    // Each look at the log is by the role of that moment.
    get user() {
      return people.userOf(people.find(person.id) ?? person);
    },
    who: person.id,
    path: logPath(message),
    keepsUp: () => !member.overloaded,
    onText: (text) => {
      if (!stopped) member.send({ type: "log", id, text, end: false });
    },
    onEnd: () => {
      member.follows.delete(id);
      if (!stopped) member.send({ type: "log", id, text: "", end: true });
    },
  });
  if (typeof result === "function") {
    if (stopped) result();
    else if (member.follows.has(id)) member.follows.set(id, result);
    return;
  }
  member.follows.delete(id);
  const { status, contentType, warnings, body } = result;
  member.send({ type: "result", id, status, contentType, warnings, body });
}
