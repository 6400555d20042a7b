/**
 * A room's turns. Whatever is asked of it waits in one line, where people take turns; in a turn (given by `TurnScheduler`) due tasks
 * run, then the line is served. Answers go out when what led to them is stored.
 */
import type { BilingualText } from "../protocol/messages.ts";
import type { Outbox } from "./Outbox.ts";
import type { Pacer } from "./Pacer.ts";
import { Progress } from "./Progress.ts";
import { QUOTA_TEXTS, type Quotas } from "./quotas.ts";
import { RoomError } from "./RoomError.ts";
import type { SimulatedCluster } from "./SimulatedCluster.ts";
import type { TurnScheduler, TurnTaker } from "./TurnScheduler.ts";
import { type Reply, WaitingLine } from "./WaitingLine.ts";

/** How long the line is served at a time when the room stops, ms. */
const LAST_SLICE_MS = 50;

export interface RoomTurnsOptions {
  readonly cluster: SimulatedCluster;
  readonly pacer: Pacer;
  readonly outbox: Outbox;
  readonly turns: TurnScheduler;
  readonly quotas: Quotas;
  /** Something is asked of the room. */
  readonly onAsk: () => void;
  /** A turn is over, and what happened in it on its way into the log. */
  readonly onServed: () => void;
  readonly onFailure: (error: unknown) => void;
}

export class RoomTurns implements TurnTaker {
  private readonly line = new WaitingLine();
  private readonly progress: Progress;
  /** Why nothing more is let in. */
  private closed: BilingualText | undefined;
  private ended = false;

  constructor(private readonly options: RoomTurnsOptions) {
    const { cluster, pacer } = options;
    this.progress = new Progress(cluster, pacer, () => this.request());
  }

  /** How many wait. */
  get waiting(): number {
    return this.line.length;
  }

  /** Nothing is due any more: it waits for the room's next waking. */
  get resting(): boolean {
    return this.closed !== undefined;
  }

  /** Wants a turn soon. */
  request(): void {
    this.options.turns.request(this);
  }

  /** Runs in a turn of the room. Rejects with a RoomError when it will not be. `who`: whose turn it takes; empty for the room itself. */
  ask<T>(run: (reply: Reply<T>) => void, who = ""): Promise<T> {
    if (this.closed) return Promise.reject(new RoomError("room-stopped", this.closed));
    const { waiting, waitingOfPerson } = this.options.quotas;
    if (this.line.length >= waiting) return Promise.reject(new RoomError("too-busy", QUOTA_TEXTS.waiting));
    if (who !== "" && this.line.lengthOf(who) >= waitingOfPerson)
      return Promise.reject(new RoomError("too-busy", QUOTA_TEXTS.yoursWait));
    this.options.onAsk();
    const answered = this.line.join(run, who);
    this.request();
    return answered;
  }

  /** Answers when all that led to the answer is committed; `first`: what is done right before. */
  answer<T>(reply: Reply<T>, value: T, first?: () => void): void {
    this.options.outbox.output(
      () => {
        first?.();
        reply.answer(value);
      },
      () => reply.refuse(QUOTA_TEXTS.storage),
    );
  }

  /** One slice of work. */
  takeTurn(deadline: number): boolean {
    if (this.ended) return false;
    try {
      const half = performance.now() + (deadline - performance.now()) / 2;
      let caughtUp = this.progress.advance(this.line.length > 0 ? half : deadline);
      if (this.line.length > 0) {
        this.line.serve(deadline);
        caughtUp = this.progress.advance(deadline);
      }
      if (this.ended) return false;
      this.options.outbox.flush();
      this.options.onServed();
      const more = this.line.length > 0 || !caughtUp;
      if (!more && !this.resting) this.progress.sleepUntilDue();
      return more;
    } catch (error) {
      this.options.onFailure(error);
      return false;
    }
  }

  /** Lets nothing more in; whatever waits still gets its turn. */
  rest(): void {
    this.closed = QUOTA_TEXTS.asleep;
    this.leave();
    while (this.line.length > 0 && !this.ended) this.line.serve(performance.now() + LAST_SLICE_MS);
  }

  /** Lets nothing more in, and refuses whoever waits. */
  refuseMore(text: BilingualText): void {
    this.closed = text;
    this.leave();
    this.line.refuseAll(text);
  }

  /** There are no more turns. */
  end(text: BilingualText): void {
    this.ended = true;
    this.refuseMore(text);
  }

  private leave(): void {
    this.progress.stop();
    this.options.turns.forget(this);
  }
}
