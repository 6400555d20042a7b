/** The server's end of a thread that reads the past (`PastReader.ts`). */
import { Worker } from "node:worker_threads";
import type { PastPlace } from "../../rooms/history/PastPlace.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { AskedOfReader, Look, ReaderAnswer, Seen } from "./pastMessages.ts";

/** Of its heap, MB: whoever looks at too large a past ends this thread and not the server. */
const HEAP_MB = 1_024;

const FAILED = {
  en: "this moment could not be read; try again",
  ko: "이 순간을 읽지 못했어요. 다시 시도하세요",
};

export interface ReaderThreadOptions {
  /** What the thread runs: built from `server/past.ts`. */
  readonly file: string | URL;
  /** URL of the database. */
  readonly database: string;
  readonly report: (room: string, problem: string, error: unknown) => void;
  readonly onEnd: () => void;
}

interface Waiting {
  resolve(seen: Seen): void;
  reject(error: Error): void;
}

export class ReaderThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor({ file, database, report, onEnd }: ReaderThreadOptions) {
    this.worker = new Worker(file, { workerData: database, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    this.worker.unref();
    this.worker.on("message", (answer: ReaderAnswer) => this.answered(answer));
    this.worker.on("error", (error) => report("", "the thread that reads the past failed", error));
    this.worker.on("exit", () => {
      onEnd();
      for (const { reject } of this.waiting.values()) reject(new RoomError("too-busy", FAILED));
      this.waiting.clear();
    });
  }

  /** Nobody waits for it. */
  get isIdle(): boolean {
    return this.waiting.size === 0;
  }

  /** Rejects with a RoomError, or with what nobody foresaw. */
  look(place: PastPlace, look: Look): Promise<Seen> {
    return new Promise<Seen>((resolve, reject) => {
      const id = ++this.last;
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, place, look } satisfies AskedOfReader);
    });
  }

  /** Whoever waits is told that it failed. */
  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private answered(answer: ReaderAnswer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ("seen" in answer) waiting?.resolve(answer.seen);
    else if ("refused" in answer) waiting?.reject(new RoomError(answer.refused.code, answer.refused.text));
    else waiting?.reject(new Error(answer.problem));
  }
}
