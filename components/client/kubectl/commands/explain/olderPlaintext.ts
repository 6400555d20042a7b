/** `explain --output=plaintext-openapiv2`: the form kubectl had before OpenAPI v3. Mirrors kubectl pkg/explain. */
import { type GroupVersionKind, type OpenApiDocument, resolved, type Schema, valuesOf } from "./schemas.ts";

const WIDTH = 80;

/** Throws when the field does not exist. */
export function explainOlder(
  document: OpenApiDocument,
  schema: Schema,
  {
    kind,
    path,
    recursive,
  }: { readonly kind: GroupVersionKind; readonly path: readonly string[]; readonly recursive: boolean },
): string {
  const version = kind.group ? `${kind.group}/${kind.version}` : kind.version;
  const head = `KIND:     ${kind.kind}\nVERSION:  ${version}\n\n`;
  const field = path.reduce((current, name) => member(document, current, name), schema);
  const name = path[path.length - 1];
  const { descriptions, inner } = unfolded(document, field);
  const described = `DESCRIPTION:\n${describe(descriptions)}`;
  const type = typeName(document, field);
  if (!inner.properties)
    return name === undefined ? head + described : `${head}FIELD:    ${name} <${type}>\n\n${described}`;
  const title = name === undefined ? "" : `RESOURCE: ${name} <${type}>\n\n`;
  return `${head}${title}${described}\nFIELDS:\n${recursive ? namesOf(document, inner, 3, new Set()) : fieldsOf(document, inner)}`;
}

function member(document: OpenApiDocument, schema: Schema, name: string): Schema {
  const { inner } = unfolded(document, schema);
  const found = inner.properties && Object.hasOwn(inner.properties, name) ? inner.properties[name] : undefined;
  if (!found) throw new Error(`field ${JSON.stringify(name)} does not exist`);
  return found;
}

/** Through references, lists and maps, with the descriptions on the way. */
function unfolded(
  document: OpenApiDocument,
  schema: Schema,
): { readonly descriptions: readonly string[]; readonly inner: Schema } {
  const descriptions: string[] = [];
  let inner = schema;
  for (let step = 0; step < 50; step++) {
    const next = schemaInside(document, inner);
    if (!next) break;
    descriptions.push(inner.description ?? "");
    inner = next;
  }
  return { descriptions: [...descriptions, inner.description ?? ""], inner };
}

function schemaInside(document: OpenApiDocument, schema: Schema): Schema | undefined {
  if (schema.$ref) {
    const found = resolved(document, schema);
    return found === schema ? undefined : found;
  }
  if (schema.allOf?.length === 1 && !schema.properties) return schema.allOf[0];
  return schema.items ?? valuesOf(schema);
}

function describe(descriptions: readonly string[]): string {
  let text = "";
  for (const [index, description] of [...new Set(descriptions.filter(Boolean))].entries())
    text += `${index > 0 ? "\n" : ""}${wrapped(description, 5)}`;
  return text || `${" ".repeat(5)}<empty>\n`;
}

function fieldsOf(document: OpenApiDocument, { properties = {}, required = [] }: Schema): string {
  return Object.keys(properties)
    .sort()
    .map((name) => {
      const schema = properties[name] as Schema;
      return `   ${name}\t<${typeName(document, schema)}>${required.includes(name) ? " -required-" : ""}\n${wrapped(schema.description ?? "", 5)}\n`;
    })
    .join("");
}

function namesOf(
  document: OpenApiDocument,
  { properties = {} }: Schema,
  indent: number,
  seen: ReadonlySet<Schema>,
): string {
  return Object.keys(properties)
    .sort()
    .map((name) => {
      const schema = properties[name] as Schema;
      const { inner } = unfolded(document, schema);
      const below =
        inner.properties && !seen.has(inner) ? namesOf(document, inner, indent + 3, new Set([...seen, inner])) : "";
      return `${" ".repeat(indent)}${name}\t<${typeName(document, schema)}>\n${below}`;
    })
    .join("");
}

function typeName(document: OpenApiDocument, schema: Schema): string {
  if (schema.items) return `[]${typeName(document, schema.items)}`;
  const values = valuesOf(schema);
  if (values) return `map[string]${typeName(document, values)}`;
  const inner = schemaInside(document, schema);
  if (inner) return typeName(document, inner);
  // What is a text or a number counts as a text there.
  if (schema.oneOf) return "string";
  return schema.properties || !schema.type || schema.type === "object" ? "Object" : schema.type;
}

/** Words joined into lines; blank lines, lists and code stay. */
function wrapped(text: string, indent: number): string {
  const width = WIDTH - indent;
  const lines: string[] = [];
  let line = "";
  let last = "";
  const flush = (): void => {
    if (line !== "") lines.push(line);
    line = "";
    last = "";
  };
  for (const part of text.split("\n")) {
    if (part.startsWith("    ")) {
      flush();
      lines.push(part);
      continue;
    }
    const blank = part.trim() === "";
    if (lines.length > 0 && blank) {
      flush();
      lines.push("");
      continue;
    }
    if (last.endsWith(":") || blank || /^(\d+\.?|-|\*)\s/.test(part.trim())) flush();
    for (const word of part.split(/\s+/).filter(Boolean)) {
      if (line !== "" && line.length + 1 + word.length > width) flush();
      line = line === "" ? word : `${line} ${word}`;
      last = word;
    }
  }
  flush();
  return lines.map((one) => (one === "" ? "\n" : `${" ".repeat(indent)}${one}\n`)).join("");
}
