/** Table columns of custom resources. Models apiextensions-apiserver pkg/registry/customresource/tableconvertor. */
import { humanDuration } from "../../../protocol/kubernetes/durations.ts";
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { parseTimestamp } from "../../runtime/time.ts";
import { AGE_COLUMN, NAME_COLUMN } from "../kinds/columns.ts";
import { goPrint } from "../machinery/goText.ts";
import type { Cell, Column } from "../ResourceDefinition.ts";
import { parseJsonPath } from "./jsonPath.ts";
import type { PrinterColumn } from "./types.ts";

const AGE: PrinterColumn = {
  name: "Age",
  type: "date",
  description: AGE_COLUMN.description,
  jsonPath: ".metadata.creationTimestamp",
};

export interface CustomColumns {
  readonly columns: readonly Column[];
  row(object: KubeObject, now: number): readonly Cell[];
}

/** The columns a version asks for: the name and, when it asks for none, the age. */
export function customColumns(asked: readonly PrinterColumn[] | undefined): CustomColumns {
  const wanted = asked && asked.length > 0 ? asked : [AGE];
  const paths = wanted.map(({ jsonPath, type }) => ({ find: parseJsonPath(jsonPath), type }));
  const columns = wanted.map(({ name, type, format, description, priority, jsonPath }) => ({
    name,
    type: type as Column["type"],
    ...(format ? { format } : {}),
    description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    ...(priority ? { priority } : {}),
  }));
  return {
    columns: [NAME_COLUMN, ...columns],
    row: (object, now) => [
      object.metadata.name,
      ...paths.map(({ find, type }) => {
        const found = find?.(object) ?? [];
        return found.length === 0 ? null : cell(type, found[0], now);
      }),
    ],
  };
}

function cell(type: string, value: unknown, now: number): Cell {
  if (type === "string") return printed(value);
  if (value === null || value === undefined) return null;
  switch (type) {
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? ageOf(value, now) : null;
    default:
      return null;
  }
}

/** As client-go's jsonpath prints: structures as JSON, the rest as text. */
function printed(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  return typeof value === "object" ? JSON.stringify(value) : goPrint(value);
}

function ageOf(text: string, now: number): string {
  if (text === "") return "<unknown>";
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? parseTimestamp(text)
    : Number.NaN;
  return Number.isNaN(time) ? "<invalid>" : humanDuration(now - time);
}
