import type { StoreEvent } from "./StoreEvent.ts";

/** The newest writes, oldest first, for watches that resume. Bounded: the oldest half goes when it is full. */
export class History {
  private events: StoreEvent[] = [];
  private oldest = 0;

  constructor(private readonly limit: number) {}

  add(event: StoreEvent): void {
    this.events.push(event);
    if (this.events.length > this.limit) this.compact(this.limit >> 1);
  }

  /** Forgets all but the newest `keep` writes. */
  compact(keep: number): void {
    if (this.events.length <= keep) return;
    const dropped = this.events.length - keep;
    this.oldest = (this.events[dropped - 1] as StoreEvent).revision;
    this.events = this.events.slice(dropped);
  }

  /** Forgets writes before a cluster time, ms. */
  compactBefore(time: number): void {
    const first = this.events.findIndex((event) => event.time >= time);
    this.compact(first < 0 ? 0 : this.events.length - first);
  }

  /** Forgets everything; history begins after `revision`. */
  startAt(revision: number): void {
    this.events = [];
    this.oldest = revision;
  }

  /** The writes after `revision`, oldest first; undefined when some of them are compacted. */
  since(revision: number): readonly StoreEvent[] | undefined {
    if (revision < this.oldest) return undefined;
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle] as StoreEvent).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return this.events.slice(low);
  }
}
