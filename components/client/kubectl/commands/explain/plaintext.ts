/** What `explain` prints of a schema. Mirrors kubectl pkg/explain/v2. */
import { PrintedError } from "../../errors.ts";
import { goText } from "../../json.ts";
import { type GroupVersionKind, type OpenApiDocument, resolved, resolveRef, type Schema, valuesOf } from "./schemas.ts";
import { indent, wrap } from "./wrap.ts";

/** The text for a kind or one of its fields. Throws when the field does not exist. */
export function explainPlaintext(
  document: OpenApiDocument,
  schema: Schema,
  {
    kind,
    path,
    recursive,
  }: { readonly kind: GroupVersionKind; readonly path: readonly string[]; readonly recursive: boolean },
): string {
  const head = `${kind.group ? `GROUP:      ${kind.group}\n` : ""}KIND:       ${kind.kind}\nVERSION:    ${kind.version}\n\n`;
  const text = new Explained(document, recursive).output(schema, path, new Set());
  // What the kind is was said by then.
  if (text === "") throw new PrintedError(`error: field ${JSON.stringify(path[path.length - 1])} does not exist`, head);
  return `${head}${text}\n`;
}

class Explained {
  constructor(
    private readonly document: OpenApiDocument,
    private readonly recursive: boolean,
  ) {}

  output(schema: Schema, path: readonly string[], seen: ReadonlySet<string>): string {
    const ref = schema.$ref ?? "";
    const found = resolved(this.document, schema);
    const [field, ...rest] = path;
    if (field === undefined) return this.details(found);
    if (ref && seen.has(ref)) return "";
    const next = new Set([...seen, ref]);
    const property = found.properties && Object.hasOwn(found.properties, field) ? found.properties[field] : undefined;
    if (property) {
      const title = rest.length === 0 ? `FIELD: ${field} <${this.type(property)}>\n${enumLines(property)}\n\n` : "";
      const below = this.output(property, rest, new Set());
      return title + below;
    }
    if (found.items) return this.output(found.items, path, next);
    const values = valuesOf(found);
    if (values) return this.output(values, path, next);
    for (const part of found.allOf ?? []) {
      const text = this.output(part, path, next);
      if (text !== "") return text;
    }
    return "";
  }

  private details(schema: Schema): string {
    const description = indent(wrap(this.description(schema) || "<empty>", 76), 4);
    const docs = schema.externalDocs ? `\n${externalDocs(schema.externalDocs)}` : "";
    const fields = this.fields(schema, 1, new Set());
    return `DESCRIPTION:\n${description}\n${docs}${fields ? `FIELDS:\n${fields}` : ""}`;
  }

  private description(schema: Schema): string {
    const found = resolved(this.document, schema);
    const values = valuesOf(found);
    return [
      found.description ? `${found.description}\n` : "",
      ...(found.allOf ?? []).map((part) => this.description(part)),
      found.items ? this.description(found.items) : "",
      values ? this.description(values) : "",
    ].join("");
  }

  private fields(schema: Schema, level: number, seen: ReadonlySet<string>): string {
    const ref = schema.$ref ?? "";
    if (ref && seen.has(ref)) return "";
    const next = new Set([...seen, ref]);
    const found = resolved(this.document, schema);
    const values = valuesOf(found);
    let text = "";
    for (const name of Object.keys(found.properties ?? {}).sort()) {
      const property = found.properties?.[name] as Schema;
      text += this.field(name, property, { level, required: (found.required ?? []).includes(name) });
      if (this.recursive) text += this.fields(property, level + 1, next);
    }
    for (const part of found.allOf ?? []) text += this.fields(part, level, next);
    if (found.items) text += this.fields(found.items, level, next);
    return values ? text + this.fields(values, level, next) : text;
  }

  private field(
    name: string,
    schema: Schema,
    { level, required }: { readonly level: number; readonly required: boolean },
  ): string {
    const amount = level * 2;
    const title = `${" ".repeat(amount)}${name}\t<${this.type(schema)}>${required ? " -required-" : ""}${enumText(schema, amount)}\n`;
    if (this.recursive) return title;
    const { description, externalDocs: docs } = schema;
    let text = `${title}${indent(wrap(description || "<no description>", 78 - amount), amount + 2)}\n`;
    if (docs) {
      text += `\n${indent("EXTERNAL DOCS:", amount + 2)}\n`;
      if (docs.description) text += `${indent(wrap(docs.description, 76 - amount), amount + 4)}\n`;
      if (docs.url) text += `${indent(`URL: ${docs.url}`, amount + 4)}\n`;
    }
    return `${text}\n`;
  }

  private type(schema: Schema): string {
    if (schema.items) return `[]${this.type(schema.items)}`;
    const values = valuesOf(schema);
    if (values) return `map[string]${this.type(values)}`;
    if (schema.allOf && !schema.properties && schema.allOf.length === 1) return this.type(schema.allOf[0] as Schema);
    if (schema.$ref) {
      const found = resolveRef(this.document, schema.$ref);
      if (found?.type && found.type !== "object") return found.type;
      return schema.$ref.split("/").pop()?.split(".").pop() || "Object";
    }
    return schema.type === "object" || !schema.type ? "Object" : schema.type;
  }
}

function externalDocs({ description, url }: { readonly description?: string; readonly url?: string }): string {
  return `EXTERNAL DOCS:\n${description ? `${indent(wrap(description, 76), 4)}\n` : ""}${url ? `${indent(`URL: ${url}`, 4)}\n` : ""}`;
}

function enumValue(value: unknown): string {
  return value === "" ? '""' : goText(value);
}

/** All values, a line each. */
function enumLines({ enum: values }: Schema): string {
  return values ? `ENUM:${values.map((value) => `\n    ${enumValue(value)}`).join("")}` : "";
}

/** The first four, on one line. */
function enumText({ enum: values }: Schema, amount: number): string {
  if (!values) return "";
  const shown = values.slice(0, 4).map(enumValue).join(", ");
  return `\n${" ".repeat(amount)}enum: ${shown}${values.length > 4 ? ", ...." : ""}`;
}
