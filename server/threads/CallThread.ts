/** The near end of a thread that answers each call once. When the thread is gone, whoever waits hears of it. */
import { Worker, type WorkerOptions } from "node:worker_threads";

export interface CallThreadOptions {
  /** What the thread runs. */
  readonly file: string | URL;
  readonly workerData: unknown;
  readonly resourceLimits: NonNullable<WorkerOptions["resourceLimits"]>;
  /** Why it died. */
  readonly failed: (error: unknown) => void;
  /** It is gone, before those who wait are told. */
  readonly onEnd: () => void;
  /** What those who wait are told then. */
  readonly gone: () => Error;
}

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** A call on its way, and its answer, which has the same number. */
export type Numbered<T> = T & { readonly id: number };

/** `Asked` and `Answer` can be cloned. */
export class CallThread<Asked extends object, Answer extends object> {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting<Answer>>();
  private last = 0;

  constructor(options: CallThreadOptions) {
    const { file, workerData, resourceLimits, failed, onEnd, gone } = options;
    this.worker = new Worker(file, { workerData, resourceLimits });
    this.worker.unref();
    this.worker.on("message", (answer: Numbered<Answer>) => this.answered(answer));
    this.worker.on("error", failed);
    this.worker.on("exit", () => {
      onEnd();
      for (const { reject } of this.waiting.values()) reject(gone());
      this.waiting.clear();
    });
  }

  /** Nobody waits for it. */
  get isIdle(): boolean {
    return this.waiting.size === 0;
  }

  /** Calls reach the thread in their order. The process does not end while one waits. */
  call(asked: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const id = ++this.last;
      if (this.isIdle) this.worker.ref();
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ ...asked, id } satisfies Numbered<Asked>);
    });
  }

  /** Whoever waits is told that it is gone. */
  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private answered(answer: Numbered<Answer>): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (this.isIdle) this.worker.unref();
    waiting?.resolve(answer);
  }
}
