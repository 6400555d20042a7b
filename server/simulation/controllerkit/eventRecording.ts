/**
 * Writes Kubernetes events for all components of a cluster: equal ones count up, similar ones are combined, floods are
 * damped, all are forgotten after an hour.
 *
 * Models client-go tools/record/events_cache.go (core events) and tools/events/event_broadcaster.go (those with an action).
 * What it remembers is runtime state, so that a restored cluster goes on counting.
 */
import type { Event, KubeObject, ObjectDraft, ObjectReference } from "../../protocol/kubernetes/index.ts";
import { microTimestamp, timestamp } from "../runtime/time.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { Client } from "./Client.ts";
import type { EventDetails, EventRecorder } from "./EventRecorder.ts";

const EXPIRY = "event-expiry";
const SERIES = "event-series";
const TTL_MS = 3_600_000;
/** Similar events after which the next ones are combined, and for how long they count as similar. */
const SIMILAR = { limit: 10, forgottenAfterMs: 600_000 } as const;
/** Events one source may write about one object: at once, and then one for every so many ms. */
const FLOOD = { burst: 25, refillMs: 300_000 } as const;
const SERIES_FLUSH_MS = 360_000;
/** Nanoseconds of a millisecond. */
const BELOW = 1_000_000;
/** Entries kept in each memory, the oldest leave first. */
const REMEMBERED = 4096;

interface Similar {
  readonly messages: readonly string[];
  readonly last: number;
}

interface Seen {
  readonly namespace: string;
  readonly name: string;
  readonly count: number;
  readonly first: string;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly count: number;
  readonly written: number;
  readonly last: number;
}

type Text = { readonly reason: string; readonly message: string };
type EventType = "Normal" | "Warning";

interface Occurrence {
  readonly about: KubeObject;
  readonly type: EventType;
  readonly text: Text;
  readonly details: EventDetails;
  readonly component: string;
}

export class EventRecording {
  private readonly runtime: Runtime;
  private readonly store: Store;
  private readonly client: Client;
  private readonly similar: Map<string, Similar>;
  private readonly seen: Map<string, Seen>;
  private readonly buckets: Map<string, Bucket>;
  private readonly series: Map<string, Series>;
  private readonly clock: Map<string, { readonly at: number; readonly below: number }>;

  constructor(options: { readonly runtime: Runtime; readonly store: Store; readonly client: Client }) {
    this.runtime = options.runtime;
    this.store = options.store;
    this.client = options.client;
    this.similar = this.runtime.state("events:similar");
    this.seen = this.runtime.state("events:seen");
    this.buckets = this.runtime.state("events:flood");
    this.series = this.runtime.state("events:series");
    this.clock = this.runtime.state("events:clock");
    this.runtime.register(EXPIRY, () => this.expire());
    this.runtime.register(SERIES, (key) => this.flush(key));
    this.store.subscribe("events", () => {
      if (this.runtime.dueAt(EXPIRY, "") === undefined) this.awaitExpiry();
    });
  }

  /** The recorder of one component, whose name its events carry as their source. */
  recorder(component: string): EventRecorder {
    return {
      event: (about, type, text, details = {}) => {
        const occurrence = { about, type, text, details, component };
        try {
          if (details.action === undefined) this.record(occurrence);
          else this.recordWithAction({ ...occurrence, action: details.action });
        } catch (error) {
          // As in client-go an event that cannot be written is dropped: the namespace is going, the cluster is full.
          if (!(error instanceof ApiError)) throw error;
        }
      },
    };
  }

  private record(occurrence: Occurrence): void {
    const { about, text, component, details } = occurrence;
    const source = `${component}\0${details.host ?? ""}\0${about.metadata.uid}`;
    const group = `${source}\0${details.fieldPath ?? ""}\0${occurrence.type}\0${text.reason}`;
    const combined = this.isOneTooMany(group, text.message);
    const message = combined ? `(combined from similar events): ${text.message}` : text.message;
    const key = combined ? group : `${group}\0${message}`;
    const known = this.seen.get(key);
    const now = timestamp(this.runtime.now);
    const next: Seen = known
      ? { ...known, count: known.count + 1 }
      : { namespace: about.metadata.namespace ?? "default", name: this.newName(about), count: 1, first: now };
    remember(this.seen, key, next);
    if (!this.takeToken(source)) return;
    const written =
      next.count > 1 ? (this.store.get("events", next.namespace, next.name) as Event | undefined) : undefined;
    if (written) {
      this.client.update("events", { ...written, message, count: next.count, lastTimestamp: now });
      return;
    }
    this.client.create("events", {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: next.name, namespace: next.namespace },
      involvedObject: referenceTo(about, details.fieldPath),
      reason: text.reason,
      message,
      source: { component, ...(details.host === undefined ? undefined : { host: details.host }) },
      firstTimestamp: next.first,
      lastTimestamp: now,
      count: next.count,
      type: occurrence.type,
      eventTime: null,
      ...(details.related ? { related: referenceTo(details.related) } : undefined),
      reportingComponent: component,
      reportingInstance: details.host ?? "",
    } as ObjectDraft);
  }

  /** The events.k8s.io way: the first is written with its time, the second makes a series, later ones only count for a while. */
  private recordWithAction(occurrence: Occurrence & { readonly action: string }): void {
    const { about, text, component, details, action } = occurrence;
    const { now } = this.runtime;
    const key = [
      component,
      about.metadata.uid,
      details.related?.metadata.uid ?? "",
      occurrence.type,
      text.reason,
      action,
      text.message,
    ].join("\0");
    const known = this.series.get(key);
    const written = known && (this.store.get("events", known.namespace, known.name) as Event | undefined);
    if (known && written) {
      const next = { ...known, count: known.count + 1, last: now };
      this.series.set(key, next);
      this.runtime.scheduleBackground(SERIES, key, now + SERIES_FLUSH_MS);
      if (known.count === 1) this.writeSeries(key, next);
      return;
    }
    const name = this.newName(about);
    const namespace = about.metadata.namespace ?? "default";
    remember(this.series, key, { namespace, name, count: 1, written: 1, last: now });
    this.runtime.scheduleBackground(SERIES, key, now + SERIES_FLUSH_MS);
    this.client.create("events", {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name, namespace },
      involvedObject: referenceTo(about, details.fieldPath),
      reason: text.reason,
      message: text.message,
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      type: occurrence.type,
      eventTime: microTimestamp(now),
      action,
      ...(details.related ? { related: referenceTo(details.related) } : undefined),
      reportingComponent: component,
      reportingInstance: details.host ?? component,
    } as ObjectDraft);
  }

  private writeSeries(key: string, series: Series): void {
    const written = this.store.get("events", series.namespace, series.name) as Event | undefined;
    if (!written) return;
    this.series.set(key, { ...series, written: series.count });
    this.client.update("events", {
      ...written,
      series: { count: series.count, lastObservedTime: microTimestamp(series.last) },
    });
  }

  private flush(key: string): void {
    const series = this.series.get(key);
    if (!series) return;
    if (series.count > series.written) this.writeSeries(key, series);
    this.series.delete(key);
  }

  /** One task for all: an event lives for as long after its last write, so the oldest write is the next to go. */
  private awaitExpiry(): void {
    const oldest = this.store.oldest("events");
    if (oldest) this.runtime.scheduleBackground(EXPIRY, "", oldest.at + TTL_MS);
  }

  private expire(): void {
    const oldest = this.store.oldest("events");
    if (oldest && oldest.at + TTL_MS <= this.runtime.now) {
      const [namespace, name] = oldest.label;
      this.client.delete("events", namespace, name);
    }
    this.awaitExpiry();
  }

  /** Notes one more event of a group; true when the group has too many different ones and they are combined now. */
  private isOneTooMany(group: string, message: string): boolean {
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
  private takeToken(source: string): boolean {
    const { now } = this.runtime;
    const bucket = this.buckets.get(source) ?? { tokens: FLOOD.burst, at: now };
    const tokens = Math.min(FLOOD.burst, bucket.tokens + (now - bucket.at) / FLOOD.refillMs);
    const may = tokens >= 1;
    remember(this.buckets, source, { tokens: may ? tokens - 1 : tokens, at: now });
    return may;
  }

  /**
   * `<object>.<nanoseconds since 1970 in hex>`. Below a millisecond the nanoseconds are chance, but go on: lists are in the
   * order of names, and who is told later stands later.
   */
  private newName({ metadata }: KubeObject): string {
    const at = Math.floor(this.runtime.now);
    const last = this.clock.get("last");
    const [from, room] = last?.at === at ? [last.below + 1, (BELOW - last.below) >> 6] : [0, BELOW >> 1];
    const below = from + this.runtime.random.int(Math.max(1, room));
    this.clock.set("last", { at, below });
    return `${metadata.name}.${(BigInt(at) * BigInt(BELOW) + BigInt(below)).toString(16)}`;
  }
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject, fieldPath?: string): ObjectReference {
  return {
    kind,
    ...(metadata.namespace ? { namespace: metadata.namespace } : undefined),
    name: metadata.name,
    uid: metadata.uid,
    apiVersion,
    resourceVersion: metadata.resourceVersion,
    ...(fieldPath === undefined ? undefined : { fieldPath }),
  };
}

/** From the oldest entry of a memory on: a map keeps the places of those that left for some time, and this passes each once. */
const oldestOf = new WeakMap<object, IterableIterator<string>>();

/** Sets an entry as the newest; the oldest goes when there are too many. */
function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  memory.delete(key);
  memory.set(key, value);
  if (memory.size <= REMEMBERED) return;
  let oldest = oldestOf.get(memory);
  if (!oldest) oldestOf.set(memory, (oldest = memory.keys()));
  memory.delete(oldest.next().value as string);
}
