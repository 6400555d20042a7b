/** A room's own lessons: written, uploaded, given to the class, given away. What students get of them is `showCourse`. */
import { z } from "zod";
import { LESSON_LANGUAGES, OWN_COURSE } from "../../protocol/lessons.ts";
import { LESSON_LIMITS } from "../../protocol/lessonText/lessonSchemas.ts";
import type { Room } from "../../rooms/Room.ts";
import type { LessonDesk } from "../lessonDesk.ts";
import { type Asked, TEXTS_LIMIT } from "./Asked.ts";
import { base, revision, textsUpTo } from "./lessonBodies.ts";
import { unknownPath } from "./refusals.ts";

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const draftId = z.string().max(64);
const saveSchema = z.strictObject({
  texts: textsUpTo(LESSON_LIMITS.characters),
  base,
  draft: z.strictObject({ id: draftId, revision }).optional(),
});
const uploadSchema = z.strictObject({
  files: z.array(z.string().max(4_000_000)).min(1).max(130),
  copies: z.boolean().default(false),
});
const languageSchema = z.strictObject({ language: z.enum(LESSON_LANGUAGES).default("ko") });
const versionSchema = z.strictObject({ version: z.coerce.number().int().min(1).max(1e9).optional() });
const planSchema = z.strictObject({
  title: z.string().trim().max(120).default(""),
  lessons: z
    .array(
      z
        .strictObject({ course: slug, lesson: slug, version: z.number().int().min(1).max(1e9).optional() })
        .refine(({ course, version }) => (course === OWN_COURSE) === (version !== undefined), {
          error: "own lessons have a version, others have none",
        }),
    )
    .max(60)
    .refine((lessons) => new Set(lessons.map(({ course, lesson }) => `${course}/${lesson}`)).size === lessons.length, {
      error: "a lesson stands in a plan once",
    }),
});
const shareSchema = z.strictObject({ lessons: z.array(slug).min(1).max(60) });

export function deskOf({ options: { desk } }: Asked): LessonDesk {
  if (!desk) throw unknownPath();
  return desk;
}

/** `{course}`: the room's own lessons that the class has; null when there are none. */
export async function showCourse(asked: Asked): Promise<void> {
  const { room } = await asked.known();
  const { language } = asked.query(languageSchema);
  const course = await deskOf(asked).plans.course(room.home, language);
  await asked.reply(200, { course: course ?? null });
}

/** `{lessons, drafts, removed, shares}`: what is on the shelf, what is written, what can be brought back, links. */
export async function listLessons(asked: Asked): Promise<void> {
  const { home } = (await asked.instructor()).room;
  const { shelf, drafts, shares } = deskOf(asked);
  await asked.reply(200, {
    lessons: await shelf.list(home),
    drafts: await drafts.list(home),
    removed: [...(await shelf.removed(home)), ...(await drafts.removed(home))],
    shares: await shares.list(home),
  });
}

/** `{lesson, version, texts}`: of a version that is named; or of the newest, with its `draft`, null for none. */
export async function showLesson(asked: Asked): Promise<void> {
  const { version } = asked.query(versionSchema);
  const { home } = (await asked.instructor()).room;
  const { shelf, drafts } = deskOf(asked);
  const lesson = await shelf.texts(home, asked.item, version);
  const draft = version === undefined ? { draft: (await drafts.find(home, asked.item)) ?? null } : {};
  await asked.reply(200, { ...lesson, ...draft });
}

/** Files of lessons or of courses. */
export async function uploadLessons(asked: Asked): Promise<void> {
  const { room, person } = await asked.instructor();
  const { files, copies } = await asked.body(uploadSchema, TEXTS_LIMIT);
  const saved = await deskOf(asked).shelf.upload(room.home, person.id, files, copies);
  changed(asked, room);
  await asked.reply(201, { saved });
}

/** Another version of one lesson, or its first; which one the texts say. */
export async function saveLesson(asked: Asked): Promise<void> {
  const { room, person } = await asked.instructor();
  const given = await asked.body(saveSchema, TEXTS_LIMIT);
  const saved = await deskOf(asked).shelf.save(room.home, person.id, given);
  changed(asked, room);
  await asked.reply(200, saved);
}

export async function removeLesson(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  await deskOf(asked).shelf.remove(room.home, asked.item);
  changed(asked, room);
  await asked.reply(200, {});
}

/** One that was removed is there again. */
export async function bringLessonBack(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  await deskOf(asked).shelf.bringBack(room.home, asked.item);
  changed(asked, room);
  await asked.reply(200, {});
}

/** All pages of the room's instructors look at what is written anew. */
export function changed({ options }: Asked, { home }: Room): void {
  options.openRooms().channel(home.id)?.tellShelf();
}

/** `{lessons}`: what giving the class this plan would mean for those in the middle of a lesson. */
export async function previewPlan(asked: Asked): Promise<void> {
  const { lessons } = await asked.body(planSchema);
  const { room } = await asked.instructor();
  await asked.reply(200, { lessons: await deskOf(asked).plans.preview(room.home, lessons) });
}

export async function assignPlan(asked: Asked): Promise<void> {
  const plan = await asked.body(planSchema);
  const { room, person } = await asked.instructor();
  await deskOf(asked).plans.assign(room.home, person.id, plan);
  await asked.reply(200, {});
}

/** `{share, link}`: the link is given out this once. */
export async function shareLessons(asked: Asked): Promise<void> {
  const { lessons } = await asked.body(shareSchema);
  const { room, person } = await asked.instructor();
  const { share, token } = await deskOf(asked).shares.share(room.home, person.id, lessons);
  changed(asked, room);
  await asked.reply(201, { share, link: `${asked.options.publicUrl(asked.request)}/lessons#k=${token}` });
}

export async function endShare(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  await deskOf(asked).shares.end(room.home, asked.item);
  changed(asked, room);
  await asked.reply(200, {});
}
