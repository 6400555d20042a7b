/** People of a room: joining, their kubeconfigs, the links, names, removal. */
import { z } from "zod";
import { LIMITS, ROLES, type Role } from "../../protocol/messages.ts";
import { personView } from "../../rooms/People.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import { identityIn } from "../cookies.ts";
import type { Asked } from "./Asked.ts";
import { badLink, locked, notAllowed } from "./refusals.ts";

const joinSchema = z.strictObject({
  token: z.string().max(128).optional(),
  nickname: z.string().max(LIMITS.nickname).optional(),
});
const renameSchema = z.strictObject({ nickname: z.string().max(LIMITS.nickname) });

export async function joinRoom(asked: Asked): Promise<void> {
  const { token, nickname } = await asked.body(joinSchema);
  const { id } = asked;
  const room = await asked.directory.open(id);
  // People come to a class, not to one student's cluster.
  if (room.record.parentId !== undefined) throw badLink();
  const identity = identityIn(asked.request.headers.cookie, id);
  const known = identity && room.people.recognize(identity);
  const role = token === undefined ? undefined : room.people.roleOf(token);
  if (token !== undefined && !role) throw badLink();
  if (known && identity) {
    const person = role ? await room.people.promote(known, role) : known;
    asked.options.gateway().channel(id)?.presence(person.id);
    const body = { room: room.view, you: personView(person, { online: true }) };
    return asked.reply(200, body, asked.cookie(room, person, identity.secret));
  }
  if (!role) throw badLink();
  if (room.classroom.state.locked && role !== "instructor") throw locked();
  const name = nickname ?? (role === "viewer" ? `Viewer ${room.people.list().length + 1}` : undefined);
  if (name === undefined)
    throw new RoomError("bad-nickname", { en: "a nickname is needed", ko: "별명을 입력해 주세요" });
  const { person, secret } = await room.people.add(role, name);
  await asked.modes.welcome(room, person);
  const body = { room: room.view, you: personView(person, { online: false }) };
  await asked.reply(201, body, asked.cookie(room, person, secret));
}

export async function giveKubeconfig(asked: Asked): Promise<void> {
  const { room, person } = await asked.known();
  await asked.replyFile(`podroom-${room.id}.yaml`, "application/yaml", await asked.kubeconfigOf(room, person));
}

export async function renewLink(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  const token = await room.people.renewLink(roleIn(asked));
  await asked.reply(201, { link: asked.linkUrl(room.id, token) });
}

export async function revokeLink(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  await room.people.revokeLink(roleIn(asked));
  await asked.reply(200, {});
}

function roleIn({ item }: Asked): Role {
  if (!(ROLES as readonly string[]).includes(item))
    throw new RoomError("bad-request", { en: "there is no such role", ko: "없는 역할이에요" });
  return item as Role;
}

export async function renamePerson(asked: Asked): Promise<void> {
  const { nickname } = await asked.body(renameSchema);
  const { room, person } = await asked.known();
  if (person.id !== asked.item && person.role !== "instructor") throw notAllowed();
  const renamed = await room.people.rename(asked.item, nickname);
  asked.options.gateway().channel(room.id)?.presence(renamed.id);
  await asked.reply(200, { person: personView(renamed, { online: true }) });
}

export async function expelPerson(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  await room.people.remove(asked.item);
  asked.options.gateway().channel(room.id)?.expel(asked.item);
  await asked.reply(200, {});
}
