/**
 * The past read in a thread of its own (`PastReader.ts`), begun when somebody first looks back and ended when nobody has for a while. If
 * it dies, those who wait are told, and the next look begins another.
 */
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import { CallThread } from "../../threads/CallThread.ts";
import type { AnswerText } from "../encodedAnswers.ts";
import { PreEncoded } from "../preEncoded.ts";
import type { Past } from "./Past.ts";
import type { AskedOfReader, Look, ReaderAnswer, Seen } from "./pastMessages.ts";

/** Wall ms without a look after which the thread and what it holds are given up. */
const UNUSED_MS = 300_000;
/** Of its heap: whoever looks at too large a past ends this thread and not the server. */
const LIMITS = { maxOldGenerationSizeMb: 1_024 };

const FAILED = {
  en: "this moment could not be read; try again",
  ko: "이 순간을 읽지 못했어요. 다시 시도하세요",
};

export interface PastWorkerOptions {
  /** What the thread runs: built from `server/past.ts`. */
  readonly file: string | URL;
  /** URL of the database. */
  readonly database: string;
  readonly report: (room: string, problem: string, error: unknown) => void;
}

export class PastWorker implements Past {
  private readonly thread: CallThread<AskedOfReader, ReaderAnswer>;
  private unused: ReturnType<typeof setTimeout> | undefined;

  constructor({ file, database, report }: PastWorkerOptions) {
    this.thread = new CallThread({
      file,
      workerData: database,
      resourceLimits: LIMITS,
      failed: (error) => report("", "the thread that reads the past failed", error),
      gone: () => new RoomError("too-busy", FAILED),
    });
  }

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
    await this.thread.end();
  }

  /** Rejects with a RoomError, or with what nobody foresaw. */
  private async look(room: Room, time: number, look: Look): Promise<Seen> {
    const place = await room.pastAt(time);
    clearTimeout(this.unused);
    try {
      return seenOf(await this.thread.call({ place, look }));
    } finally {
      if (this.thread.isIdle) {
        clearTimeout(this.unused);
        this.unused = setTimeout(() => void this.close(), UNUSED_MS).unref();
      }
    }
  }
}

function seenOf(answer: ReaderAnswer): Seen {
  if ("seen" in answer) return answer.seen;
  throw "refused" in answer ? new RoomError(answer.refused.code, answer.refused.text) : new Error(answer.problem);
}
