/**
 * The lessons a room has of its own: stored version by version, none of which is ever changed. What the class gets of them is
 * the plan's matter, see `Plans.ts`.
 */
import { LESSON_LANGUAGES, type OwnLessonSummary } from "../../protocol/lessons.ts";
import { gathered, labelOf, renamed, splitCourse } from "../../protocol/lessonText/courseFile.ts";
import {
  checkedLesson,
  type LessonTexts,
  type OwnReading,
  readOwnLesson,
} from "../../protocol/lessonText/ownLesson.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { LessonMark, StoragePort } from "../../rooms/StoragePort.ts";
import { SHELF_LIMITS, SHELF_TEXTS, wrongLesson } from "./texts.ts";

export interface SavedLesson {
  readonly lesson: string;
  readonly version: number;
}

export type ShelfStorage = Pick<
  StoragePort,
  | "addLesson"
  | "listLessons"
  | "loadLesson"
  | "dropLessons"
  | "addLessonShare"
  | "listLessonShares"
  | "findLessonShare"
  | "dropLessonShare"
  | "loadRoom"
>;

export class Shelf {
  /** What is being changed of a room's lessons, so that two instructors do it one after the other. */
  private readonly changing = new Map<string, Promise<unknown>>();

  constructor(
    private readonly storage: ShelfStorage,
    /** Wall clock, ms. */
    private readonly wall: () => number,
  ) {}

  async list({ id }: Pick<Room, "id">): Promise<readonly OwnLessonSummary[]> {
    const lessons = new Map<string, LessonMark[]>();
    for (const mark of await this.storage.listLessons(id))
      lessons.set(mark.lesson, [mark, ...(lessons.get(mark.lesson) ?? [])]);
    return [...lessons].map(([lesson, marks]) => ({
      lesson,
      ...(JSON.parse((marks[0] as LessonMark).summary) as Pick<OwnLessonSummary, "titles" | "steps" | "minutes">),
      versions: marks.map(({ version, savedAt: at, savedBy: by }) => ({ version, at, by })),
    }));
  }

  /** A version's texts; the newest when none is named. */
  async texts(
    room: Pick<Room, "id">,
    lesson: string,
    version?: number,
  ): Promise<SavedLesson & { readonly texts: LessonTexts }> {
    const wanted = version ?? (await this.newest(room, lesson));
    const record = await this.storage.loadLesson(room.id, lesson, wanted);
    if (!record) throw new RoomError("unknown-lesson", SHELF_TEXTS.unknown);
    return { lesson, version: wanted, texts: JSON.parse(record.texts) as LessonTexts };
  }

  /** Another version; `base` is the one it was written from, 0 for a new lesson. */
  save(
    room: Room,
    by: string,
    { texts, base }: { readonly texts: LessonTexts; readonly base: number },
  ): Promise<SavedLesson> {
    const reading = wholeLesson(texts);
    return this.alone(room.id, async () => {
      const newest = await this.newest(room, lessonIn(reading));
      if (newest !== base) throw new RoomError("conflict", newest === 0 ? SHELF_TEXTS.gone : SHELF_TEXTS.newer(newest));
      return this.store(room, by, { texts, reading });
    });
  }

  /**
   * Takes files in: lessons, or courses of several. All or none. `copies`: what is called like one that is there gets another
   * name; else it becomes its next version.
   */
  upload(room: Room, by: string, files: readonly string[], copies: boolean): Promise<readonly SavedLesson[]> {
    const texts = files.flatMap(splitCourse);
    const unnamed = texts.find((text) => labelOf(text) === undefined);
    if (unnamed !== undefined) wholeLesson({ ko: unnamed });
    const lessons = [...gathered(texts).values()].map((each) => ({ texts: each, reading: wholeLesson(each) }));
    return this.alone(room.id, async () => {
      const marks = await this.storage.listLessons(room.id);
      const taken = new Set(marks.map(({ lesson }) => lesson));
      const saved: SavedLesson[] = [];
      const total = lessons.filter(({ reading }) => copies || !taken.has(lessonIn(reading))).length + taken.size;
      if (total > SHELF_LIMITS.lessons) throw new RoomError("bad-request", SHELF_TEXTS.tooMany);
      for (const each of lessons) {
        const name = lessonIn(each.reading);
        const free = copies ? freeName(name, taken) : name;
        saved.push(await this.store(room, by, free === name ? each : copyOf(each.texts, free)));
        taken.add(free);
      }
      return saved;
    });
  }

  /** Removes a lesson that no student has begun. */
  remove(room: Room, lesson: string): Promise<void> {
    return this.alone(room.id, async () => {
      const { plan, progress } = room.classroom.state;
      if (plan?.lessons.some((planned) => planned.version !== undefined && planned.lesson === lesson))
        throw new RoomError("conflict", SHELF_TEXTS.planned);
      const prefix = `own/${lesson}/`;
      if (Object.values(progress).some(({ steps }) => Object.keys(steps).some((key) => key.startsWith(prefix))))
        throw new RoomError("conflict", SHELF_TEXTS.begun);
      const versions = (await this.storage.listLessons(room.id)).filter((mark) => mark.lesson === lesson);
      if (versions.length === 0) throw new RoomError("unknown-lesson", SHELF_TEXTS.unknown);
      await this.storage.dropLessons(
        room.id,
        lesson,
        versions.map(({ version }) => version),
      );
    });
  }

  /** Runs when all that was asked of this room's lessons before is done. */
  alone<T>(room: string, run: () => Promise<T>): Promise<T> {
    const before = this.changing.get(room) ?? Promise.resolve();
    const result = before.then(run, run);
    const settled = result.then(
      () => {},
      () => {},
    );
    this.changing.set(room, settled);
    void settled.then(() => {
      if (this.changing.get(room) === settled) this.changing.delete(room);
    });
    return result;
  }

  /** 0: there is none. */
  private async newest({ id }: Pick<Room, "id">, lesson: string): Promise<number> {
    const marks = await this.storage.listLessons(id);
    return Math.max(0, ...marks.filter((mark) => mark.lesson === lesson).map(({ version }) => version));
  }

  private async store(
    room: Room,
    by: string,
    { texts, reading }: { readonly texts: LessonTexts; readonly reading: OwnReading },
  ): Promise<SavedLesson> {
    const lesson = lessonIn(reading);
    const marks = await this.storage.listLessons(room.id);
    const own = marks.filter((mark) => mark.lesson === lesson);
    const newest = own.at(-1)?.version ?? 0;
    const body = JSON.stringify(inOrder(texts));
    if (newest > 0 && (await this.storage.loadLesson(room.id, lesson, newest))?.texts === body)
      return { lesson, version: newest };
    if (newest === 0 && new Set(marks.map((mark) => mark.lesson)).size >= SHELF_LIMITS.lessons)
      throw new RoomError("bad-request", SHELF_TEXTS.tooMany);
    if (marks.reduce((sum, { size }) => sum + size, body.length) > SHELF_LIMITS.characters)
      throw new RoomError("bad-request", SHELF_TEXTS.full);
    await this.storage.addLesson({
      roomId: room.id,
      lesson,
      version: newest + 1,
      texts: body,
      summary: JSON.stringify(summaryOf(reading)),
      savedAt: this.wall(),
      savedBy: by,
    });
    await this.prune(room, lesson, own);
    return { lesson, version: newest + 1 };
  }

  /** The oldest go, but not the one the class has. */
  private async prune({ id, classroom }: Room, lesson: string, older: readonly LessonMark[]): Promise<void> {
    const { given } = classroom.state;
    const kept = Object.hasOwn(given, lesson) ? given[lesson]?.version : undefined;
    const versions = older
      .map(({ version }) => version)
      .slice(0, Math.max(0, older.length + 1 - SHELF_LIMITS.versions));
    const drop = versions.filter((version) => version !== kept);
    if (drop.length > 0) await this.storage.dropLessons(id, lesson, drop);
  }
}

/** Throws RoomError for what is no whole lesson, with the first thing that is wrong. */
export function wholeLesson(texts: LessonTexts): OwnReading {
  const reading = readOwnLesson(texts);
  if (reading.isWhole) return reading;
  for (const language of LESSON_LANGUAGES) {
    const problem = reading.problems[language]?.[0];
    if (problem) throw wrongLesson(language, problem);
  }
  throw new RoomError("bad-request", SHELF_TEXTS.empty);
}

export const lessonIn = (reading: OwnReading): string => checkedLesson(reading)?.id ?? "";

/** Two texts that are the same are the same, in whatever order their languages came. */
export const inOrder = ({ ko, en }: LessonTexts): LessonTexts => ({
  ...(ko === undefined ? {} : { ko }),
  ...(en === undefined ? {} : { en }),
});

export function summaryOf(reading: OwnReading): Pick<OwnLessonSummary, "titles" | "steps" | "minutes"> {
  const titles = Object.fromEntries(Object.entries(reading.lessons).map(([language, { title }]) => [language, title]));
  const lesson = checkedLesson(reading);
  return { titles, steps: lesson?.steps.length ?? 0, minutes: lesson?.minutes ?? 0 };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name.slice(0, 58)}-${number}`;
    if (!taken.has(free)) return free;
  }
}

function copyOf(texts: LessonTexts, name: string): { readonly texts: LessonTexts; readonly reading: OwnReading } {
  const copied: LessonTexts = Object.fromEntries(
    Object.entries(texts).map(([language, text]) => [language, renamed(text, name)]),
  );
  return { texts: copied, reading: wholeLesson(copied) };
}
