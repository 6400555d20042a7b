/** `-o custom-columns=NAME:.metadata.name,…` and the same from a file. */
import { asError, PrintedError } from "../errors.ts";
import { goText, type JsonObject } from "../json.ts";
import { escapeTerminal } from "./escape.ts";
import { tableWriter } from "./TabWriter.ts";
import { findResults } from "./jsonpath/evaluate.ts";
import { type Node, parseJsonPath, relaxedPath } from "./jsonpath/parse.ts";

export interface Column {
  readonly header: string;
  readonly path: string;
}

export function columnsOf(spec: string): readonly Column[] {
  if (spec === "") throw new Error("custom-columns format specified but no custom columns given");
  return spec.split(",").map((part) => {
    const colon = part.indexOf(":");
    if (colon < 0) throw new Error(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return { header: part.slice(0, colon), path: relaxedPath(part.slice(colon + 1)) };
  });
}

export function columnsOfFile(text: string): readonly Column[] {
  const expected = "Expected format is one line of space separated headers, one line of space separated column specs.";
  const [headerLine, specLine] = text.split("\n");
  if (headerLine === undefined || text === "") throw new Error(`invalid template, missing header line. ${expected}`);
  if (specLine === undefined || (specLine === "" && text.split("\n").length < 3))
    throw new Error(`invalid template, missing spec line. ${expected}`);
  const headers = headerLine.split(/\s+/).filter(Boolean);
  const specs = specLine.split(/\s+/).filter(Boolean);
  if (headers.length !== specs.length)
    throw new Error(`number of headers (${headers.length}) and field specifications (${specs.length}) don't match`);
  return headers.map((header, index) => ({ header, path: relaxedPath(specs[index] as string) }));
}

export class CustomColumns {
  private parsed: readonly (readonly Node[])[] | undefined;
  private headersPrinted = false;

  constructor(
    private readonly columns: readonly Column[],
    private readonly noHeaders: boolean,
  ) {}

  /** Lines with tabs; the headers come before the first of them. */
  lines(objects: readonly JsonObject[]): string {
    let text = "";
    if (!this.noHeaders && !this.headersPrinted) text += `${this.columns.map(({ header }) => header).join("\t")}\n`;
    this.headersPrinted = true;
    try {
      this.parsed ??= this.columns.map(({ path }) => parseJsonPath(path));
      for (const object of objects) text += `${this.parsed.map((nodes) => cellOf(nodes, object)).join("\t")}\n`;
    } catch (error) {
      // What stands before it is out by then.
      throw new PrintedError(asError(error).message, aligned(text));
    }
    return text;
  }
}

function aligned(lines: string): string {
  let text = "";
  const writer = tableWriter((part) => (text += part));
  writer.write(lines);
  writer.flush();
  return text;
}

function cellOf(nodes: readonly Node[], object: JsonObject): string {
  const found = findResults(nodes, object);
  const cells = found.length === 0 || found[0]?.length === 0 ? ["<none>"] : [];
  return [...cells, ...found.flat().map((value) => escapeTerminal(goText(value)))].join(",");
}
