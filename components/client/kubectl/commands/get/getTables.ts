/** `get` for people: a table a kind, as the server makes them. */
import type { CommandContext } from "../../cli/Command.ts";
import { since } from "../../describe/times.ts";
import { aggregate } from "../../errors.ts";
import { at, type JsonObject } from "../../json.ts";
import { sortedOrder, Unsortable } from "../../print/sorting.ts";
import { asTable, type Table, type TableOptions, TablePrinter } from "../../print/tables.ts";
import { tableWriter } from "../../print/TabWriter.ts";
import type { Info } from "../../resources/Info.ts";
import type { Mapping } from "../../rest/RestMapper.ts";

export const TABLE_ACCEPT =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

export interface Fetched {
  readonly infos: readonly Info[];
  readonly error: Error | undefined;
  readonly namespace: string;
}

/** Prints what was fetched; returns what went wrong. */
export function printTables(
  { flags, io, out, err }: CommandContext,
  { infos, error, namespace }: Fetched,
): Error | undefined {
  const problems = error ? [error] : [];
  const all = flags.bool("all-namespaces");
  const kinds = new Set(infos.map(({ mapping }) => `${mapping.group}/${mapping.version}/${mapping.kind}`));
  let written = 0;
  let separate = false;
  const writer = tableWriter((text) => {
    if (separate) out("\n");
    separate = false;
    written += text.length;
    out(text);
  });
  let printer: TablePrinter | undefined;
  let last: Mapping | undefined;
  let withNamespace = false;
  for (const { mapping, object } of sorted(infos, flags.text("sort-by"), io.now())) {
    if (!printer || !last || !sameResource(last, mapping)) {
      writer.flush();
      writer.forgetWidths();
      if (last && !flags.bool("no-headers") && written > 0) separate = true;
      // Upstream's printer keeps the column for every kind after the first that has it.
      withNamespace ||= all && mapping.namespaced;
      printer = new TablePrinter(tableOptions(flags, { mapping, withNamespace, withKind: kinds.size > 1 }));
      last = mapping;
    }
    writer.write(printer.lines(tableOf(object as JsonObject, io.now())));
  }
  writer.flush();
  if (written === 0 && !flags.bool("ignore-not-found") && problems.length === 0)
    err(
      !all && infos.every(({ mapping }) => mapping.namespaced)
        ? `No resources found in ${namespace} namespace.\n`
        : "No resources found\n",
    );
  return aggregate(problems);
}

function sameResource(left: Mapping, right: Mapping): boolean {
  return left.resource === right.resource && left.group === right.group && left.version === right.version;
}

export function tableOptions(
  flags: CommandContext["flags"],
  {
    mapping,
    withNamespace,
    withKind,
  }: { readonly mapping: Mapping; readonly withNamespace: boolean; readonly withKind: boolean },
): TableOptions {
  const kind = mapping.group ? `${mapping.kind}.${mapping.group}` : mapping.kind;
  return {
    wide: flags.text("output") === "wide",
    noHeaders: flags.bool("no-headers"),
    withNamespace,
    ...(withKind || flags.bool("show-kind") ? { kind } : {}),
    columnLabels: flags.list("label-columns"),
    showLabels: flags.bool("show-labels"),
  };
}

/** The table of an answer; for objects that come as they are, a name and an age. */
export function tableOf(object: JsonObject, now: number): Table {
  const table = asTable(object);
  if (table) return table;
  return {
    columnDefinitions: [
      { name: "Name", type: "string", format: "name" },
      { name: "Age", type: "string" },
    ],
    rows: [
      {
        cells: [
          at(object, "metadata", "name") ?? "",
          since(String(at(object, "metadata", "creationTimestamp") ?? ""), now),
        ],
        object,
      },
    ],
  };
}

/**
 * Rows of a table in order. Several tables are compared as wholes, so a field of their rows is found in none of them; a
 * single one without the field prints nothing.
 */
function sorted(infos: readonly Info[], field: string, now: number): readonly Info[] {
  if (!field) return infos;
  const ordered =
    infos.length < 2
      ? infos
      : sortedOrder(
          infos.map(({ object }) => object),
          field,
          { rows: false, now },
        ).map((index) => infos[index] as Info);
  return ordered.flatMap((info) => {
    const object = sortedTable(info.object as JsonObject, field, now);
    return object ? [{ ...info, object }] : [];
  });
}

function sortedTable(table: JsonObject, field: string, now: number): JsonObject | undefined {
  const rows = (table["rows"] ?? []) as JsonObject[];
  if (table["kind"] !== "Table" || rows.length < 2) return table;
  try {
    const order = sortedOrder(
      rows.map((row) => row["object"]),
      field,
      { rows: true, now },
    );
    return { ...table, rows: order.map((index) => rows[index] as JsonObject) };
  } catch (error) {
    if (error instanceof Unsortable) throw error;
    return undefined;
  }
}
