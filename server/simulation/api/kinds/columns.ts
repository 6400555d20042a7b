/**
 * Table columns and cells that most kinds share.
 * Models kubernetes pkg/printers/internalversion/printers.go.
 */
import { humanDuration } from "../../../protocol/kubernetes/durations.ts";
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { parseTimestamp } from "../../runtime/time.ts";
import { fieldDescription } from "../discovery/fieldDescriptions.ts";
import type { Column } from "../ResourceDefinition.ts";

const CREATED =
  "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

export const NAME_COLUMN: Column = {
  name: "Name",
  type: "string",
  format: "name",
  description:
    "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
};

export const AGE_COLUMN: Column = { name: "Age", type: "string", description: CREATED };

/** For kinds without columns of their own: Roles, LimitRanges. */
export const CREATED_AT_COLUMN: Column = { name: "Created At", type: "date", description: CREATED };

/** A text column; `priority` 1 shows with `-o wide` only. */
export function textColumn(name: string, description: string, priority?: number): Column {
  return priority === undefined
    ? { name, type: "string", description }
    : { name, type: "string", description, priority };
}

/** A text column that is described as a field of a schema type. */
export function fieldColumn(name: string, type: string, field: string): Column {
  return textColumn(name, fieldDescription(type, field) ?? "");
}

/** How long ago an object was created, `3d2h`. `now` in ms. */
export function ageCell(object: KubeObject, now: number): string {
  return elapsed(object.metadata.creationTimestamp, now);
}

/** How long ago a timestamp is, `<unknown>` when there is none. */
export function elapsed(time: string | null | undefined, now: number): string {
  return time ? humanDuration(now - parseTimestamp(time)) : "<unknown>";
}
