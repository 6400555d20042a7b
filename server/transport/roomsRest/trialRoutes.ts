/**
 * A dry run: a room of its own that begins as this one is now, in which the author of a lesson is a student and plays it.
 * It is thrown away when they are done, when they begin another, or when nobody has come back to it for a day.
 */
import { z } from "zod";
import { OWN_COURSE } from "../../protocol/lessons.ts";
import { LESSON_LIMITS } from "../../protocol/lessonText/lessonSchemas.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import { endedCookie } from "../cookies.ts";
import { type Asked, TEXTS_LIMIT } from "./Asked.ts";
import { textsUpTo } from "./lessonBodies.ts";
import { deskOf } from "./lessonRoutes.ts";
import { notAllowed } from "./refusals.ts";

const trialSchema = z.strictObject({ texts: textsUpTo(LESSON_LIMITS.characters) });

/** `{room, step}`: where the lesson is played, and its first step. */
export async function beginTrial(asked: Asked): Promise<void> {
  const { room, person } = await asked.instructor();
  const { texts } = await asked.body(trialSchema, TEXTS_LIMIT);
  const { home } = room;
  if (home.record.trialOf !== undefined) throw new RoomError("conflict", NOT_IN_A_TRIAL);
  const desk = deskOf(asked);
  asked.takeCreation();
  const trial = await asked.modes.makeTrial(home, person);
  try {
    const { lesson, version } = await desk.shelf.save(trial, person.id, { texts, base: 0 });
    const author = await trial.people.add("instructor", "Podroom");
    await desk.plans.assign(trial, author.person.id, { title: "", lessons: [{ course: OWN_COURSE, lesson, version }] });
    await trial.people.remove(author.person.id);
    await dropTrials(asked, home, { person: person.id, but: trial.id });
    const { person: student, secret } = await trial.people.add("student", person.nickname, {
      knownAs: "instructor",
    });
    await asked.modes.welcome(trial, student);
    const cookie = asked.cookie(trial, { personId: student.id, secret });
    await asked.reply(201, { room: trial.view, step: `${OWN_COURSE}/${lesson}` }, cookie);
  } catch (error) {
    await asked.directory.purge(trial.id);
    throw error;
  }
}

/** Throws the caller's dry runs of this room away. */
export async function endTrial(asked: Asked): Promise<void> {
  const { room, person } = await asked.instructor();
  const ids = await dropTrials(asked, room.home, { person: person.id });
  await asked.reply(200, { ended: ids }, ids.length > 0 ? { "Set-Cookie": endedCookie(ids[0] as string) } : {});
}

/** `{checks}`: what the step one is at found so far; in a dry run for whoever plays it, elsewhere for instructors. */
export async function explainStep(asked: Asked): Promise<void> {
  const { room, person } = await asked.known();
  if (person.role !== "instructor" && room.home.record.trialOf === undefined) throw notAllowed();
  await asked.reply(200, { checks: await deskOf(asked).explain(room.home, person) });
}

async function dropTrials(
  asked: Asked,
  { id }: Room,
  { person, but }: { readonly person: string; readonly but?: string },
): Promise<readonly string[]> {
  const all = await asked.directory.storage.loadTrials(id);
  const trials = all.filter((trial) => trial.ownerId === person && trial.id !== but);
  for (const trial of trials) await asked.directory.purge(trial.id);
  return trials.map((trial) => trial.id);
}

const NOT_IN_A_TRIAL = {
  en: "a dry run is not tried in another; go back to the room the lesson is written in",
  ko: "시험 실행 안에서는 다시 시험 실행할 수 없어요. 레슨을 쓰는 방으로 돌아가세요",
};
