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

/** What is asked of a room, in the order asked. Its length is bounded by whoever lets in. */
export class WaitingLine {
  private waiting: Waiting[] = [];

  get length(): number {
    return this.waiting.length;
  }

  /** Resolves with the reply. Rejects with a `RoomError` ("room-stopped") when refused. */
  join<T>(run: (reply: Reply<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const refuse = (text: BilingualText): void => reject(new RoomError("room-stopped", text));
      this.waiting.push({ run: () => run({ answer: resolve, refuse }), refuse });
    });
  }

  /** Runs at least one of those waiting, more until `deadline` (ms of `performance`). */
  serve(deadline: number): void {
    let served = 0;
    try {
      for (const { run } of this.waiting) {
        if (served > 0 && performance.now() >= deadline) break;
        run();
        served++;
      }
    } finally {
      // One that threw stays, and is refused with the rest when the room fails.
      this.waiting = this.waiting.slice(served);
    }
  }

  refuseAll(text: BilingualText): void {
    for (const { refuse } of this.waiting.splice(0)) refuse(text);
  }
}
