/** Lessons in all classes of a server: a runner for each room that is awake. */
import type { Room } from "../rooms/Room.ts";
import { LessonRunner, type StepSource } from "./LessonRunner.ts";

export class Lessons {
  private readonly runners = new WeakMap<Room, LessonRunner>();

  constructor(
    private readonly source: StepSource,
    private readonly report: (room: string, problem: string, error: unknown) => void,
  ) {}

  /** A room woke; `parent` is the room a fork belongs to. */
  readonly attend = (room: Room, parent: Room | undefined): void => {
    const home = parent ?? room;
    let runner = this.runners.get(home);
    if (!runner) {
      runner = new LessonRunner(home, this.source, (problem, error) => this.report(home.id, problem, error));
      this.runners.set(home, runner);
    }
    runner.attach(room);
  };
}
