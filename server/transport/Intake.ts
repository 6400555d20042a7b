/**
 * How quickly a connection, and with it all of a person's, is read. Taking a message apart costs before anybody can say that it is too much: whoever sends more
 * than its share is read no further until that is made up for, and waits at their own end. Nothing that was sent is lost.
 */
import { RateLimit } from "./RateLimit.ts";

/** Bytes: a whole manifest as large as may be, and a second's worth of what comes all the time. */
export const INTAKE_RATE = { burst: 4 * 1024 * 1024, perSecond: 256 * 1024 };
/** What a refused message weighs beside its bytes: others pay for its answer. */
export const REFUSAL_BYTES = 16 * 1024;

export interface Wire {
  pause(): void;
  resume(): void;
}

export class Intake {
  private rate: () => RateLimit;
  private paused = false;

  /** `wire`: undefined while the connection has none that can wait. */
  constructor(
    private readonly wire: () => Wire | undefined,
    clock: () => number = () => performance.now(),
    private readonly later: (action: () => void, ms: number) => void = (action, ms) =>
      void setTimeout(action, ms).unref(),
  ) {
    const own = new RateLimit(INTAKE_RATE, clock);
    this.rate = () => own;
  }

  /** From now on what is read counts with what all connections read that share `rate`, the bucket there is when it is asked: a person's. */
  share(rate: () => RateLimit): void {
    this.rate = rate;
  }

  /** Notes bytes that were read, or what it cost to answer them. */
  took(bytes: number): void {
    this.rate().spend(bytes);
    if (this.paused || this.rate().owed === 0) return;
    const wire = this.wire();
    if (!wire) return;
    wire.pause();
    this.paused = true;
    this.wait(wire);
  }

  private wait(wire: Wire): void {
    const { owed } = this.rate();
    if (owed > 0) return this.later(() => this.wait(wire), Math.ceil(owed));
    this.paused = false;
    wire.resume();
  }
}
