/**
 * Pods to be placed: those that are next, those that back off after a refusal, and those that wait for something to change.
 *
 * Every pod's place is data in the runtime's state, so a snapshot is whole; the orders kept here are rebuilt from it.
 * Models kubernetes pkg/scheduler/backend/queue: a pod that backs off is taken early when nobody else is next.
 */
import { ReadyQueue } from "./ReadyQueue.ts";

type Place = "active" | "backoff" | "waiting";

/** A pod's place in the queue. */
export interface Waiting {
  readonly place: Place;
  readonly priority: number;
  /** Later is larger; pods of one priority go in this order. */
  readonly order: number;
  /** How often the pod was refused. */
  readonly attempts: number;
  /** When it was last refused, in ms; 0 never. */
  readonly refused: number;
  /** Plugins that refused it the last time. */
  readonly plugins: readonly string[];
}

const FIRST_BACKOFF = 1000;
const LONGEST_BACKOFF = 10_000;
/** Pods whose back-off ends in the same second go by priority. */
const WINDOW = 1000;
const NO_PLUGINS: readonly string[] = [];
const NOBODY: ReadonlySet<string> = new Set();

/** When a pod refused so often may be tried again. */
export function backoffEnd({ attempts, refused }: Pick<Waiting, "attempts" | "refused">): number {
  if (attempts === 0) return 0;
  const end = refused + Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (attempts - 1));
  return end - (end % WINDOW);
}

export class SchedulingQueue {
  private active = new ReadyQueue();
  /** By the end of the back-off. */
  private readonly backingOff = new Map<number, ReadyQueue>();
  /** Refused pods by each plugin that refused them. */
  private readonly byPlugin = new Map<string, Set<string>>();
  private order = 0;

  /** `places` is the state that a snapshot holds. */
  constructor(private readonly places: Map<string, Waiting>) {}

  get hasActive(): boolean {
    return !this.active.empty;
  }

  get hasBackingOff(): boolean {
    return this.backingOff.size > 0;
  }

  of(key: string): Waiting | undefined {
    return this.places.get(key);
  }

  keys(): IterableIterator<string> {
    return this.places.keys();
  }

  /** Pods that a plugin refused and that wait for a change. */
  refusedBy(plugin: string): ReadonlySet<string> {
    return this.byPlugin.get(plugin) ?? NOBODY;
  }

  /** Puts the orders back together from the places. */
  rebuild(): void {
    this.active = new ReadyQueue();
    this.backingOff.clear();
    this.byPlugin.clear();
    const entries = [...this.places].sort(([, left], [, right]) => left.order - right.order);
    for (const [key, entry] of entries) {
      this.order = Math.max(this.order, entry.order);
      this.enter(key, entry);
    }
  }

  /** A pod not seen before is next in its turn. */
  add(key: string, priority: number): void {
    this.put(key, { place: "active", priority, order: ++this.order, attempts: 0, refused: 0, plugins: NO_PLUGINS });
  }

  /** A pod that may not be looked at until its gates are gone. */
  addGated(key: string, priority: number): void {
    const plugins = ["SchedulingGates"];
    this.put(key, { place: "waiting", priority, order: ++this.order, attempts: 0, refused: 0, plugins });
  }

  /** A refused pod waits until one of the plugins may think better of it. */
  refuse(
    key: string,
    refusal: {
      readonly priority: number;
      readonly attempts: number;
      readonly now: number;
      readonly plugins: readonly string[];
    },
  ): void {
    const { priority, attempts, now, plugins } = refusal;
    this.put(key, { place: "waiting", priority, order: ++this.order, attempts, refused: now, plugins });
  }

  /** Something changed for a waiting pod: it is next, or backs off first. */
  requeue(key: string, now: number): void {
    const entry = this.places.get(key);
    if (entry?.place !== "waiting") return;
    this.put(key, { ...entry, place: backoffEnd(entry) >= now - (now % WINDOW) ? "backoff" : "active" });
  }

  remove(key: string): void {
    const entry = this.places.get(key);
    if (!entry) return;
    this.leave(key, entry);
    this.places.delete(key);
  }

  /** Takes the next pod out: of those that are active, else of those whose back-off is over first. */
  take(): { readonly key: string; readonly entry: Waiting } | undefined {
    const key = this.active.first ?? this.firstBackingOff();
    if (key === undefined) return undefined;
    const entry = this.places.get(key) as Waiting;
    this.remove(key);
    return { key, entry };
  }

  private firstBackingOff(): string | undefined {
    if (this.backingOff.size === 0) return undefined;
    let soonest = Number.POSITIVE_INFINITY;
    for (const end of this.backingOff.keys()) if (end < soonest) soonest = end;
    return this.backingOff.get(soonest)?.first;
  }

  private put(key: string, entry: Waiting): void {
    const before = this.places.get(key);
    if (before) this.leave(key, before);
    this.places.set(key, entry);
    this.enter(key, entry);
  }

  private enter(key: string, entry: Waiting): void {
    if (entry.place === "active") this.active.add(key, entry);
    else if (entry.place === "backoff") {
      const end = backoffEnd(entry);
      let queue = this.backingOff.get(end);
      if (!queue) this.backingOff.set(end, (queue = new ReadyQueue()));
      queue.add(key, entry);
    } else {
      for (const plugin of entry.plugins) {
        let keys = this.byPlugin.get(plugin);
        if (!keys) this.byPlugin.set(plugin, (keys = new Set()));
        keys.add(key);
      }
    }
  }

  private leave(key: string, entry: Waiting): void {
    if (entry.place === "active") this.active.remove(key);
    else if (entry.place === "backoff") {
      const end = backoffEnd(entry);
      const queue = this.backingOff.get(end);
      queue?.remove(key);
      if (queue?.empty) this.backingOff.delete(end);
    } else {
      for (const plugin of entry.plugins) {
        const keys = this.byPlugin.get(plugin);
        keys?.delete(key);
        if (keys?.size === 0) this.byPlugin.delete(plugin);
      }
    }
  }
}
