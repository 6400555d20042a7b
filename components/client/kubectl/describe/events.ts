/** The events about an object, oldest last seen first. */
import { at, type JsonObject } from "../json.ts";
import type { DescribeContext } from "./DescribeContext.ts";
import { num, has, objects, str } from "./fields.ts";
import type { TabbedText } from "./tabbedText.ts";
import { since } from "./times.ts";

export interface EventTarget {
  readonly name: string;
  readonly namespace: string;
  /** Empty: of any kind. */
  readonly kind: string;
  readonly uid: string;
}

export function eventTarget(object: JsonObject): EventTarget {
  return {
    name: str(object, "metadata", "name"),
    namespace: str(object, "metadata", "namespace"),
    kind: str(object, "kind"),
    uid: str(object, "metadata", "uid"),
  };
}

/** Writes the events about the object, unless they are not wanted. */
export async function writeEventsOf(w: TabbedText, object: JsonObject, context: DescribeContext): Promise<void> {
  if (context.showEvents) writeEvents(w, await findEvents(eventTarget(object), context), context.now);
}

/** What cannot be read counts as no events. */
export async function findEvents(target: EventTarget, context: DescribeContext): Promise<JsonObject[]> {
  return readEvents(target, context).catch(() => []);
}

/** Throws why events cannot be read. */
export async function readEvents(target: EventTarget, context: DescribeContext): Promise<JsonObject[]> {
  const { name, namespace, kind, uid } = target;
  const terms = [`involvedObject.name=${name}`, `involvedObject.namespace=${namespace}`];
  if (kind) terms.push(`involvedObject.kind=${kind}`);
  if (uid) terms.push(`involvedObject.uid=${uid}`);
  const path = namespace ? `/api/v1/namespaces/${namespace}/events` : "/api/v1/events";
  return objects(await context.read(path, { fieldSelector: terms.join(",") }), "items");
}

export function writeEvents(w: TabbedText, events: readonly JsonObject[], now: number): void {
  if (events.length === 0) {
    w.line(0, "Events:\t<none>");
    return;
  }
  w.line(0, "Events:");
  w.line(1, "Type\tReason\tAge\tFrom\tMessage");
  w.line(1, "----\t------\t----\t----\t-------");
  const last = (event: JsonObject): number => Date.parse(str(event, "lastTimestamp")) || 0;
  for (const event of [...events].sort((a, b) => last(a) - last(b))) {
    const source = str(event, "source", "component") || str(event, "reportingComponent");
    const field = str(event, "involvedObject", "fieldPath");
    const message = str(event, "message").trim();
    const text = field ? `${field}: ${message}` : message;
    w.line(1, `${str(event, "type")}\t${str(event, "reason")}\t${ageText(event, now)}\t${source}\t${text}`);
  }
}

function ageText(event: JsonObject, now: number): string {
  const first = since(str(event, "eventTime") || str(event, "firstTimestamp"), now);
  if (has(event, "series")) {
    const series = at(event, "series");
    return `${since(str(series, "lastObservedTime"), now)} (x${num(series, "count")} over ${first})`;
  }
  if (num(event, "count") > 1)
    return `${since(str(event, "lastTimestamp"), now)} (x${num(event, "count")} over ${first})`;
  return first;
}
