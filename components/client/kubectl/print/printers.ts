/** `-o`: from flags to something that prints objects. Mirrors cli-runtime genericclioptions in order and words. */
import { boolFlag, type Flag, type FlagValues, textFlag } from "../cli/flags.ts";
import type { KubectlIo } from "../io.ts";
import { at, compareText, isObject, type JsonObject } from "../json.ts";
import { isList, itemsOf } from "../resources/Info.ts";
import { splitApiVersion } from "../rest/RestMapper.ts";
import { writeKyaml } from "../yaml/writeKyaml.ts";
import { writeYaml } from "../yaml/writeYaml.ts";
import { goSyntax, quoted } from "./goSyntax.ts";
import { findResults, jsonPathText } from "./jsonpath/evaluate.ts";
import { parseJsonPath } from "./jsonpath/parse.ts";
import type { Printer } from "./printer.ts";
import { goTemplatePrinter } from "./template/goTemplatePrinter.ts";
import { writeJson } from "./writeJson.ts";

export type { Printer } from "./printer.ts";

export const TEMPLATE_FORMATS = [
  "go-template",
  "go-template-file",
  "jsonpath",
  "jsonpath-as-json",
  "jsonpath-file",
  "template",
  "templatefile",
];
export const JSON_YAML_FORMATS = ["json", "yaml", "kyaml"];

export const OUTPUT_FLAG: Flag = textFlag("output", "Output format", { short: "o" });
export const SHOW_MANAGED_FIELDS: Flag = boolFlag("show-managed-fields", "Keep managedFields in JSON or YAML");
export const TEMPLATE_FLAGS: readonly Flag[] = [
  textFlag("template", "Template string or path to a template file"),
  boolFlag("allow-missing-template-keys", "Ignore missing keys in templates", { default: "true" }),
];

/** Flags of commands that print what they did. */
export const PRINT_FLAGS: readonly Flag[] = [OUTPUT_FLAG, ...TEMPLATE_FLAGS, SHOW_MANAGED_FIELDS];

export class NoPrinter extends Error {
  constructor(format: string, allowed: readonly string[]) {
    super(
      `unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${[...allowed].sort().join(",")}`,
    );
  }
}

export interface PrinterOptions {
  readonly flags: FlagValues;
  readonly io: KubectlIo;
  /** What was done, `created`; after a name when there is no `-o`. */
  readonly operation?: string;
}

/** The printer of `-o`; without it, names with what was done. Throws what is wrong with the format. */
export async function toPrinter({ flags, io, operation = "" }: PrinterOptions): Promise<Printer> {
  const asked = flags.text("output");
  const format = !flags.changed("output") && flags.has("template") && flags.text("template") ? "go-template" : asked;
  const printer =
    jsonYamlPrinter(format, flags) ??
    namePrinterFor(format, operation) ??
    (await templatePrinter(format, { flags, io }));
  if (!printer) throw new NoPrinter(asked, [...JSON_YAML_FORMATS, "name", ...TEMPLATE_FORMATS]);
  return printer;
}

/** `created (dry run)`. */
export function dryRunText(operation: string, strategy: "none" | "client" | "server"): string {
  return strategy === "none" ? operation : `${operation} (${strategy === "client" ? "dry run" : "server dry run"})`;
}

export function jsonYamlPrinter(format: string, flags: FlagValues): Printer | undefined {
  const keep = flags.has("show-managed-fields") && flags.bool("show-managed-fields");
  const shown = (object: JsonObject): JsonObject => (keep ? object : withoutManagedFields(object));
  switch (format.toLowerCase()) {
    case "json":
      return (object, { typed = false } = {}) => writeJson(shown(object), { sorted: !typed });
    case "yaml": {
      let count = 0;
      return (object) => `${count++ > 0 ? "---\n" : ""}${writeYaml(shown(object))}`;
    }
    case "kyaml":
      return (object, { typed = false } = {}) => writeKyaml(typed ? shown(object) : sortedMembers(shown(object)));
    default:
      return undefined;
  }
}

/** The same with the members of all objects in the order of names. */
export function sortedMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedMembers);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort(compareText)
      .map((name) => [name, sortedMembers(value[name])]),
  );
}

function namePrinterFor(asked: string, operation: string): Printer | undefined {
  const format = asked.toLowerCase();
  if (format !== "" && format !== "name") return undefined;
  return (object) => namePrinter(object, format === "name" ? "" : operation);
}

/** `deployment.apps/web created`. */
export function namePrinter(object: JsonObject, operation: string): string {
  if (isList(object))
    return itemsOf(object)
      .map((item) => namePrinter(item, operation))
      .join("");
  const { group } = splitApiVersion(String(object["apiVersion"] ?? ""));
  const kind = String(object["kind"] ?? "").toLowerCase();
  const name = at(object, "metadata", "name");
  return `${kind}${group ? `.${group}` : ""}/${typeof name === "string" && name ? name : "<unknown>"}${operation ? ` ${operation}` : ""}\n`;
}

export function withoutManagedFields(object: JsonObject): JsonObject {
  if (isList(object)) return { ...object, items: (object["items"] as JsonObject[]).map(withoutManagedFields) };
  const metadata = object["metadata"] as JsonObject | undefined;
  if (typeof metadata !== "object" || metadata === null || !Object.hasOwn(metadata, "managedFields")) return object;
  const { managedFields: _left, ...rest } = metadata;
  return { ...object, metadata: rest };
}

/** Printers of jsonpath and go-template; undefined when the format is none of them. */
export async function templatePrinter(
  format: string,
  { flags, io }: Pick<PrinterOptions, "flags" | "io">,
): Promise<Printer | undefined> {
  const argument = flags.has("template") ? flags.text("template") : "";
  if (!argument && !format) return undefined;
  const { name, value } = splitFormat(format, argument);
  if (!TEMPLATE_FORMATS.includes(name)) return undefined;
  if (value === "") throw new Error("template format specified but no template given");
  const isFile = name.endsWith("file");
  const text = isFile ? await fileText(io, value, name.startsWith("jsonpath") ? "" : "\n") : value;
  const missing = flags.has("allow-missing-template-keys") ? flags.bool("allow-missing-template-keys") : true;
  if (name.startsWith("jsonpath")) return jsonPathPrinter(text, { missing, json: name === "jsonpath-as-json" });
  return goTemplatePrinter(text, missing);
}

function splitFormat(format: string, argument: string): { name: string; value: string } {
  if (argument) return { name: format, value: argument };
  const name = TEMPLATE_FORMATS.find((one) => format.startsWith(`${one}=`));
  return name === undefined ? { name: format, value: "" } : { name, value: format.slice(name.length + 1) };
}

async function fileText(io: KubectlIo, path: string, end: string): Promise<string> {
  const content = await io.files.read(path);
  if (content === undefined)
    throw new Error(`error reading --template ${path}, open ${path}: no such file or directory${end}`);
  return new TextDecoder().decode(content);
}

function jsonPathPrinter(
  text: string,
  { missing, json }: { readonly missing: boolean; readonly json: boolean },
): Printer {
  let nodes: ReturnType<typeof parseJsonPath>;
  try {
    nodes = parseJsonPath(text);
  } catch (error) {
    throw new Error(`error parsing jsonpath ${text}, ${(error as Error).message}`);
  }
  return (object) => {
    try {
      return jsonPathText(findResults(nodes, object, { allowMissingKeys: missing }), json);
    } catch (error) {
      const problem = `Error executing template: ${(error as Error).message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n`;
      throw new Error(`error executing jsonpath ${quoted(text)}: ${problem}\n`);
    }
  };
}
