/** Rooms made, listed, looked at and deleted. */
import { z } from "zod";
import { LIMITS, ROLES, ROOM_MODES } from "../../protocol/messages.ts";
import { personView } from "../../rooms/People.ts";
import type { CreatedRoom } from "../../rooms/RoomMaker.ts";
import { identities } from "../cookies.ts";
import type { Asked } from "./Asked.ts";

/** Bytes of what a room is made of. */
const MANIFESTS_LIMIT = 1.5 * 1024 * 1024;

const createSchema = z.strictObject({
  name: z.string().max(LIMITS.roomName).optional(),
  mode: z.enum(ROOM_MODES).optional(),
  /** The nodes: `course`, `none`, or how many. */
  template: z
    .union([z.literal(["course", "none"]), z.string().regex(/^\d{1,3}$/), z.number().int().min(0).max(500)])
    .optional(),
  /** YAML or JSON texts, or objects. */
  manifests: z
    .union([z.string(), z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).max(500)])
    .optional(),
  nickname: z.string().max(LIMITS.nickname).optional(),
});

const renameSchema = z.strictObject({ name: z.string().trim().min(1).max(LIMITS.roomName) });

export async function createRoom(asked: Asked): Promise<void> {
  // Before a stranger's body is read.
  asked.takeCreation();
  const { name, mode, template, manifests, nickname } = await asked.body(createSchema, MANIFESTS_LIMIT);
  const created = await asked.directory.create({
    ...(name === undefined ? {} : { name }),
    ...(mode === undefined ? {} : { mode }),
    ...(template === undefined ? {} : { template: String(template) }),
    ...(manifests === undefined ? {} : { manifests: typeof manifests === "string" ? [manifests] : manifests }),
  });
  await welcomeMaker(asked, created, nickname);
}

/** Whoever made a room is its instructor, and is given its links this once. */
export async function welcomeMaker(
  asked: Asked,
  { room, tokens, problems }: CreatedRoom,
  nickname = "Instructor",
): Promise<void> {
  const { person, secret } = await room.people.add("instructor", nickname);
  const links = Object.fromEntries(ROLES.map((role) => [role, asked.linkUrl(room.id, tokens[role])]));
  const body = {
    room: room.view,
    you: personView(person, { online: false }),
    links,
    kubeconfig: await asked.kubeconfigOf(room, person),
    problems,
  };
  await asked.reply(201, body, asked.cookie(room, { personId: person.id, secret }));
}

export async function recentRooms(asked: Asked): Promise<void> {
  const said = [...identities(asked.request.headers.cookie)].slice(0, 50);
  // A cookie can be made up: a room's name is for those who are in it.
  const isIn = await Promise.all(said.map(([id, identity]) => asked.directory.isIn(id, identity)));
  const known = await asked.directory.describe(said.filter((_, index) => isIn[index]).map(([id]) => id));
  const rooms = known.filter(({ trialOf }) => trialOf === undefined);
  await asked.reply(200, { rooms: rooms.map(({ id, name, mode, createdAt }) => ({ id, name, mode, createdAt })) });
}

export async function showRoom(asked: Asked): Promise<void> {
  const { room, person } = await asked.known();
  // A page that begins shows at once what its line would tell it first.
  if (asked.url.searchParams.has("begin"))
    return asked.reply(200, { welcome: asked.options.openRooms().welcome(room, person) });
  await asked.reply(200, { room: room.view, you: personView(person, { online: true }) });
}

export async function renameRoom(asked: Asked): Promise<void> {
  const { name } = await asked.body(renameSchema);
  const { room } = await asked.instructor();
  await asked.directory.rename(room, name);
  await asked.reply(200, { room: room.view });
}

export async function deleteRoom(asked: Asked): Promise<void> {
  await asked.instructor();
  await asked.directory.delete(asked.id);
  await asked.reply(200, {});
}
