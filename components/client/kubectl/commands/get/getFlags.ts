/** Flags of `get`, and the printer they ask for. */
import { boolFlag, type Flag, int64Flag, sliceFlag, textFlag } from "../../cli/flags.ts";
import type { CommandContext } from "../../cli/Command.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { columnsOf, columnsOfFile, CustomColumns } from "../../print/customColumns.ts";
import {
  JSON_YAML_FORMATS,
  jsonYamlPrinter,
  namePrinter,
  NoPrinter,
  OUTPUT_FLAG,
  SHOW_MANAGED_FIELDS,
  TEMPLATE_FLAGS,
  TEMPLATE_FORMATS,
  templatePrinter,
} from "../../print/printers.ts";
import { TabWriter } from "../../print/TabWriter.ts";
import { isList, itemsOf } from "../../resources/Info.ts";

export const SELECTOR_FLAG: Flag = textFlag("selector", "Label query", { short: "l" });
export const ALL_NAMESPACES_FLAG: Flag = boolFlag("all-namespaces", "List across all namespaces", { short: "A" });
export const CHUNK_SIZE_FLAG: Flag = int64Flag("chunk-size", "Return large lists in chunks", { default: "500" });
export const FIELD_SELECTOR_FLAG: Flag = textFlag("field-selector", "Field query");

const HUMAN_FLAGS: readonly Flag[] = [
  boolFlag("show-labels", "Show all labels as the last column"),
  textFlag("sort-by", "Sort by this field, a JSONPath expression"),
  sliceFlag("label-columns", "Labels to show as columns", { short: "L" }),
  boolFlag("show-kind", "Show the resource type before names"),
];

export const GET_PRINT_FLAGS: readonly Flag[] = [
  OUTPUT_FLAG,
  SHOW_MANAGED_FIELDS,
  ...TEMPLATE_FLAGS,
  ...HUMAN_FLAGS,
  boolFlag("no-headers", "Print no headers"),
];

/** Prints whole objects and lists; `flush` at the end. */
export interface ObjectPrinter {
  print(object: JsonObject): string;
  /** Of columns: lines with tabs, for a writer that aligns several objects. */
  lines?(object: JsonObject): string;
}

const COLUMN_FORMATS = ["custom-columns", "custom-columns-file"];

/** The printer of everything but tables. Throws what is wrong with `-o`. */
export async function objectPrinter({ flags, io }: CommandContext): Promise<ObjectPrinter> {
  const format = formatOf(flags.text("output"), flags.changed("output") ? "" : flags.text("template"));
  const plain = jsonYamlPrinter(format, flags) ?? (await templatePrinter(format, { flags, io }));
  if (plain) return { print: (object) => plain(object) };
  const columns = await customColumns(format, { flags, io });
  if (columns) {
    const lines = (object: JsonObject): string => columns.lines(isList(object) ? itemsOf(object) : [object]);
    return {
      lines,
      print(object) {
        let text = "";
        const writer = new TabWriter((part) => (text += part), { rememberWidths: true });
        writer.write(lines(object));
        writer.flush();
        return text;
      },
    };
  }
  if (format === "name")
    return {
      // Of an event its object is named.
      print: (object) =>
        namePrinter(object["kind"] === undefined && isObject(object["object"]) ? object["object"] : object, ""),
    };
  throw new NoPrinter(flags.text("output"), [
    ...COLUMN_FORMATS,
    ...JSON_YAML_FORMATS,
    "name",
    "wide",
    ...TEMPLATE_FORMATS,
  ]);
}

function formatOf(output: string, template: string): string {
  return output === "" && template ? "go-template" : output;
}

async function customColumns(
  format: string,
  { flags, io }: Pick<CommandContext, "flags" | "io">,
): Promise<CustomColumns | undefined> {
  const argument = flags.text("template");
  const name = argument ? format : (COLUMN_FORMATS.find((one) => format.startsWith(`${one}=`)) ?? format);
  if (!COLUMN_FORMATS.includes(name)) return undefined;
  const value = argument || (format === name ? "" : format.slice(name.length + 1));
  if (value === "") throw new Error("custom-columns format specified but no custom columns given");
  if (name === "custom-columns") return new CustomColumns(columnsOf(value), flags.bool("no-headers"));
  const content = await io.files.read(value);
  if (content === undefined)
    throw new Error(`error reading template ${value}, open ${value}: no such file or directory\n`);
  return new CustomColumns(columnsOfFile(new TextDecoder().decode(content)), false);
}
