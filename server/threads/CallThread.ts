/**
 * The near end of a thread that answers each call once. It is begun with the first call; when it dies or is ended, whoever waits hears of
 * it, and the next call begins another.
 */
import { Worker, type WorkerOptions } from "node:worker_threads";

export interface CallThreadOptions {
  /** What the thread runs. */
  readonly file: string | URL;
  readonly workerData: unknown;
  readonly resourceLimits: NonNullable<WorkerOptions["resourceLimits"]>;
  /** Why it died. */
  readonly failed: (error: unknown) => void;
  /** What those who wait are told when it is gone. */
  readonly gone: () => Error;
}

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

interface Begun<Answer> {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting<Answer>>;
}

/** A call on its way, and its answer, which has the same number. */
export type Numbered<T> = T & { readonly id: number };

/** `Asked` and `Answer` can be cloned. */
export class CallThread<Asked extends object, Answer extends object> {
  private begun: Begun<Answer> | undefined;
  private last = 0;

  constructor(private readonly options: CallThreadOptions) {}

  /** Nobody waits for it. */
  get isIdle(): boolean {
    return this.begun === undefined || this.begun.waiting.size === 0;
  }

  /** Calls reach the thread in their order. The process does not end while one waits. */
  call(asked: Asked): Promise<Answer> {
    const { worker, waiting } = (this.begun ??= this.begin());
    return new Promise((resolve, reject) => {
      const id = ++this.last;
      if (waiting.size === 0) worker.ref();
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...asked, id } satisfies Numbered<Asked>);
    });
  }

  /** Whoever waits is told that it is gone. */
  async end(): Promise<void> {
    const { begun } = this;
    this.begun = undefined;
    await begun?.worker.terminate();
  }

  private begin(): Begun<Answer> {
    const { file, workerData, resourceLimits, failed, gone } = this.options;
    const worker = new Worker(file, { workerData, resourceLimits });
    const waiting = new Map<number, Waiting<Answer>>();
    const begun = { worker, waiting };
    worker.unref();
    worker.on("message", (answer: Numbered<Answer>) => {
      const first = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) worker.unref();
      first?.resolve(answer);
    });
    worker.on("error", failed);
    worker.on("exit", () => {
      if (this.begun === begun) this.begun = undefined;
      for (const { reject } of waiting.values()) reject(gone());
      waiting.clear();
    });
    return begun;
  }
}
