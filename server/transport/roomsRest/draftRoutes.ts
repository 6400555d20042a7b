/** What is written of lessons and is no version yet: kept, read, removed, brought back. Instructors. */
import { z } from "zod";
import { type Asked, TEXTS_LIMIT } from "./Asked.ts";
import { base, revision, textsUpTo } from "./lessonBodies.ts";
import { changed, deskOf } from "./lessonRoutes.ts";

/** How long a text may be is told in words, by who keeps it. */
const draftSchema = z.strictObject({ texts: textsUpTo(1_500_000), base, revision });
const removalSchema = z.strictObject({ revision: z.coerce.number().int().min(0).optional() });

/** `{draft}`; null for none. */
export async function showDraft(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  await asked.reply(200, { draft: (await deskOf(asked).drafts.find(room.home, asked.item)) ?? null });
}

/** `{revision, at}`; 409 when somebody else wrote in it since `revision`. */
export async function keepDraft(asked: Asked): Promise<void> {
  const { room, person } = await asked.instructor();
  const given = await asked.body(draftSchema, TEXTS_LIMIT);
  const kept = await deskOf(asked).drafts.save(room.home, person.id, asked.item, given);
  changed(asked, room);
  await asked.reply(200, kept);
}

/** 409 when somebody else wrote in it since the `revision` that is named. */
export async function removeDraft(asked: Asked): Promise<void> {
  const { revision: seen } = asked.query(removalSchema);
  const { room } = await asked.instructor();
  await deskOf(asked).drafts.remove(room.home, asked.item, seen);
  changed(asked, room);
  await asked.reply(200, {});
}

/** One that was removed is there again. */
export async function bringDraftBack(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  await deskOf(asked).drafts.bringBack(room.home, asked.item);
  changed(asked, room);
  await asked.reply(200, {});
}
