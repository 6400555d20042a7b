/**
 * What a class is to do: lessons in order, of the courses there are and of the room's own. The plan is part of the class's
 * log; the texts of the versions it names are read from the shelf and held while the room is awake.
 */
import type { AssignAction } from "../../protocol/classroom/actionSchema.ts";
import type { GivenLesson, LessonEdit, Plan, PlannedLesson, StepAt } from "../../protocol/classroom/ClassState.ts";
import { stepKey } from "../../protocol/classroom/ClassState.ts";
import { type Course, type Lesson, type LessonLanguage, OWN_COURSE } from "../../protocol/lessons.ts";
import type { LessonImpact } from "../../protocol/ownLessons.ts";
import { editBetween } from "../../protocol/lessonText/lessonEdit.ts";
import { checkedLesson, type OwnReading, readOwnLesson } from "../../protocol/lessonText/ownLesson.ts";
import type { ParsedLesson, ParsedStep } from "../../protocol/lessonText/parseLesson.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import { shownLesson } from "../Library.ts";
import type { Shelf } from "./Shelf.ts";
import { SHELF_TEXTS } from "./texts.ts";

/** Whether a standard course has a lesson. */
export type KnowsLesson = (course: string, lesson: string) => boolean;

export class Plans {
  private readonly held = new WeakMap<Room, Map<string, OwnReading>>();

  constructor(
    private readonly shelf: Shelf,
    private readonly knows: KnowsLesson,
  ) {}

  /** Reads what the class has been given, so that its steps can be checked. */
  async load(room: Room): Promise<void> {
    for (const [lesson, { version }] of Object.entries(room.classroom.state.given))
      await this.reading(room, lesson, version);
  }

  /** A step of the plan that was read already. */
  step(room: Room, { lesson, step }: Pick<StepAt, "lesson" | "step">): ParsedStep | undefined {
    const planned = ownIn(room.classroom.state.plan).find((each) => each.lesson === lesson);
    const reading = planned && this.held.get(room)?.get(keyOf(lesson, planned.version));
    return reading && checkedLesson(reading)?.steps.find(({ id }) => id === step);
  }

  /** The room's own lessons of the plan, in its order, as everybody in the class gets them. */
  async course(room: Room, language: LessonLanguage): Promise<Course | undefined> {
    const planned = ownIn(room.classroom.state.plan);
    return this.courseOf(room, language, planned);
  }

  /** All own lessons the class was ever given, with steps that are gone: what results are told of. */
  async resultsCourse(room: Room, language: LessonLanguage): Promise<Course | undefined> {
    const { plan, given } = room.classroom.state;
    const planned = ownIn(plan);
    const others = Object.entries(given)
      .filter(([lesson]) => !planned.some((each) => each.lesson === lesson))
      .map(([lesson, { version }]) => ({ lesson, version }));
    const course = await this.courseOf(room, language, [...planned, ...others]);
    return (
      course && {
        ...course,
        lessons: course.lessons.map((lesson) => withGoneSteps(lesson, given[lesson.id] as GivenLesson)),
      }
    );
  }

  /** What a plan would change for those in the middle of a lesson. Throws RoomError for a plan that names what is not there. */
  async preview(room: Room, lessons: readonly PlannedLesson[]): Promise<readonly LessonImpact[]> {
    const changes = await this.changes(room, lessons);
    return changes.map(({ before, after, edit, from, to }) => ({
      lesson: after.id,
      from,
      to,
      ...studentsIn(room, before),
      added: after.steps.filter(({ id }) => !Object.hasOwn(edit.steps, id)).map(({ title }) => title),
      changed: after.steps.filter((step) => hasOtherChecks(step, before, edit)).map(({ title }) => title),
      dropped: Object.values(edit.dropped),
    }));
  }

  /** The class does this from now on. */
  assign(room: Room, by: string, { title, lessons }: Plan): Promise<void> {
    return this.shelf.alone(room.id, async () => {
      const edits = (await this.changes(room, lessons)).map(({ edit }) => edit);
      const action: AssignAction = { type: "assign", title, lessons, edits };
      await room.act(action, by);
    });
  }

  private async changes(room: Room, lessons: readonly PlannedLesson[]): Promise<readonly Change[]> {
    const { given } = room.classroom.state;
    const changes: Change[] = [];
    for (const { course, lesson, version } of lessons) {
      if (course !== OWN_COURSE) {
        if (!this.knows(course, lesson)) throw new RoomError("unknown-lesson", SHELF_TEXTS.unknown);
        continue;
      }
      const after = await this.reading(room, lesson, version ?? 0);
      const known = Object.hasOwn(given, lesson) ? given[lesson] : undefined;
      if (!known || known.version === version) continue;
      const [old, next] = [checkedLesson(await this.reading(room, lesson, known.version)), checkedLesson(after)];
      if (old && next)
        changes.push({ before: old, after: next, edit: editBetween(old, next), from: known.version, to: version ?? 0 });
    }
    return changes;
  }

  private async courseOf(
    room: Room,
    language: LessonLanguage,
    planned: readonly { readonly lesson: string; readonly version: number }[],
  ): Promise<Course | undefined> {
    if (planned.length === 0) return undefined;
    const lessons: Lesson[] = [];
    for (const { lesson, version } of planned) {
      const reading = await this.reading(room, lesson, version);
      const shown = reading.lessons[language] ?? checkedLesson(reading);
      if (shown) lessons.push(shownLesson(shown));
    }
    const title = room.classroom.state.plan?.title || room.view.name;
    return { id: OWN_COURSE, language, title, about: "", lessons };
  }

  /** Throws RoomError when there is no such version. */
  private async reading(room: Room, lesson: string, version: number): Promise<OwnReading> {
    const held = this.held.get(room) ?? new Map<string, OwnReading>();
    this.held.set(room, held);
    const key = keyOf(lesson, version);
    const known = held.get(key);
    if (known) return known;
    const reading = readOwnLesson((await this.shelf.texts(room, lesson, version)).texts);
    held.set(key, reading);
    return reading;
  }
}

interface Change {
  readonly before: ParsedLesson;
  readonly after: ParsedLesson;
  readonly edit: LessonEdit;
  readonly from: number;
  readonly to: number;
}

const keyOf = (lesson: string, version: number): string => `${lesson}/${version}`;

function ownIn(plan: Plan | undefined): readonly { readonly lesson: string; readonly version: number }[] {
  return (plan?.lessons ?? []).flatMap(({ course, lesson, version }) =>
    course === OWN_COURSE && version !== undefined ? [{ lesson, version }] : [],
  );
}

function hasOtherChecks({ id, check }: ParsedStep, before: ParsedLesson, { steps }: LessonEdit): boolean {
  const origins = Object.hasOwn(steps, id) ? steps[id]?.checks : undefined;
  const count = before.steps.find((step) => step.id === id)?.check.length ?? 0;
  return origins !== undefined && (origins.includes(-1) || count !== check.length);
}

function studentsIn(
  { people, classroom }: Room,
  { id: lesson, steps }: ParsedLesson,
): { readonly finished: number; readonly inside: number } {
  const keys = steps.map(({ id }) => stepKey({ course: OWN_COURSE, lesson, step: id }));
  let [finished, inside] = [0, 0];
  for (const { id, role } of people.list()) {
    const own = Object.hasOwn(classroom.state.progress, id) ? classroom.state.progress[id]?.steps : undefined;
    if (role !== "student" || !own || !keys.some((key) => Object.hasOwn(own, key))) continue;
    if (keys.every((key) => own[key]?.passed !== undefined)) finished++;
    else inside++;
  }
  return { finished, inside };
}

/** A step of an earlier version keeps its name in the results. */
function withGoneSteps(lesson: Lesson, { dropped }: GivenLesson): Lesson {
  const gone = Object.entries(dropped).map(([id, title]) => ({
    id,
    title,
    text: "",
    checks: [],
    hints: [],
    answer: "",
    mistakes: [],
  }));
  return { ...lesson, steps: [...lesson.steps, ...gone] };
}
