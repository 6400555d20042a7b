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
import { EventMemory, groupKey, sourceKey } from "./EventMemory.ts";
import type { EventDetails, EventRecorder } from "./EventRecorder.ts";
import { remember } from "./remember.ts";

const EXPIRY = "event-expiry";
const SERIES = "event-series";
const TTL_MS = 3_600_000;
const SERIES_FLUSH_MS = 360_000;
/** Nanoseconds of a millisecond. */
const BELOW = 1_000_000;

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
  private readonly memory: EventMemory;
  private readonly series: Map<string, Series>;
  private readonly clock: Map<string, { readonly at: number; readonly below: number }>;

  constructor(options: { readonly runtime: Runtime; readonly store: Store; readonly client: Client }) {
    this.runtime = options.runtime;
    this.store = options.store;
    this.client = options.client;
    this.memory = new EventMemory(options);
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
    const source = { component, host: details.host ?? "", about: about.metadata.uid };
    const group = groupKey(source, details.fieldPath ?? "", occurrence.type, text.reason);
    const combined = this.memory.isOneTooMany(group, text.message);
    const message = combined ? `(combined from similar events): ${text.message}` : text.message;
    const key = combined ? group : `${group}\0${message}`;
    const now = timestamp(this.runtime.now);
    const namespace = about.metadata.namespace ?? "default";
    const next = this.memory.see(key, () => ({ namespace, name: this.newName(about), count: 1, first: now }));
    if (!this.memory.takeToken(sourceKey(source))) return;
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
