import type { BilingualText } from "../protocol/messages.ts";
import { RoomError } from "./RoomError.ts";

/** How one in the line is answered, once. */
export interface Reply<T> {
  answer(value: T): void;
  refuse(text: BilingualText): void;
}

interface Waiting {
  readonly run: () => void;
  readonly refuse: (text: BilingualText) => void;
}

/**
 * What is asked of a room. What one person asks is done in the order asked; people take turns, one thing each, so that nobody
 * waits for all that another asked. Its length is bounded by whoever lets in.
 */
export class WaitingLine {
  /** By person, in the order they get their turn; nobody's list is empty. */
  private readonly people = new Map<string, Waiting[]>();
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** How many things of this person's wait. */
  lengthOf(who: string): number {
    return this.people.get(who)?.length ?? 0;
  }

  /** Resolves with the reply. Rejects with a `RoomError` ("room-stopped") when refused. `who`: empty for the room itself. */
  join<T>(run: (reply: Reply<T>) => void, who: string): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const refuse = (text: BilingualText): void => reject(new RoomError("room-stopped", text));
      const waiting = { run: () => run({ answer: resolve, refuse }), refuse };
      this.put(who, waiting);
    });
  }

  private put(who: string, waiting: Waiting): void {
    const theirs = this.people.get(who);
    if (theirs) theirs.push(waiting);
    else this.people.set(who, [waiting]);
    this.count++;
  }

  /** Runs at least one of those waiting, more until `deadline` (ms of `performance`). */
  serve(deadline: number): void {
    let served = 0;
    // A Map gives people in the order they came; whoever was served and waits for more stands behind the others.
    for (const [who, theirs] of this.people) {
      if (served > 0 && performance.now() >= deadline) return;
      const one = theirs.shift() as Waiting;
      this.count--;
      this.people.delete(who);
      if (theirs.length > 0) this.people.set(who, theirs);
      served++;
      try {
        // It may refuse all others.
        one.run();
      } catch (error) {
        // The room fails, and it is refused with the rest.
        this.put(who, one);
        throw error;
      }
    }
  }

  refuseAll(text: BilingualText): void {
    const all = [...this.people.values()].flat();
    this.people.clear();
    this.count = 0;
    for (const { refuse } of all) refuse(text);
  }
}
