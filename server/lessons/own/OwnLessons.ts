/** A room's own lessons: what is stored of them and written, what the class gets, what is given away. */
import type { StepAt } from "../../protocol/classroom/ClassState.ts";
import type { ParsedStep } from "../../protocol/lessonText/parseLesson.ts";
import type { Room } from "../../rooms/Room.ts";
import { Copies } from "./copies.ts";
import { Drafts } from "./Drafts.ts";
import { type KnowsLesson, Plans } from "./Plans.ts";
import { Shares } from "./shares.ts";
import { Shelf, type ShelfStorage } from "./Shelf.ts";

export class OwnLessons {
  readonly shelf: Shelf;
  readonly drafts: Drafts;
  readonly plans: Plans;
  readonly shares: Shares;
  readonly copies: Copies;

  constructor(storage: ShelfStorage, knows: KnowsLesson, wall: () => number) {
    this.shelf = new Shelf(storage, wall);
    this.drafts = new Drafts(this.shelf, storage, wall);
    this.plans = new Plans(this.shelf, knows);
    this.shares = new Shares(this.shelf, storage, wall);
    this.copies = new Copies({ shelf: this.shelf, plans: this.plans, storage, knows, wall });
  }

  load(room: Room): Promise<void> {
    return this.plans.load(room);
  }

  step(room: Room, at: Pick<StepAt, "lesson" | "step">): ParsedStep | undefined {
    return this.plans.step(room, at);
  }
}
