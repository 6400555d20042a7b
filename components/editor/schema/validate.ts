/** A document against the schema of its kind: what the server would refuse, at its place. Pure. */
import { isAlias, isMap, isScalar, isSeq, type Document, type Pair, type Scalar } from "yaml";
import { nearest } from "../../words/nearest.ts";
import { isIntOrString, kindSchema, referenceOf, resolve, type SchemaNode, type Schemas } from "./schemaNode.ts";

export interface SchemaProblem {
  readonly from: number;
  readonly to: number;
  readonly code: "unknownField" | "missing" | "wrongType" | "notAllowed" | "quantity" | "boolWord" | "unknownKind";
  /** The field, value or kind it is about. */
  readonly name: string;
  /** What would be right: a type, values, a name that is near. */
  readonly wanted: string;
  /** What to write in its place. */
  readonly fix?: string;
}

const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/;
/** What YAML 1.1, and with it Kubernetes, reads as true and false. */
const BOOL_WORD = /^(y|yes|n|no|on|off)$/i;

interface Range {
  readonly from: number;
  readonly to: number;
}

export function validate(document: Document.Parsed, schemas: Schemas): readonly SchemaProblem[] {
  const root = document.contents;
  if (!isMap(root)) return [];
  const apiVersion = String(root.get("apiVersion") ?? "");
  const kind = String(root.get("kind") ?? "");
  const schema = kindSchema(schemas, apiVersion, kind);
  if (!schema) return [];
  const problems: SchemaProblem[] = [];
  const first = root.items.find(({ key }) => isScalar(key) && key.value === "kind");
  new Walk(schemas, problems).node(root, schema, rangeOf(first?.key) ?? { from: 0, to: 0 });
  return problems;
}

class Walk {
  constructor(
    private readonly schemas: Schemas,
    private readonly problems: SchemaProblem[],
  ) {}

  /** `at`: what a missing field is shown at. */
  node(node: unknown, given: SchemaNode | undefined, at: Range): void {
    const schema = resolve(given, this.schemas);
    if (!schema || schema["x-kubernetes-preserve-unknown-fields"] || isAlias(node)) return;
    const quantity = referenceOf(given)?.endsWith(".resource.Quantity") === true;
    if (isScalar(node)) return this.scalar(node, schema, quantity);
    const range = rangeOf(node) ?? at;
    if (isSeq(node)) {
      if (!schema.items) return this.wrongType(at, schema, "list");
      for (const item of node.items) this.node(item, schema.items, rangeOf(item) ?? range);
      return;
    }
    if (!isMap(node)) return;
    const { properties, additionalProperties: rest } = schema;
    if (isIntOrString(schema) || quantity || (schema.type !== undefined && schema.type !== "object"))
      return this.wrongType(at, schema, "map");
    const names = new Set<string>();
    for (const pair of node.items as readonly Pair[]) {
      if (!isScalar(pair.key)) continue;
      const name = String(pair.key.value);
      names.add(name);
      const place = rangeOf(pair.key) ?? range;
      const child = properties?.[name] ?? (typeof rest === "object" ? rest : undefined);
      if (child) this.node(pair.value, child, place);
      else if (properties && name !== "<<" && rest !== true) this.unknown(name, place, Object.keys(properties));
    }
    for (const name of schema.required ?? [])
      if (!names.has(name)) this.problems.push({ ...at, code: "missing", name, wanted: "" });
  }

  private scalar(node: Scalar, schema: SchemaNode, quantity: boolean): void {
    const { value } = node;
    const range = rangeOf(node);
    // An empty value is as if the field were not there.
    if (value === null || value === undefined || !range) return;
    const source = node.source ?? String(value as string | number | boolean);
    if (quantity) {
      if (!QUANTITY.test(String(value as string | number)))
        this.problems.push({ ...range, code: "quantity", name: source, wanted: "500m, 128Mi, 1Gi" });
      return;
    }
    if (isIntOrString(schema)) {
      if (typeof value === "boolean") this.wrongType(range, schema, "boolean");
      return;
    }
    const { type } = schema;
    if (type === "string") {
      if (typeof value !== "string")
        this.problems.push({
          ...range,
          code: "wrongType",
          name: typeof value,
          wanted: "string",
          fix: JSON.stringify(source),
        });
      else if (node.type === "PLAIN" && BOOL_WORD.test(value))
        this.problems.push({ ...range, code: "boolWord", name: value, wanted: "string", fix: JSON.stringify(value) });
    } else if (type === "integer") {
      if (typeof value !== "number" || !Number.isInteger(value))
        this.wrongType(
          range,
          schema,
          typeof value,
          typeof value === "string" && /^\d+$/.test(value) ? value : undefined,
        );
    } else if (type === "number") {
      if (typeof value !== "number") this.wrongType(range, schema, typeof value);
    } else if (type === "boolean") {
      const isWord = typeof value === "string" && (BOOL_WORD.test(value) || /^(true|false)$/.test(value));
      if (typeof value !== "boolean" && !(isWord && node.type === "PLAIN"))
        this.wrongType(range, schema, typeof value, isWord ? String(/^(y|yes|on|true)$/i.test(value)) : undefined);
    } else if (type === "array" || type === "object" || schema.properties || schema.items) {
      this.wrongType(range, schema, typeof value);
    }
    if (schema.enum && typeof value === "string" && !schema.enum.includes(value)) {
      const values = schema.enum.map(String);
      const fix = nearest(value, values);
      this.problems.push({
        ...range,
        code: "notAllowed",
        name: value,
        wanted: values.join(", "),
        ...(fix ? { fix } : {}),
      });
    }
  }

  private unknown(name: string, range: Range, known: readonly string[]): void {
    const fix = nearest(name, known);
    this.problems.push({ ...range, code: "unknownField", name, wanted: fix ?? "", ...(fix ? { fix } : {}) });
  }

  private wrongType(range: Range, schema: SchemaNode, given: string, fix?: string): void {
    const wanted = schema.items ? "list" : (schema.type ?? "object") === "object" ? "map" : (schema.type ?? "");
    this.problems.push({ ...range, code: "wrongType", name: given, wanted, ...(fix === undefined ? {} : { fix }) });
  }
}

function rangeOf(node: unknown): Range | undefined {
  const range = (node as { readonly range?: readonly [number, number, number] } | null | undefined)?.range;
  return range ? { from: range[0], to: Math.max(range[0], range[1]) } : undefined;
}
