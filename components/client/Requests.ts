/**
 * What was asked of the server and is not answered yet. A broken line is waited for: what was not sent is sent when it is back, what
 * was sent is asked again, by the same key, so that nothing is done twice. What may not wait is told at once.
 */
import type { BilingualText, ClientMessage, ErrorCode } from "../../server/protocol/messages.ts";

/** An answer of the Kubernetes API. */
export interface RequestResult {
  readonly status: number;
  readonly contentType: string;
  readonly warnings: readonly string[];
  readonly body: unknown;
}

/** No answer came. `sent`: it may or may not have been done; else nothing was. */
export class ConnectionLost extends Error {
  constructor(
    message: string,
    readonly sent: boolean,
  ) {
    super(message);
  }
}

/** The server would not take the request. */
export class RequestRefused extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly text: BilingualText,
  ) {
    super(text.en);
  }
}

/** So long what was asked waits for a broken line, ms. */
export const LINE_MS = 15_000;

/**
 * What becomes of it when the line breaks. `drop`: it is told; `again`: it is asked anew, twice does no harm; `once`: it is asked anew
 * of a server that still knows what it answered.
 */
export type WhenBroken = "drop" | "again" | "once";

interface Waiting {
  readonly message: ClientMessage;
  readonly whenBroken: WhenBroken;
  readonly resolve: (result: RequestResult) => void;
  readonly reject: (error: Error) => void;
  sent: boolean;
  /** Runs while the line is broken. */
  patience: ReturnType<typeof setTimeout> | undefined;
}

export class Requests {
  private readonly waiting = new Map<number, Waiting>();
  private up = false;
  /** Tells this page's keys from those of the person's other pages. Not `randomUUID`: that needs https. */
  private readonly own = crypto.getRandomValues(new Uint32Array(3)).join("-");

  constructor(
    private readonly ids: () => number,
    private readonly send: (message: ClientMessage) => void,
  ) {}

  get isUp(): boolean {
    return this.up;
  }

  /** `key` is to be sent with what must not be done twice. */
  ask(message: (id: number, key: string) => ClientMessage, whenBroken: WhenBroken): Promise<RequestResult> {
    if (!this.up && whenBroken === "drop") return Promise.reject(new ConnectionLost("not connected", false));
    const id = this.ids();
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        message: message(id, `${this.own}-${id}`),
        whenBroken,
        resolve,
        reject,
        sent: false,
        patience: undefined,
      };
      this.waiting.set(id, one);
      if (this.up) this.sendOne(one);
      else this.beginPatience(id, one);
    });
  }

  answered(id: number, result: RequestResult): void {
    this.end(id, (one) => one.resolve(result));
  }

  refused(id: number, error: RequestRefused): void {
    this.end(id, (one) => one.reject(error));
  }

  /** The line broke. */
  lost(): void {
    this.up = false;
    for (const [id, one] of this.waiting)
      if (one.whenBroken === "drop") this.giveUp(id, "the line to the server broke");
      else this.beginPatience(id, one);
  }

  /** The line is back; `remembered`: with a server that knows what it answered before. */
  back(remembered: boolean): void {
    if (this.up) return;
    this.up = true;
    for (const [id, one] of this.waiting) {
      clearTimeout(one.patience);
      one.patience = undefined;
      if (one.sent && one.whenBroken === "once" && !remembered) this.giveUp(id, "the server began anew");
      else this.sendOne(one);
    }
  }

  /** Nothing that waits can be answered any more. */
  fail(why: string): void {
    for (const id of this.waiting.keys()) this.giveUp(id, why);
  }

  private sendOne(one: Waiting): void {
    one.sent = true;
    this.send(one.message);
  }

  private beginPatience(id: number, one: Waiting): void {
    one.patience ??= setTimeout(() => this.giveUp(id, "there was no line for too long"), LINE_MS);
  }

  private giveUp(id: number, why: string): void {
    this.end(id, (one) => one.reject(new ConnectionLost(why, one.sent)));
  }

  private end(id: number, how: (one: Waiting) => void): void {
    const one = this.waiting.get(id);
    if (!one) return;
    this.waiting.delete(id);
    clearTimeout(one.patience);
    how(one);
  }
}
