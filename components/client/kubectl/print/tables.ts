/** Tables of the server as kubectl prints them: wide columns, namespaces, kinds and labels added. Mirrors cli-runtime tableprinter. */
import { at, goText, isObject, type JsonObject } from "../json.ts";
import { escapeTerminal } from "./escape.ts";

export interface TableColumn {
  readonly name: string;
  readonly type?: string;
  readonly format?: string;
  readonly priority?: number;
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object?: JsonObject;
}

export interface Table {
  readonly columnDefinitions: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  /** Before names, `pod/`; undefined for names alone. */
  readonly kind?: string;
  readonly columnLabels: readonly string[];
  readonly showLabels: boolean;
}

/** A table of the server, or undefined for anything else. */
export function asTable(object: JsonObject): Table | undefined {
  if (object["kind"] !== "Table") return undefined;
  return {
    columnDefinitions: (object["columnDefinitions"] ?? []) as unknown as TableColumn[],
    rows: ((object["rows"] ?? []) as JsonObject[]).map((row) => ({
      cells: (row["cells"] ?? []) as unknown[],
      ...(isObject(row["object"]) ? { object: row["object"] } : {}),
    })),
  };
}

/** Prints tables one after the other; headers once, and again when the columns change. */
export class TablePrinter {
  private lastColumns: readonly TableColumn[] = [];
  private printedHeaders = false;

  constructor(private readonly options: TableOptions) {}

  /** Lines with tabs between cells. */
  lines(table: Table, eventType?: string): string {
    const { columnDefinitions } = table;
    const alike = JSON.stringify(columnDefinitions) === JSON.stringify(this.lastColumns);
    const noHeaders = this.options.noHeaders || (this.printedHeaders && (columnDefinitions.length === 0 || alike));
    const columns = columnDefinitions.length === 0 ? this.lastColumns : columnDefinitions;
    if (columnDefinitions.length > 0 && !alike) {
      this.lastColumns = columnDefinitions;
      this.printedHeaders = false;
    }
    if (table.rows.length > 0) this.printedHeaders = true;
    return this.text({ columnDefinitions: columns, rows: table.rows }, noHeaders, eventType);
  }

  private text({ columnDefinitions, rows }: Table, noHeaders: boolean, eventType: string | undefined): string {
    const { wide, withNamespace, kind, columnLabels, showLabels } = this.options;
    const nameColumn = kind
      ? columnDefinitions.findIndex(({ format, type }) => format === "name" && type === "string")
      : -1;
    const columns = [
      ...(eventType ? [{ name: "Event" }] : []),
      ...(withNamespace ? [{ name: "Namespace" }] : []),
      ...columnDefinitions,
      ...columnLabels.map((label) => ({ name: label.slice(label.lastIndexOf("/") + 1) })),
      ...(showLabels ? [{ name: "Labels" }] : []),
    ];
    const shown = (cells: readonly unknown[]): unknown[] =>
      cells.slice(0, columns.length).filter((_, index) => wide || !(columns[index] as TableColumn).priority);
    let text = "";
    if (!noHeaders && rows.length > 0) text += `${shown(columns.map(({ name }) => name.toUpperCase())).join("\t")}\n`;
    for (const { cells, object } of rows) {
      const labels = (at(object, "metadata", "labels") ?? {}) as { readonly [name: string]: string };
      const own = cells.map((cell, index) => (index === nameColumn ? `${kind?.toLowerCase()}/${String(cell)}` : cell));
      while (own.length < columnDefinitions.length && (columnLabels.length > 0 || showLabels)) own.push(null);
      const all = [
        ...(eventType ? [eventText(eventType)] : []),
        ...(withNamespace ? [at(object, "metadata", "namespace") ?? ""] : []),
        ...own,
        ...columnLabels.map((label) => labels[label] ?? ""),
        ...(showLabels ? [labelsText(labels)] : []),
      ];
      text += `${shown(all).map(cellText).join("\t")}\n`;
    }
    return text;
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return escapeTerminal(goText(cell));
  const end = cell.search(/[\f\n\r]/);
  return end < 0 ? escapeTerminal(cell) : `${escapeTerminal(cell.slice(0, end))}...`;
}

const EVENTS: { readonly [type: string]: string } = {
  ADDED: "ADDED   ",
  MODIFIED: "MODIFIED",
  DELETED: "DELETED ",
  ERROR: "ERROR   ",
};

function eventText(type: string): string {
  return EVENTS[type] ?? type;
}

/** `a=b,c=d`, or `<none>`. */
function labelsText(labels: { readonly [name: string]: string }): string {
  const names = Object.keys(labels).sort();
  return names.length === 0 ? "<none>" : names.map((name) => `${name}=${labels[name]}`).join(",");
}
