/**
 * The past read in a thread of its own, begun when somebody first looks back and ended when nobody has for a while. If it dies, those
 * who wait are told, and the next look begins another.
 */
import type { Room } from "../../rooms/Room.ts";
import type { AnswerText } from "../encodedAnswers.ts";
import { PreEncoded } from "../preEncoded.ts";
import type { Past } from "./Past.ts";
import type { Look, Seen } from "./pastMessages.ts";
import { ReaderThread, type ReaderThreadOptions } from "./ReaderThread.ts";

/** Wall ms without a look after which the thread and what it holds are given up. */
const UNUSED_MS = 300_000;

export class PastWorker implements Past {
  private thread: ReaderThread | undefined;
  private unused: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: Omit<ReaderThreadOptions, "onEnd">) {}

  readonly view: Past["view"] = async (room, personId, time, part) => {
    const person = room.people.find(personId);
    const user = person && room.people.userOf(person);
    return new PreEncoded((await this.look(room, time, { kind: "view", user, part })) as string);
  };

  readonly read: Past["read"] = async (room, request, time) =>
    (await this.look(room, time, { kind: "read", request })) as AnswerText;

  /** Ends the thread; whoever waits is told so. */
  async close(): Promise<void> {
    clearTimeout(this.unused);
    const { thread } = this;
    this.thread = undefined;
    await thread?.end();
  }

  private async look(room: Room, time: number, look: Look): Promise<Seen> {
    const place = await room.pastAt(time);
    clearTimeout(this.unused);
    const thread = (this.thread ??= this.begin());
    try {
      return await thread.look(place, look);
    } finally {
      if (thread === this.thread && thread.isIdle) {
        clearTimeout(this.unused);
        this.unused = setTimeout(() => void this.close(), UNUSED_MS).unref();
      }
    }
  }

  private begin(): ReaderThread {
    const thread: ReaderThread = new ReaderThread({
      ...this.options,
      onEnd: () => {
        if (this.thread === thread) this.thread = undefined;
      },
    });
    return thread;
  }
}
