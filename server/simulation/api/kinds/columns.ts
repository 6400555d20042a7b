/**
 * Table columns and cells that most kinds share.
 * Models kubernetes pkg/printers/internalversion/printers.go and apimachinery pkg/util/duration.
 */
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

/** A duration in ms in kubectl's short form: two units while the number is small, one later. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return pair(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return pair(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return pair(days, "d", hours % 24, "h");
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 2920 ? pair(years, "y", days % 365, "d") : `${years}y`;
}

// Four parts of one text: an object would only make the calls longer.
function pair(...[large, largeUnit, small, smallUnit]: readonly [number, string, number, string]): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
