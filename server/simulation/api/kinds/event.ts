/**
 * Events, core/v1: the stored form. events.k8s.io/v1 (`eventsV1.ts`) is another view of the same objects.
 * Models kubernetes pkg/registry/core/event and pkg/apis/core/validation/events.go.
 */
import type { Event } from "../../../protocol/kubernetes/index.ts";
import type { Cell, Column, Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { elapsed, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, invalid, required } from "./validation/errors.ts";
import { byteLength, dns1123Subdomain, nameIsPathSegment, qualifiedName } from "./validation/names.ts";

const LIMITS = { reportingInstance: 128, action: 128, reason: 128, message: 1024 } as const;

export const EVENT_COLUMNS: readonly Column[] = [
  textColumn("Last Seen", "The time at which the most recent occurrence of this event was recorded."),
  textColumn("Type", "Type of this event (Normal, Warning), new types could be added in the future"),
  textColumn(
    "Reason",
    "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
  ),
  textColumn("Object", "The object that this event is about."),
  textColumn(
    "Subobject",
    'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as desiredState.manifest.containers[2]. For example, if the object reference is to a container within a pod, this would take on a value like: "spec.containers{name}" (where "name" refers to the name of the container that triggered the event) or if no container name is specified "spec.containers[2]" (container with index 2 in this pod). This syntax is chosen only to have some well-defined way of referencing a part of an object.',
    1,
  ),
  textColumn("Source", "The component reporting this event. Should be a short machine understandable string.", 1),
  textColumn("Message", "A human-readable description of the status of this operation."),
  textColumn(
    "First Seen",
    "The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)",
    1,
  ),
  textColumn("Count", "The number of times this event has occurred.", 1),
  { ...NAME_COLUMN, priority: 1 },
];

export const event: ResourceDefinition<Event> = {
  names: resourceNames("", "events"),
  resource: "events",
  schemaType: "core.v1.Event",
  createOnUpdate: true,
  collectsNoGarbage: true,
  checksMetadataLast: true,
  defaults: completeEvent,
  // The strategy accepts any name; only the events.k8s.io view is stricter.
  validateName: nameIsPathSegment,
  validate: (object) => validateEvent(object, "reportingComponent"),
  validateUpdate: (object) => validateEvent(object, "reportingComponent"),
  columns: EVENT_COLUMNS,
  row: eventRow,
  fieldLabels: [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  fieldValue: eventField,
  fieldSelectorWording: "notSupported",
};

/** Writes out the members Go never leaves out. */
export function completeEvent(draft: Draft<Event>): void {
  const nullable = draft as { source?: object; firstTimestamp?: unknown; lastTimestamp?: unknown; eventTime?: unknown };
  draft.involvedObject ??= {};
  nullable.source ??= {};
  nullable.firstTimestamp ??= null;
  nullable.lastTimestamp ??= null;
  nullable.eventTime ??= null;
  draft.reportingComponent ??= "";
  draft.reportingInstance ??= "";
}

/** `controllerField`: what the version of the request calls reportingComponent. */
export function validateEvent(object: Event, controllerField: string): FieldError[] {
  const errors = object.eventTime ? validateNewStyle(object, controllerField) : validateNamespaces(object);
  const { namespace = "" } = object.metadata;
  for (const message of dns1123Subdomain(namespace)) errors.push(invalid("namespace", namespace, message));
  return errors;
}

function validateNamespaces({ metadata, involvedObject }: Event): FieldError[] {
  const about = involvedObject.namespace ?? "";
  const { namespace = "" } = metadata;
  const fits = about === "" ? namespace === "" || namespace === "default" : about === namespace;
  return fits ? [] : [invalid("involvedObject.namespace", about, "does not match event.namespace")];
}

function validateNewStyle(object: Event, controllerField: string): FieldError[] {
  const errors: FieldError[] = [];
  const about = object.involvedObject.namespace ?? "";
  const { namespace = "" } = object.metadata;
  if (about === "" && namespace !== "default" && namespace !== "kube-system") {
    errors.push(invalid("involvedObject.namespace", about, "does not match event.namespace"));
  }
  const controller = object.reportingComponent ?? "";
  if (controller === "") errors.push(required(controllerField));
  for (const message of qualifiedName(controller)) errors.push(invalid(controllerField, controller, message));
  for (const field of ["reportingInstance", "action", "reason", "message"] as const) {
    const value = object[field] ?? "";
    if (value === "" && field !== "message") errors.push(required(field));
    if (byteLength(value) > LIMITS[field])
      errors.push(invalid(field, "", `can have at most ${LIMITS[field]} characters`));
  }
  return errors;
}

export function eventRow(object: Event, now: number): readonly Cell[] {
  const { involvedObject: about, series } = object;
  const first = elapsed(object.firstTimestamp ?? object.eventTime, now);
  const last = series
    ? elapsed(series.lastObservedTime, now)
    : object.lastTimestamp
      ? elapsed(object.lastTimestamp, now)
      : first;
  const component = object.source?.component || object.reportingComponent || "";
  const instance = object.source?.host || object.reportingInstance || "";
  const kind = (about.kind ?? "").toLowerCase();
  return [
    last,
    object.type ?? "",
    object.reason ?? "",
    about.name ? `${kind}/${about.name}` : kind,
    about.fieldPath ?? "",
    instance ? `${component}, ${instance}` : component,
    (object.message ?? "").trim(),
    first,
    series ? (series.count ?? 0) : object.count || 1,
    object.metadata.name,
  ];
}

function eventField(object: Event, field: string): string {
  if (field.startsWith("involvedObject.")) {
    return object.involvedObject[field.slice("involvedObject.".length) as keyof Event["involvedObject"]] ?? "";
  }
  if (field === "source") return object.source?.component || object.reportingComponent || "";
  return object[field as "reason" | "reportingComponent" | "type"] ?? "";
}
