/**
 * A room's own lessons and their plan, as a copy of the room takes them along: of each lesson the newest version, and the one
 * the class has. What comes in a file is believed no more than what anybody uploads.
 */
import type { Plan, PlannedLesson } from "../../protocol/classroom/ClassState.ts";
import { OWN_COURSE } from "../../protocol/lessons.ts";
import type { LessonTexts, OwnReading } from "../../protocol/lessonText/ownLesson.ts";
import type { RoomCourse } from "../../rooms/history/roomFile.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { KnowsLesson, Plans } from "./Plans.ts";
import { inOrder, lessonIn, type Shelf, type ShelfStorage, summaryOf, wholeLesson } from "./Shelf.ts";
import { SHELF_LIMITS, SHELF_TEXTS } from "./texts.ts";

interface CheckedVersion {
  readonly lesson: string;
  readonly version: number;
  readonly texts: string;
  readonly reading: OwnReading;
}

/** Lessons that are whole, and a plan of nothing but them and of courses this server has. */
interface CheckedCourse {
  readonly versions: readonly CheckedVersion[];
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
      const marks = await storage.listLessons(room.id);
      const counting = marks.filter(
        ({ lesson, version }, index) => marks[index + 1]?.lesson !== lesson || planned.has(keyOf(lesson, version)),
      );
      const lessons: { version: number; texts: LessonTexts }[] = [];
      for (const { lesson, version } of counting)
        lessons.push({ version, texts: (await shelf.texts(room, lesson, version)).texts });
      if (lessons.length === 0 && !plan) return undefined;
      return { lessons, ...(plan ? { plan: { title: plan.title, lessons: [...plan.lessons] } } : {}) };
    });
  }

  /** Throws RoomError for what is no lesson, is more than a room may have, or is planned and not there. */
  checked({ lessons, plan }: RoomCourse): CourseInHand {
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
    const course = { versions: all, ...this.checkedPlan(plan, versions) };
    return { unknown: course.unknown, put: (room) => this.put(room, course) };
  }

  private put(room: Room, { versions, plan }: CheckedCourse): Promise<void> {
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

const keyOf = (lesson: string, version: number | undefined): string => `${lesson}/${version}`;
