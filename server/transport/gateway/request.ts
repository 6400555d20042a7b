/** A page asks the cluster's API in its person's name. */
import type { ClientMessage } from "../../protocol/messages.ts";
import { parseRequestInfo } from "../../simulation/api/rest/RequestInfo.ts";
import { onlyReads } from "../../rooms/onlyReads.ts";
import { AnswerTurns } from "../AnswerTurns.ts";
import { answerText } from "../encodedAnswers.ts";
import { tokenOrder } from "../identity.ts";
import { answersOf } from "../KeptAnswers.ts";
import type { Past } from "../past/Past.ts";
import type { Visitors } from "../visitors.ts";
import type { Connection, Place } from "./Connection.ts";
import type { OpenRooms } from "./OpenRooms.ts";
import { seek } from "./seek.ts";
import { TEXTS } from "./texts.ts";

const answerTurns = new AnswerTurns();

type RequestMessage = Extract<ClientMessage, { type: "request" }>;

export interface RequestDesk {
  readonly rooms: OpenRooms;
  readonly past: Past;
  readonly visitors?: Visitors | undefined;
}

export async function request(
  { rooms, past, visitors }: RequestDesk,
  connection: Connection,
  place: Place,
  message: RequestMessage,
): Promise<void> {
  const { member, channel } = place;
  const { room } = channel;
  const { id, key, method, path, contentType, accept, body, at } = message;
  if (member.overloaded) return connection.refuse("too-fast", TEXTS.unread, message);
  const person = room.people.find(member.personId);
  if (!person) return rooms.expel(room, member.personId, TEXTS.gone);
  if (method === "GET" && /[?&]watch=(?!0|false)/.test(path)) return member.error("bad-message", TEXTS.watch, id);
  const typedBy = message.typedBy && rooms.typedBy(room, person.id, message.typedBy);
  const asked = {
    method,
    path,
    user: room.people.userOf(person),
    ...tokenOrder(method, parseRequestInfo(method, path).subresource, person.id),
    userAgent: "podroom-browser",
    accept: accept ?? "application/json",
    ...(contentType === undefined ? {} : { contentType }),
    ...(body === undefined ? {} : { body }),
    ...(typedBy ? { typedBy } : {}),
  };
  if (at !== undefined && !onlyReads(asked)) return member.error("not-allowed", TEXTS.past, id);
  const meter = method === "GET" ? undefined : visitors?.meter(room.id, person.id);
  const answer =
    at === undefined
      ? await answersOf(room).once(person.id, key, () => room.request(asked, person.id, meter))
      : await seek(connection, place, message, () => past.read(room, asked, at));
  if (!answer) return;
  if (meter?.refused) return connection.refuse("too-fast", TEXTS.tooFast, message);
  const turn = answerTurns.next(person.id);
  if (turn) await turn;
  const { status, contentType: type, warnings, text } = "text" in answer ? answer : answerText(answer);
  const head = JSON.stringify({ type: "result", id, status, contentType: type, warnings });
  const sent = member.sendEncoded(`${head.slice(0, -1)}${text && `,"body":${text}`}}`);
  answerTurns.sent(person.id, sent);
  if (method === "GET") visitors?.answered(room.id, person.id, sent);
}
