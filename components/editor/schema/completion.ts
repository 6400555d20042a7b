/** Completion of fields and values from the schema of the kind the cursor stands in. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { RoomConnection } from "../../client/RoomConnection.ts";
import { placeAt, siblings, topValue } from "./place.ts";
import { isIntOrString, kindSchema, resolve, schemaAt, type SchemaNode, type Schemas, typeName } from "./schemaNode.ts";
import { kindsOf, schemasOf } from "./schemas.ts";

export interface CompletionTexts {
  readonly required: string;
}

export function yamlCompletion(connection: RoomConnection, texts: () => CompletionTexts) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    const place = placeAt(text, context.pos);
    if (/(^|\s)#/.test(place.written)) return null;
    if (place.path.length === 0 && place.inValue && (place.key === "kind" || place.key === "apiVersion"))
      return kindOptions(connection, place);
    const apiVersion = topValue(place.document, "apiVersion");
    const kind = topValue(place.document, "kind");
    if (!apiVersion || !kind) {
      if (place.inValue || place.path.length > 0 || (place.written === "" && !context.explicit)) return null;
      return {
        from: place.from,
        options: [
          { label: "apiVersion", apply: "apiVersion: " },
          { label: "kind", apply: "kind: " },
        ],
      };
    }
    const schemas = await schemasOf(connection, apiVersion);
    const root = kindSchema(schemas, apiVersion, kind);
    if (!root) return null;
    if (place.inValue) {
      const options = valuesOf(schemaAt(root, [...place.path, place.key], schemas));
      return options.length > 0 ? { from: place.from, options, validFor: /^[\w./-]*$/ } : null;
    }
    if (place.written === "" && !context.explicit) return null;
    const node = schemaAt(root, place.path, schemas);
    // On an empty line under a list, a new item can begin.
    const item = node?.items ? resolve(node.items, schemas) : undefined;
    const fields = (item ?? node)?.properties;
    if (!fields) return null;
    const taken = siblings(text, place);
    const required = new Set((item ?? node)?.required ?? []);
    const options = Object.entries(fields)
      .filter(([name]) => !taken.has(name) && !(place.path.length === 0 && name === "status"))
      .map(([name, field]) => ({
        ...optionOf(name, field, { schemas, column: place.column, dash: item !== undefined }),
        ...(required.has(name) ? { boost: 2, detail: `${typeName(field, schemas)} · ${texts().required}` } : {}),
      }));
    return { from: place.from, options, validFor: /^[A-Za-z]*$/ };
  };
}

function optionOf(
  name: string,
  field: SchemaNode,
  { schemas, column, dash }: { readonly schemas: Schemas; readonly column: number; readonly dash: boolean },
): Completion {
  const target = resolve(field, schemas);
  const inner = " ".repeat(column + 2 + (dash ? 2 : 0));
  const nested = target?.items
    ? `\n${inner}- `
    : target?.properties || target?.additionalProperties
      ? `\n${inner}`
      : " ";
  return {
    label: name,
    type: "property",
    apply: `${dash ? "- " : ""}${name}:${target && isIntOrString(target) ? " " : nested}`,
    detail: typeName(field, schemas),
    ...(target?.description ? { info: target.description.slice(0, 600) } : {}),
  };
}

function valuesOf(node: SchemaNode | undefined): readonly Completion[] {
  if (node?.type === "boolean") return ["true", "false"].map((label) => ({ label, type: "keyword" }));
  return (node?.enum ?? []).map((value) => ({ label: String(value), type: "enum" }));
}

async function kindOptions(
  connection: RoomConnection,
  { key, document, from }: ReturnType<typeof placeAt>,
): Promise<CompletionResult> {
  const kinds = await kindsOf(connection);
  if (key === "kind") {
    const apiVersion = topValue(document, "apiVersion");
    const fitting = kinds.filter((each) => !apiVersion || each.apiVersion === apiVersion);
    const list = fitting.length > 0 ? fitting : kinds;
    const options = list.map((each) => ({ label: each.kind, detail: each.apiVersion, type: "class" }));
    return { from, options, validFor: /^\w*$/ };
  }
  const versions = [...new Set(kinds.map(({ apiVersion }) => apiVersion))];
  return { from, options: versions.map((label) => ({ label, type: "namespace" })), validFor: /^[\w./]*$/ };
}
