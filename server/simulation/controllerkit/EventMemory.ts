/**
 * What is remembered of events that were written: of equal ones how many, of similar ones which, of each source how much it still may.
 *
 * Models client-go tools/record/events_cache.go. What can make no difference any more is forgotten every minute: similar events of long
 * ago, a full bucket, and what is about an object that has been gone for a while, whose uid never comes again.
 */
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import { remember } from "./remember.ts";

const FORGETTING = "event-memory";
const FORGET_EVERY_MS = 60_000;
/** Components may tell of an object for so long after it went. */
const GONE_MS = 120_000;
/** Similar events after which the next ones are combined, and for how long they count as similar. */
const SIMILAR = { limit: 10, forgottenAfterMs: 600_000 } as const;
/** Events one source may write about one object: at once, and then one for every so many ms. */
const FLOOD = { burst: 25, refillMs: 300_000 } as const;

/** Of an event that was written: where, how often it came, and when first. */
export interface Seen {
  readonly namespace: string;
  readonly name: string;
  readonly count: number;
  readonly first: string;
}

interface Similar {
  readonly messages: readonly string[];
  readonly last: number;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** Who tells of whom; `about` is a uid. */
export interface EventSource {
  readonly component: string;
  readonly host: string;
  readonly about: string;
}

export class EventMemory {
  private readonly runtime: Runtime;
  private readonly store: Store;
  private readonly similar: Map<string, Similar>;
  private readonly seen: Map<string, Seen>;
  private readonly buckets: Map<string, Bucket>;

  constructor({ runtime, store }: { readonly runtime: Runtime; readonly store: Store }) {
    this.runtime = runtime;
    this.store = store;
    this.similar = runtime.state("events:similar");
    this.seen = runtime.state("events:seen");
    this.buckets = runtime.state("events:flood");
    runtime.register(FORGETTING, () => this.forget());
  }

  /** One more of the events that are equal by `key`; `first` is what it is where there was none. */
  see(key: string, first: () => Seen): Seen {
    const known = this.seen.get(key);
    const next = known ? { ...known, count: known.count + 1 } : first();
    remember(this.seen, key, next);
    if (this.runtime.dueAt(FORGETTING, "") === undefined)
      this.runtime.scheduleBackground(FORGETTING, "", this.runtime.now + FORGET_EVERY_MS);
    return next;
  }

  /** Notes one more event of a group; true when the group has too many different ones and they are combined now. */
  isOneTooMany(group: string, message: string): boolean {
    const { now } = this.runtime;
    const known = this.similar.get(group);
    const fresh = known !== undefined && now - known.last <= SIMILAR.forgottenAfterMs;
    let messages = fresh ? known.messages : [];
    if (!messages.includes(message)) messages = [...messages, message];
    const tooMany = messages.length >= SIMILAR.limit;
    if (tooMany) messages = messages.slice(1);
    remember(this.similar, group, { messages, last: now });
    return tooMany;
  }

  /** Whether a source may still write about an object: a bucket that fills up again slowly. */
  takeToken(source: string): boolean {
    const { now } = this.runtime;
    const bucket = this.buckets.get(source);
    const tokens = bucket ? filled(bucket, now) : FLOOD.burst;
    const may = tokens >= 1;
    remember(this.buckets, source, { tokens: may ? tokens - 1 : tokens, at: now });
    return may;
  }

  private forget(): void {
    const { now } = this.runtime;
    const isOver = (key: string, last: number): boolean => now - last > GONE_MS && this.isGone(aboutIn(key));
    for (const [group, { last }] of this.similar)
      if (now - last > SIMILAR.forgottenAfterMs || isOver(group, last)) this.similar.delete(group);
    for (const key of this.seen.keys()) {
      // An event is one of its group: it came last when that did, or that is forgotten already.
      const last = this.similar.get(groupIn(key))?.last ?? Number.NEGATIVE_INFINITY;
      if (isOver(key, last)) this.seen.delete(key);
    }
    for (const [source, bucket] of this.buckets)
      if (filled(bucket, now) >= FLOOD.burst || isOver(source, bucket.at)) this.buckets.delete(source);
  }

  /** Of an object that was stored; what stands for a node in kubelets' events is its name. */
  private isGone(uid: string): boolean {
    return UUID.test(uid) && !this.store.provenanceOf(uid);
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** Keys begin alike: who tells, from which host, of whom. */
export const sourceKey = ({ component, host, about }: EventSource): string => `${component}\0${host}\0${about}`;

/** What is similar: of one source, about the same part of the object, of one type and reason. */
export const groupKey = (source: EventSource, fieldPath: string, type: string, reason: string): string =>
  `${sourceKey(source)}\0${fieldPath}\0${type}\0${reason}`;

const aboutIn = (key: string): string => key.split("\0", 3)[2] ?? "";
const groupIn = (key: string): string => key.split("\0", 6).join("\0");

function filled({ tokens, at }: Bucket, now: number): number {
  return Math.min(FLOOD.burst, tokens + (now - at) / FLOOD.refillMs);
}
