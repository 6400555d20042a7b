/**
 * A room's own lessons and their plan, as a copy of the room takes them along: of each lesson the newest version and the one
 * the class has, and drafts. What comes in a file is believed no more than what anybody uploads.
 */
import type { Plan, PlannedLesson } from "../../protocol/classroom/ClassState.ts";
import { OWN_COURSE } from "../../protocol/lessons.ts";
import { NEW_DRAFT } from "../../protocol/ownLessons.ts";
import { titlesOf } from "../../protocol/lessonText/courseFile.ts";
import type { LessonTexts, OwnReading } from "../../protocol/lessonText/ownLesson.ts";
import type { RoomCourse } from "../../rooms/history/roomFile.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import { checkSizes } from "./Drafts.ts";
import { isThere } from "./removal.ts";
import type { KnowsLesson, Plans } from "./Plans.ts";
import { inOrder, lessonIn, type Shelf, type ShelfStorage, summaryOf, wholeLesson } from "./Shelf.ts";
import { SHELF_LIMITS, SHELF_TEXTS } from "./texts.ts";

interface CheckedVersion {
  readonly lesson: string;
  readonly version: number;
  readonly texts: string;
  readonly reading: OwnReading;
}

interface CheckedDraft {
  readonly id: string;
  readonly base: number;
  readonly texts: LessonTexts;
}

/** Lessons that are whole, and a plan of nothing but them and of courses this server has. */
interface CheckedCourse {
  readonly versions: readonly CheckedVersion[];
  readonly drafts: readonly CheckedDraft[];
  readonly plan: Plan | undefined;
  /** `course/lesson` of the plan that this server does not have; they are left out. */
  readonly unknown: readonly string[];
}

export interface CourseInHand extends Pick<CheckedCourse, "unknown"> {
  /** Puts it into a room that has no lessons yet. */
  readonly put: (room: Room) => Promise<void>;
}

interface Parts {
  readonly shelf: Shelf;
  readonly plans: Plans;
  readonly storage: ShelfStorage;
  readonly knows: KnowsLesson;
  /** Wall clock, ms. */
  readonly wall: () => number;
}

export class Copies {
  constructor(private readonly parts: Parts) {}

  /** What a copy takes along; undefined when there is nothing. */
  of(room: Room): Promise<RoomCourse | undefined> {
    const { shelf, storage } = this.parts;
    return shelf.alone(room.id, async () => {
      const { plan } = room.classroom.state;
      const planned = new Set(
        (plan?.lessons ?? [])
          .filter(({ course }) => course === OWN_COURSE)
          .map((each) => keyOf(each.lesson, each.version)),
      );
      const marks = (await storage.listLessons(room.id)).filter(isThere);
      const counting = marks.filter(
        ({ lesson, version }, index) => marks[index + 1]?.lesson !== lesson || planned.has(keyOf(lesson, version)),
      );
      const lessons: { version: number; texts: LessonTexts }[] = [];
      for (const { lesson, version } of counting)
        lessons.push({ version, texts: (await shelf.texts(room, lesson, version)).texts });
      const drafts: { id: string; base: number; texts: LessonTexts }[] = [];
      for (const { id } of (await storage.listLessonDrafts(room.id)).filter(isThere)) {
        const draft = await storage.loadLessonDraft(room.id, id);
        if (draft) drafts.push({ id, base: draft.base, texts: JSON.parse(draft.texts) as LessonTexts });
      }
      if (lessons.length === 0 && drafts.length === 0 && !plan) return undefined;
      return {
        lessons,
        ...(drafts.length > 0 ? { drafts } : {}),
        ...(plan ? { plan: { title: plan.title, lessons: [...plan.lessons] } } : {}),
      };
    });
  }

  /** Throws RoomError for what is no lesson, is more than a room may have, or is planned and not there. */
  checked({ lessons, drafts = [], plan }: RoomCourse): CourseInHand {
    const versions = new Map<string, CheckedVersion>();
    for (const { version, texts } of lessons) {
      const reading = wholeLesson(texts);
      const lesson = lessonIn(reading);
      const key = keyOf(lesson, version);
      if (versions.has(key)) throw new RoomError("bad-request", SHELF_TEXTS.twice(key));
      versions.set(key, { lesson, version, texts: JSON.stringify(inOrder(texts)), reading });
    }
    const all = [...versions.values()];
    if (new Set(all.map(({ lesson }) => lesson)).size > SHELF_LIMITS.lessons)
      throw new RoomError("bad-request", SHELF_TEXTS.tooMany);
    if (all.reduce((sum, { texts }) => sum + texts.length, 0) > SHELF_LIMITS.characters)
      throw new RoomError("bad-request", SHELF_TEXTS.full);
    const course = { versions: all, drafts: checkedDrafts(drafts, all), ...this.checkedPlan(plan, versions) };
    return { unknown: course.unknown, put: (room) => this.put(room, course) };
  }

  private put(room: Room, { versions, drafts, plan }: CheckedCourse): Promise<void> {
    const { shelf, plans, storage, wall } = this.parts;
    return shelf.alone(room.id, async () => {
      for (const { lesson, version, texts, reading } of versions)
        await storage.addLesson({
          roomId: room.id,
          lesson,
          version,
          texts,
          summary: JSON.stringify(summaryOf(reading)),
          savedAt: wall(),
          // Nobody of the copy wrote it.
          savedBy: "",
        });
      for (const { id, base, texts } of drafts)
        await storage.saveLessonDraft({
          roomId: room.id,
          id,
          base,
          texts: JSON.stringify(inOrder(texts)),
          label: JSON.stringify(titlesOf(texts)),
          revision: wall(),
          savedAt: wall(),
          savedBy: "",
        });
      if (!plan || plan.lessons.length === 0) return;
      await room.note({ type: "assign", ...plan, edits: [] });
      await plans.load(room);
    });
  }

  private checkedPlan(
    plan: RoomCourse["plan"],
    versions: ReadonlyMap<string, CheckedVersion>,
  ): Pick<CheckedCourse, "plan" | "unknown"> {
    if (!plan) return { plan: undefined, unknown: [] };
    const seen = new Set<string>();
    const lessons: PlannedLesson[] = [];
    const unknown: string[] = [];
    for (const planned of plan.lessons) {
      const { course, lesson, version } = planned;
      const name = `${course}/${lesson}`;
      if (seen.has(name)) throw new RoomError("bad-request", SHELF_TEXTS.twice(name));
      seen.add(name);
      const isOwn = course === OWN_COURSE;
      if (isOwn !== (version !== undefined) || (isOwn && !versions.has(keyOf(lesson, version))))
        throw new RoomError("bad-request", SHELF_TEXTS.unknown);
      if (isOwn || this.parts.knows(course, lesson)) lessons.push(planned);
      else unknown.push(name);
    }
    return { plan: { title: plan.title, lessons }, unknown };
  }
}

/** Throws RoomError for more than a room may have, one twice, or one of a lesson that is not there. Drafts may hold anything. */
function checkedDrafts(
  drafts: NonNullable<RoomCourse["drafts"]>,
  versions: readonly CheckedVersion[],
): readonly CheckedDraft[] {
  const ids = new Set<string>();
  for (const { id, texts } of drafts) {
    if (ids.has(id)) throw new RoomError("bad-request", SHELF_TEXTS.twice(id));
    ids.add(id);
    if (!NEW_DRAFT.test(id) && !versions.some(({ lesson }) => lesson === id))
      throw new RoomError("bad-request", SHELF_TEXTS.unknown);
    checkSizes(texts);
  }
  if (ids.size > SHELF_LIMITS.drafts) throw new RoomError("bad-request", SHELF_TEXTS.tooManyDrafts);
  if (drafts.reduce((sum, { texts }) => sum + JSON.stringify(texts).length, 0) > SHELF_LIMITS.draftCharacters)
    throw new RoomError("bad-request", SHELF_TEXTS.draftsFull);
  return drafts;
}

const keyOf = (lesson: string, version: number | undefined): string => `${lesson}/${version}`;
