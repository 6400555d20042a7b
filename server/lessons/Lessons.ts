/** Lessons in all classes of a server: a runner for each room that is awake. */
import type { Room } from "../rooms/Room.ts";
import type { PersonRecord } from "../rooms/StoragePort.ts";
import { OWN_COURSE } from "../protocol/lessons.ts";
import type { StepAt } from "../protocol/classroom/ClassState.ts";
import type { CheckFinding } from "../protocol/lessons.ts";
import type { ParsedStep } from "../protocol/lessonText/parseLesson.ts";
import { LessonRunner, type StepSource } from "./LessonRunner.ts";

/** Where the steps of a room's own lessons come from. */
export interface OwnSteps {
  /** Reads what the class has been given. */
  load(room: Room): Promise<void>;
  /** Of what was read. */
  step(room: Room, at: Pick<StepAt, "lesson" | "step">): ParsedStep | undefined;
}

export class Lessons {
  private readonly runners = new WeakMap<Room, LessonRunner>();

  constructor(
    private readonly source: StepSource,
    private readonly report: (room: string, problem: string, error: unknown) => void,
    /** Left out: rooms have none. */
    private readonly own?: OwnSteps,
  ) {}

  /** A room woke; `parent` is the room a fork belongs to. */
  readonly attend = (room: Room, parent: Room | undefined): void => {
    const home = parent ?? room;
    let runner = this.runners.get(home);
    if (!runner) {
      runner = new LessonRunner({
        home,
        source: this.sourceOf(home),
        load: () => this.own?.load(home) ?? Promise.resolve(),
        report: (problem, error) => this.report(home.id, problem, error),
      });
      this.runners.set(home, runner);
    }
    runner.attach(room);
  };

  /** What was found of the step somebody is at, for whoever writes it. */
  explain(home: Room, person: PersonRecord): Promise<readonly CheckFinding[]> {
    return this.runners.get(home)?.explain(person) ?? Promise.resolve([]);
  }

  private sourceOf(home: Room): StepSource {
    const { source, own } = this;
    return {
      step: (course, lesson, step) =>
        course === OWN_COURSE ? own?.step(home, { lesson, step }) : source.step(course, lesson, step),
    };
  }
}
