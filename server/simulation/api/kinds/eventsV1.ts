/**
 * Events as events.k8s.io/v1 shows them: a view of the stored core Events, with stricter rules for what comes this way.
 * Models kubernetes pkg/apis/events/v1/conversion.go and pkg/apis/core/validation/events.go.
 */
import type { Event, EventsV1Event, KubeObject } from "../../../protocol/kubernetes/index.ts";
import { parseTimestamp } from "../../runtime/time.ts";
import { equalJson } from "../json.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { completeEvent, EVENT_COLUMNS, eventRow, event, validateEvent } from "./event.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, invalid, PrintedValue, required } from "./validation/errors.ts";
import { validateMetadataOnCreate } from "./validation/metadata.ts";
import { IMMUTABLE } from "./validation/names.ts";

type Renamed = readonly (readonly [stored: string, shown: string])[];

/** Members that only change their name. */
const NAMES: Renamed = [
  ["involvedObject", "regarding"],
  ["message", "note"],
  ["source", "deprecatedSource"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["count", "deprecatedCount"],
  ["reportingComponent", "reportingController"],
];
const SAME = ["metadata", "eventTime", "series", "reportingInstance", "action", "reason", "related", "type"] as const;
const FIELDS = [
  "regarding.kind",
  "regarding.namespace",
  "regarding.name",
  "regarding.uid",
  "regarding.apiVersion",
  "regarding.resourceVersion",
  "regarding.fieldPath",
  "reason",
  "reportingController",
  "type",
];

export const eventsV1: ResourceDefinition<EventsV1Event> = {
  names: resourceNames("events.k8s.io", "events"),
  resource: "events.events.k8s.io",
  schemaType: "events.v1.Event",
  createOnUpdate: true,
  view: {
    of: "events",
    toStored(shown) {
      const stored = rename(shown, {
        apiVersion: "v1",
        names: NAMES.map(([to, from]) => [from, to]),
      }) as unknown as Event;
      completeEvent(stored as never);
      return stored;
    },
    fromStored(stored) {
      const shown = rename(stored, { apiVersion: "events.k8s.io/v1", names: NAMES }) as Record<string, unknown>;
      for (const field of ["reportingController", "reportingInstance"]) if (shown[field] === "") delete shown[field];
      return shown as unknown as KubeObject;
    },
    validate: (stored) => validateStrictly(stored as Event),
    validateUpdate: (stored, old) => validateStrictUpdate(stored as Event, old as Event),
  },
  columns: EVENT_COLUMNS,
  row: (object, now) => eventRow(eventsV1.view?.toStored(object) as Event, now),
  fieldLabels: FIELDS,
  fieldValue(object, field) {
    if (field.startsWith("regarding."))
      return object.regarding?.[field.slice("regarding.".length) as keyof Event["involvedObject"]] ?? "";
    return object[field as "reason" | "reportingController" | "type"] ?? "";
  },
  fieldSelectorWording: "notSupported",
};

function rename(object: KubeObject, to: { readonly apiVersion: string; readonly names: Renamed }): object {
  const from = object as unknown as Record<string, unknown>;
  const renamed: Record<string, unknown> = { kind: "Event", apiVersion: to.apiVersion };
  for (const field of SAME) if (from[field] !== undefined) renamed[field] = from[field];
  for (const [before, after] of to.names) if (from[before] !== undefined) renamed[after] = from[before];
  return renamed;
}

function validateStrictly(object: Event): FieldError[] {
  const errors = [
    ...validateEvent(object, "reportingController"),
    ...validateMetadataOnCreate({ names: event.names }, object),
    ...validateSeries(object),
  ];
  if (!object.eventTime) errors.push(required("eventTime"));
  if (object.type !== "Normal" && object.type !== "Warning")
    errors.push(invalid("type", "", `has invalid value: ${object.type ?? ""}`));
  const unset: readonly (readonly [string, unknown])[] = [
    ["firstTimestamp", object.firstTimestamp],
    ["lastTimestamp", object.lastTimestamp],
    ["count", object.count],
    ["source", object.source?.component || object.source?.host],
  ];
  for (const [field, value] of unset) if (value) errors.push(invalid(field, "", "needs to be unset"));
  return errors;
}

function validateSeries({ series }: Event): FieldError[] {
  if (!series) return [];
  const errors = (series.count ?? 0) < 2 ? [invalid("series.count", "", "should be at least 2")] : [];
  return series.lastObservedTime ? errors : [...errors, required("series.lastObservedTime")];
}

function validateStrictUpdate(object: Event, old: Event): FieldError[] {
  const errors = validateEvent(object, "reportingController");
  if (!equalJson(object.series, old.series)) errors.push(...validateSeries(object));
  const same = (field: keyof Event, printed: keyof Event | "reportingController" = field) => {
    if (equalJson(object[field], old[field])) return;
    const value = object[field] ?? (field === "related" ? null : "");
    errors.push(
      invalid(
        printed,
        typeof value === "object" && value !== null ? new PrintedValue(goStruct(value)) : value,
        IMMUTABLE,
      ),
    );
  };
  same("involvedObject");
  same("reason");
  same("message");
  for (const field of ["source", "firstTimestamp", "lastTimestamp", "count", "reason", "type"] as const) same(field);
  if (
    parseTimestamp(object.eventTime ?? "") !== parseTimestamp(old.eventTime ?? "") &&
    (object.eventTime || old.eventTime)
  )
    same("eventTime");
  same("action");
  same("related");
  same("reportingComponent", "reportingController");
  same("reportingInstance");
  return errors;
}

const REFERENCE = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];
const SOURCE = ["component", "host"];
const GO_NAMES: { readonly [field: string]: string } = { uid: "UID", apiVersion: "APIVersion" };

/** A reference or source as Go prints its struct: all fields, in their order, under their Go names. */
function goStruct(value: object): string {
  const fields = "component" in value || "host" in value ? SOURCE : REFERENCE;
  const members = fields.map((field) => [
    GO_NAMES[field] ?? field[0]?.toUpperCase() + field.slice(1),
    (value as Record<string, unknown>)[field] ?? "",
  ]);
  return JSON.stringify(Object.fromEntries(members));
}
