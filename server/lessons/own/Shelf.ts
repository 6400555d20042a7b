/**
 * The lessons a room has of its own: stored version by version, none of which is ever changed. What the class gets of them is
 * the plan's matter, see `Plans.ts`.
 */
import { LESSON_LANGUAGES } from "../../protocol/lessons.ts";
import type {
  DraftSummary,
  LessonToSave,
  OwnLessonSummary,
  RemovedLesson,
  SavedLesson,
} from "../../protocol/ownLessons.ts";
import { gathered, labelOf, renamed, splitCourse } from "../../protocol/lessonText/courseFile.ts";
import {
  checkedLesson,
  type LessonTexts,
  type OwnReading,
  readOwnLesson,
} from "../../protocol/lessonText/ownLesson.ts";
import type { BilingualText } from "../../protocol/messages.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { LessonMark, StoragePort } from "../../rooms/StoragePort.ts";
import { doomed, isRemoved, isThere } from "./removal.ts";
import { SHELF_LIMITS, SHELF_TEXTS, wrongLesson } from "./texts.ts";

export type ShelfStorage = Pick<
  StoragePort,
  | "addLesson"
  | "listLessons"
  | "loadLesson"
  | "dropLessons"
  | "markLesson"
  | "saveLessonDraft"
  | "listLessonDrafts"
  | "loadLessonDraft"
  | "dropLessonDrafts"
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
    for (const mark of await this.marks(id)) lessons.set(mark.lesson, [mark, ...(lessons.get(mark.lesson) ?? [])]);
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
    if (!record || !isThere(record)) throw new RoomError("unknown-lesson", SHELF_TEXTS.unknown);
    return { lesson, version: wanted, texts: JSON.parse(record.texts) as LessonTexts };
  }

  /** Another version, or the first of a new lesson. */
  save(room: Room, by: string, { texts, base, draft }: LessonToSave): Promise<SavedLesson> {
    const reading = wholeLesson(texts);
    return this.alone(room.id, async () => {
      const newest = await this.newest(room, lessonIn(reading));
      if (newest !== base) throw new RoomError("conflict", notTheNewest(lessonIn(reading), { newest, base }));
      const saved = await this.store(room, by, { texts, reading });
      if (draft) await this.dropDraft(room, draft, JSON.stringify(inOrder(texts)));
      return saved;
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
      const marks = await this.marks(room.id);
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

  /** Lessons that were removed and can be brought back. */
  async removed({ id }: Pick<Room, "id">): Promise<readonly RemovedLesson[]> {
    const newest = new Map((await this.storage.listLessons(id)).map((mark) => [mark.lesson, mark]));
    return [...newest.values()].flatMap(({ lesson, summary, removedAt }) =>
      removedAt !== undefined && isRemoved({ removedAt }, this.wall())
        ? [{ id: lesson, kind: "lesson" as const, titles: (JSON.parse(summary) as OwnLessonSummary).titles, removedAt }]
        : [],
    );
  }

  /** Removes a lesson that no student has begun, and what is written of it; both can be brought back. */
  remove(room: Room, lesson: string): Promise<void> {
    return this.alone(room.id, async () => {
      const { plan, progress } = room.classroom.state;
      if (plan?.lessons.some((planned) => planned.version !== undefined && planned.lesson === lesson))
        throw new RoomError("conflict", SHELF_TEXTS.planned);
      const prefix = `own/${lesson}/`;
      if (Object.values(progress).some(({ steps }) => Object.keys(steps).some((key) => key.startsWith(prefix))))
        throw new RoomError("conflict", SHELF_TEXTS.begun);
      if ((await this.newest(room, lesson)) === 0) throw new RoomError("unknown-lesson", SHELF_TEXTS.unknown);
      const removedAt = this.wall();
      await this.storage.markLesson(room.id, lesson, removedAt);
      const draft = await this.storage.loadLessonDraft(room.id, lesson);
      if (draft && isThere(draft)) await this.storage.saveLessonDraft({ ...draft, removedAt });
    });
  }

  /** A lesson that was removed is there again, with all its versions and what was written of it. */
  bringBack({ id }: Pick<Room, "id">, lesson: string): Promise<void> {
    return this.alone(id, async () => {
      const versions = (await this.storage.listLessons(id)).filter((mark) => mark.lesson === lesson);
      const { removedAt } = versions.at(-1) ?? {};
      if (removedAt === undefined) throw new RoomError("unknown-lesson", SHELF_TEXTS.notRemoved);
      await this.makeSpace(id, { lesson, characters: versions.reduce((sum, { size }) => sum + size, 0) });
      await this.storage.markLesson(id, lesson, undefined);
      const draft = await this.storage.loadLessonDraft(id, lesson);
      if (draft?.removedAt !== removedAt) return;
      const { removedAt: _, ...back } = draft;
      await this.storage.saveLessonDraft(back);
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
  async newest({ id }: Pick<Room, "id">, lesson: string): Promise<number> {
    const marks = await this.marks(id);
    return Math.max(0, ...marks.filter((mark) => mark.lesson === lesson).map(({ version }) => version));
  }

  private async marks(roomId: string): Promise<readonly LessonMark[]> {
    return (await this.storage.listLessons(roomId)).filter(isThere);
  }

  private async dropDraft(
    { id: roomId }: Room,
    { id, revision }: Pick<DraftSummary, "id" | "revision">,
    body: string,
  ): Promise<void> {
    const draft = await this.storage.loadLessonDraft(roomId, id);
    if (draft && (draft.revision === revision || draft.texts === body))
      await this.storage.dropLessonDrafts(roomId, [id]);
  }

  /** Throws RoomError where so much more has no place; what was removed makes place for it. */
  private async makeSpace(
    roomId: string,
    { lesson, characters }: { readonly lesson: string; readonly characters: number },
  ): Promise<void> {
    const marks = await this.storage.listLessons(roomId);
    const many = (all: readonly LessonMark[]): boolean =>
      new Set([lesson, ...all.map((mark) => mark.lesson)]).size > SHELF_LIMITS.lessons;
    const full = (all: readonly LessonMark[]): boolean =>
      all.reduce((sum, { size }) => sum + size, characters) > SHELF_LIMITS.characters;
    const gone = doomed(
      marks.filter((mark) => mark.lesson !== lesson),
      this.wall(),
      (all) => !many(all) && !full([...all, ...marks.filter((mark) => mark.lesson === lesson && isThere(mark))]),
    );
    for (const { lesson: other, version } of gone) await this.storage.dropLessons(roomId, other, [version]);
    const there = marks.filter(isThere);
    if (many(there)) throw new RoomError("bad-request", SHELF_TEXTS.tooMany);
    if (full(there)) throw new RoomError("bad-request", SHELF_TEXTS.full);
  }

  private async store(
    room: Room,
    by: string,
    { texts, reading }: { readonly texts: LessonTexts; readonly reading: OwnReading },
  ): Promise<SavedLesson> {
    const lesson = lessonIn(reading);
    const own = (await this.marks(room.id)).filter((mark) => mark.lesson === lesson);
    const newest = own.at(-1)?.version ?? 0;
    const body = JSON.stringify(inOrder(texts));
    if (newest > 0 && (await this.storage.loadLesson(room.id, lesson, newest))?.texts === body)
      return { lesson, version: newest };
    await this.makeSpace(room.id, { lesson, characters: body.length });
    if (newest === 0) await this.clearName(room.id, lesson);
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

  /** Nothing of one that was called so and was removed is in the way of another. */
  private async clearName(roomId: string, lesson: string): Promise<void> {
    const old = (await this.storage.listLessons(roomId)).filter((mark) => mark.lesson === lesson);
    if (old.length === 0) return;
    const versions = old.map(({ version }) => version);
    await this.storage.dropLessons(roomId, lesson, versions);
    await this.storage.dropLessonDrafts(roomId, [lesson]);
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

function notTheNewest(
  lesson: string,
  { newest, base }: { readonly newest: number; readonly base: number },
): BilingualText {
  if (newest === 0) return SHELF_TEXTS.gone;
  return base === 0 ? SHELF_TEXTS.taken(lesson) : SHELF_TEXTS.newer(newest);
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
