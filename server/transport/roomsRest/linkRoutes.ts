/** The links of a room, for its instructors: made anew, limited, ended; and what is left of each. */
import { z } from "zod";
import { LINK_KINDS, type LinkKind, type LinkLimits } from "../../protocol/messages.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { Asked } from "./Asked.ts";
import { shutDoors } from "./peopleRoutes.ts";

/** A year: whoever means longer means no end. */
const LONGEST_MS = 366 * 24 * 3_600_000;

const limits = {
  /** The end: in so many ms, or at a wall time, ms. */
  lasts: z.number().int().min(1).max(LONGEST_MS).optional(),
  expiresAt: z.number().int().min(0).max(8.64e15).optional(),
  /** How many come in by it. */
  most: z.number().int().min(1).max(100_000).optional(),
};
const both = { message: "lasts and expiresAt are two ways to say one thing" };
const limitSchema = z.strictObject(limits).refine(isOneEnd, both);
const renewSchema = z.strictObject({ ...limits, keep: z.boolean().optional() }).refine(isOneEnd, both);

type Said = z.infer<typeof limitSchema>;

function isOneEnd({ lasts, expiresAt }: { readonly lasts?: unknown; readonly expiresAt?: unknown }): boolean {
  return lasts === undefined || expiresAt === undefined;
}

const LINK_RENEWED = {
  en: "the link you came by was replaced; ask for the new one",
  ko: "들어올 때 쓴 링크가 새 링크로 바뀌었어요. 새 링크를 받으세요",
};
const EMBED_ENDED = { en: "this embed link does not work any more", ko: "더 이상 쓸 수 없는 임베드 링크예요" };

/** What there is of links, without their tokens; `now` is the server's clock, by which they end. */
export async function listLinks(asked: Asked): Promise<void> {
  const room = (await asked.instructor()).room.home;
  await asked.reply(200, { links: room.people.links.list(), now: asked.directory.now });
}

export async function renewLink(asked: Asked): Promise<void> {
  const { keep = false, ...said } = await asked.body(renewSchema);
  const room = (await asked.instructor()).room.home;
  const kind = linkKindIn(asked);
  const limited = limitsOf(asked, kind, said);
  const waiting = new Set(room.people.atDoor().map(({ id }) => id));
  const { token, cutOff } = await room.people.renewLink(kind, { keep, limits: limited });
  if (kind === "embed") endEmbeds(asked, room);
  const rooms = asked.options.openRooms();
  const left = cutOff.filter(({ id }) => waiting.has(id)).map(({ id }) => id);
  if (left.length > 0) rooms.turnAway(room, left, LINK_RENEWED, "bad-link");
  const out = cutOff.filter(({ id }) => !waiting.has(id));
  await shutDoors(asked, room, out, LINK_RENEWED, "bad-link");
  await asked.reply(201, { link: asked.linkUrl(room.id, token, kind), cutOff: cutOff.length });
}

/** Another end, another number, or none, for the link as it is. */
export async function limitLink(asked: Asked): Promise<void> {
  const said = await asked.body(limitSchema);
  const room = (await asked.instructor()).room.home;
  const kind = linkKindIn(asked);
  await room.people.links.limit(kind, limitsOf(asked, kind, said));
  await asked.reply(200, { links: room.people.links.list(), now: asked.directory.now });
}

export async function revokeLink(asked: Asked): Promise<void> {
  const room = (await asked.instructor()).room.home;
  const kind = linkKindIn(asked);
  await room.people.links.end(kind);
  if (kind === "embed") endEmbeds(asked, room);
  await asked.reply(200, {});
}

/** Where the room may be shown inside other pages, and whether it has a link for that. */
export async function showEmbed(asked: Asked): Promise<void> {
  const room = (await asked.instructor()).room.home;
  await asked.reply(200, { origins: asked.options.frameAncestors, link: room.people.links.hasEmbed });
}

function limitsOf({ directory }: Asked, kind: LinkKind, { lasts, expiresAt, most }: Said): LinkLimits {
  // Asked of what was said alone: what lasts a millisecond may be over by now.
  if (expiresAt !== undefined && expiresAt <= directory.now)
    throw new RoomError("bad-request", {
      en: "the end of a link lies in the future",
      ko: "링크가 끝나는 때는 지금보다 뒤여야 해요",
    });
  const end = lasts === undefined ? expiresAt : directory.now + lasts;
  const given = { ...(end === undefined ? {} : { expiresAt: end }), ...(most === undefined ? {} : { most }) };
  if (kind === "embed" && Object.keys(given).length > 0)
    throw new RoomError("bad-request", {
      en: "an embed link has no end but being ended: its pages let nobody in",
      ko: "임베드 링크에는 끝을 정할 수 없어요. 아무도 들여보내지 않으니 필요 없을 때 끝내세요",
    });
  return given;
}

function endEmbeds({ options }: Asked, room: Room): void {
  options.openRooms().channel(room.id)?.dropOnlookers(EMBED_ENDED);
}

function linkKindIn({ item }: Asked): LinkKind {
  if (!(LINK_KINDS as readonly string[]).includes(item))
    throw new RoomError("bad-request", { en: "there is no such link", ko: "없는 종류의 링크예요" });
  return item as LinkKind;
}
