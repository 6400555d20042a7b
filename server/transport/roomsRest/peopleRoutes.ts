/** People of a room: joining, their kubeconfigs, the links, names, removal. */
import { z } from "zod";
import { type BilingualText, LIMITS, LINK_KINDS, type LinkKind, ROLES } from "../../protocol/messages.ts";
import { personView } from "../../rooms/People.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { PersonRecord } from "../../rooms/StoragePort.ts";
import { identityIn } from "../cookies.ts";
import type { Asked } from "./Asked.ts";
import { badLink, locked, notAllowed } from "./refusals.ts";

const joinSchema = z.strictObject({
  token: z.string().max(128).optional(),
  nickname: z.string().max(LIMITS.nickname).optional(),
});
const renewSchema = z.strictObject({ keep: z.boolean().optional() });
const changeSchema = z.strictObject({
  nickname: z.string().max(LIMITS.nickname).optional(),
  role: z.enum(ROLES).optional(),
});

export const FORGOTTEN = { en: "what was yours here is deleted", ko: "이 방에 있던 내 정보를 지웠어요" };
const REMOVED = { en: "an instructor removed you from this room", ko: "강사가 이 방에서 내보냈어요" };
const LINK_RENEWED = {
  en: "the link you came by was replaced; ask for the new one",
  ko: "들어올 때 쓴 링크가 새 링크로 바뀌었어요. 새 링크를 받으세요",
};

const EMBED_ENDED = { en: "this embed link does not work any more", ko: "더 이상 쓸 수 없는 임베드 링크예요" };

/** Ends what people who are out still have open: tabs, streams, watches, and the tokens they may have seen. */
export async function shutDoors(
  asked: Asked,
  room: Room,
  people: readonly PersonRecord[],
  why: BilingualText,
  code: "removed" | "bad-link" = "removed",
): Promise<void> {
  if (people.length === 0) return;
  for (const { id } of people) asked.options.gateway().expel(room, id, why, code);
  await asked.modes.endTokens(room, people);
  await asked.options.streamsLookAgain();
}

export async function joinRoom(asked: Asked): Promise<void> {
  const { token, nickname } = await asked.body(joinSchema);
  const { id } = asked;
  const room = await asked.directory.open(id);
  // People come to a class, not to one student's cluster.
  if (room.record.parentId !== undefined) throw badLink();
  const identity = identityIn(asked.request.headers.cookie, id);
  const known = identity && room.people.recognize(identity);
  const link = token === undefined ? undefined : room.people.linkOf(token);
  const role = link?.role;
  if (token !== undefined && !role) throw badLink();
  if (known && identity) {
    const person = link ? await room.people.follow(known, link) : known;
    asked.options.gateway().channel(id)?.presence(person.id);
    const body = { room: room.view, you: personView(person, { online: true }) };
    return asked.reply(200, body, asked.cookie(room, person, identity.secret));
  }
  if (!link || !role) throw badLink();
  if (room.classroom.state.locked && role !== "instructor") throw locked();
  const before = identity && room.people.recognizeCutOff(identity);
  if (before && identity) {
    const person = await room.people.readmit(before, link, nickname);
    const body = { room: room.view, you: personView(person, { online: false }) };
    return asked.reply(200, body, asked.cookie(room, person, identity.secret));
  }
  const name = nickname ?? (role === "viewer" ? `Viewer ${room.people.list().length + 1}` : undefined);
  if (name === undefined)
    throw new RoomError("bad-nickname", { en: "a nickname is needed", ko: "별명을 입력해 주세요" });
  const { person, secret } = await room.people.add(role, name, link);
  await asked.modes.welcome(room, person);
  const body = { room: room.view, you: personView(person, { online: false }) };
  await asked.reply(201, body, asked.cookie(room, person, secret));
}

export async function giveKubeconfig(asked: Asked): Promise<void> {
  const { room, person } = await asked.known();
  await asked.replyFile(`podroom-${room.id}.yaml`, "application/yaml", await asked.kubeconfigOf(room, person));
}

export async function renewLink(asked: Asked): Promise<void> {
  const options = await asked.body(renewSchema);
  const room = (await asked.instructor()).room.home;
  const kind = linkKindIn(asked);
  const { token, cutOff } = await room.people.renewLink(kind, options.keep ? { keep: true } : {});
  if (kind === "embed") endEmbeds(asked, room);
  await shutDoors(asked, room, cutOff, LINK_RENEWED, "bad-link");
  await asked.reply(201, { link: asked.linkUrl(room.id, token, kind), cutOff: cutOff.length });
}

export async function revokeLink(asked: Asked): Promise<void> {
  const room = (await asked.instructor()).room.home;
  const kind = linkKindIn(asked);
  await room.people.revokeLink(kind);
  if (kind === "embed") endEmbeds(asked, room);
  await asked.reply(200, {});
}

/** Where the room may be shown inside other pages, and whether it has a link for that. */
export async function showEmbed(asked: Asked): Promise<void> {
  const room = (await asked.instructor()).room.home;
  await asked.reply(200, { origins: asked.options.frameAncestors, link: room.people.hasEmbed });
}

function endEmbeds({ options }: Asked, room: Room): void {
  options.gateway().channel(room.id)?.dropOnlookers(EMBED_ENDED);
}

function linkKindIn({ item }: Asked): LinkKind {
  if (!(LINK_KINDS as readonly string[]).includes(item))
    throw new RoomError("bad-request", { en: "there is no such link", ko: "없는 종류의 링크예요" });
  return item as LinkKind;
}

/** Renames (oneself, or instructors anybody) and gives roles (instructors). */
export async function changePerson(asked: Asked): Promise<void> {
  const { nickname, role } = await asked.body(changeSchema);
  const { room: entered, person } = await asked.known();
  const room = entered.home;
  const teaches = person.role === "instructor";
  if (!teaches && (person.id !== asked.item || role !== undefined)) throw notAllowed();
  const gateway = asked.options.gateway();
  let changed = room.people.find(asked.item) ?? person;
  if (nickname !== undefined) {
    changed = await room.people.rename(asked.item, nickname);
    gateway.channel(room.id)?.presence(changed.id);
  }
  if (role !== undefined && role !== changed.role) {
    const before = changed;
    changed = await room.people.setRole(asked.item, role);
    gateway.roleChanged(room, changed.id);
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
