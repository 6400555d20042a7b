/** Completion of field names from the schema the cluster publishes: the fields of the mapping the cursor stands in. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { RoomConnection } from "../client/RoomConnection.ts";

interface SchemaNode {
  readonly $ref?: string;
  readonly allOf?: readonly SchemaNode[];
  readonly type?: string;
  readonly description?: string;
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode;
  readonly enum?: readonly string[];
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

type Schemas = { readonly [name: string]: SchemaNode };
const fetched = new WeakMap<RoomConnection, Map<string, Promise<Schemas>>>();

function schemasOf(connection: RoomConnection, apiVersion: string): Promise<Schemas> {
  const documents = fetched.get(connection) ?? new Map<string, Promise<Schemas>>();
  fetched.set(connection, documents);
  const path = apiVersion.includes("/") ? `/openapi/v3/apis/${apiVersion}` : `/openapi/v3/api/${apiVersion}`;
  let schemas = documents.get(path);
  if (!schemas) {
    schemas = connection
      .request("GET", path)
      .then(({ body }) => (body as { components?: { schemas?: Schemas } }).components?.schemas ?? {});
    documents.set(path, schemas);
  }
  return schemas;
}

export function yamlCompletion(connection: RoomConnection) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const key = /^(\s*(?:- )*)([A-Za-z]*)$/.exec(before);
    if (!key || (key[2] === "" && !context.explicit)) return null;
    const text = context.state.doc.toString();
    const { document, path } = placeAt(text, line.number - 1, (key[1] ?? "").length);
    const apiVersion = /^apiVersion:\s*(\S+)/m.exec(document)?.[1];
    const kind = /^kind:\s*(\S+)/m.exec(document)?.[1];
    if (!apiVersion || !kind) return null;
    const schemas = await schemasOf(connection, apiVersion);
    let node = Object.values(schemas).find((schema) =>
      schema["x-kubernetes-group-version-kind"]?.some(
        (gvk) => gvk.kind === kind && (gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version) === apiVersion,
      ),
    );
    for (const step of path) node = childOf(node, step, schemas);
    const fields = resolve(node, schemas)?.properties;
    if (!fields) return null;
    const options: Completion[] = Object.entries(fields).map(([name, field]) => {
      const target = resolve(field, schemas);
      const nested = target?.properties || target?.items || target?.additionalProperties;
      return {
        label: name,
        apply: nested ? `${name}:` : `${name}: `,
        detail: target?.type ?? "",
        ...(field.description ? { info: field.description.slice(0, 300) } : {}),
      };
    });
    return { from: context.pos - (key[2] ?? "").length, options, validFor: /^[A-Za-z]*$/ };
  };
}

function resolve(node: SchemaNode | undefined, schemas: Schemas): SchemaNode | undefined {
  const reference = node?.$ref ?? node?.allOf?.[0]?.$ref;
  return reference ? schemas[reference.slice(reference.lastIndexOf("/") + 1)] : node;
}

function childOf(node: SchemaNode | undefined, key: string, schemas: Schemas): SchemaNode | undefined {
  const target = resolve(node, schemas);
  const child = resolve(target?.properties?.[key] ?? target?.additionalProperties, schemas);
  return child?.items ?? child;
}

/** The document a line stands in and the keys above it, by indentation. */
function placeAt(
  text: string,
  lineNumber: number,
  indent: number,
): { readonly document: string; readonly path: readonly string[] } {
  const lines = text.split("\n");
  let start = lineNumber;
  while (start > 0 && !lines[start - 1]?.startsWith("---")) start--;
  let end = lineNumber;
  while (end < lines.length && !lines[end]?.startsWith("---")) end++;
  const path: string[] = [];
  let limit = indent;
  for (let index = lineNumber - 1; index >= start && limit > 0; index--) {
    const match = /^(\s*(?:- )*)([A-Za-z][\w./-]*):/.exec(lines[index] ?? "");
    if (!match || (match[1] ?? "").length >= limit) continue;
    const dash = (match[1] ?? "").includes("- ");
    const own = (match[1] ?? "").length;
    // A key beside a dash is a sibling of the item's other keys, not their parent, unless they stand deeper.
    if (own < limit) {
      path.unshift(match[2] ?? "");
      limit = dash ? (match[1] ?? "").indexOf("-") || 0 : own;
      if (dash) limit = Math.max(limit, 0);
    }
  }
  return { document: lines.slice(start, end).join("\n"), path };
}
