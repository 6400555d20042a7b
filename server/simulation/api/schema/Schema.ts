/**
 * The types of the Kubernetes API as nodes that decoding, patches and server-side apply walk.
 *
 * Read from `schema-1.36.json` (fields, defaults, list and patch rules) and `go-types-1.36.json` (names that only Go's
 * error texts show). A node is built when first asked for. Custom resources get nodes of the same shape from their own
 * schemas through `typeFromOpenApi`. Nothing is validated here: `machinery/decode.ts` does that.
 */
import goTypesText from "./go-types-1.36.json" with { type: "json" };
import schemaText from "./schema-1.36.json" with { type: "json" };

/** A scalar's form beyond JSON's own types. */
export type ScalarForm =
  | "string"
  | "int32"
  | "int64"
  | "double"
  | "bool"
  | "bytes"
  | "time"
  | "microTime"
  | "duration"
  | "quantity"
  | "intOrString";

export interface ScalarType {
  readonly kind: "scalar";
  readonly form: ScalarForm;
  /** As Go's messages name it: `int32`, `v1.RestartPolicy`. */
  readonly goType: string;
}

export interface ListType {
  readonly kind: "list";
  readonly element: TypeNode;
  readonly goType: string;
  readonly listType: "atomic" | "set" | "map";
  /** Keys of a `map` list, in the order in which they identify an item. */
  readonly mapKeys: readonly string[];
}

export interface MapType {
  readonly kind: "map";
  readonly element: TypeNode;
  readonly goType: string;
  readonly atomic: boolean;
}

export interface StructType {
  readonly kind: "struct";
  /** `core.v1.PodSpec`; "" for a nameless one. */
  readonly name: string;
  readonly goType: string;
  /** The Go struct's bare name, `PodSpec`. */
  readonly goName: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly atomic: boolean;
  /** Type of members that are not declared; undefined: there may be none. */
  readonly unknownFields?: TypeNode;
}

/** Anything goes: raw extensions, JSON, FieldsV1. */
export interface AnyType {
  readonly kind: "any";
  readonly goType: string;
  /** A custom resource's schema leaves it open: members merge one by one instead of as one. */
  readonly deduced?: boolean;
}

export type TypeNode = ScalarType | ListType | MapType | StructType | AnyType;

export interface Field {
  readonly name: string;
  readonly type: TypeNode;
  readonly default?: unknown;
  readonly patchMergeKey?: string;
  /** `merge`, `replace`, `retainKeys`. */
  readonly patchStrategies: readonly string[];
  /** Go structs this field is embedded through, as error paths show them. */
  readonly embeddedIn: readonly string[];
}

/** One schema as in the file and in a CustomResourceDefinition's `openAPIV3Schema`. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly items?: SchemaNode;
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly additionalProperties?: SchemaNode | boolean;
  readonly default?: unknown;
  readonly "x-kubernetes-list-type"?: "atomic" | "set" | "map";
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: "atomic" | "granular";
  readonly "x-kubernetes-patch-merge-key"?: string;
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

interface GoNames {
  readonly named?: { readonly [field: string]: string };
  readonly embedded?: { readonly [through: string]: readonly string[] };
}

const schemas = (schemaText as unknown as { readonly types: { readonly [name: string]: SchemaNode } }).types;
const goTypes = goTypesText as unknown as { readonly [name: string]: GoNames };

const ANY: AnyType = { kind: "any", goType: "interface {}" };
const DEDUCED: AnyType = { kind: "any", goType: "interface {}", deduced: true };
const STRING: ScalarType = { kind: "scalar", form: "string", goType: "string" };

/** Types the schema gives no structure to. */
const SPECIAL: ReadonlyMap<string, TypeNode> = new Map<string, TypeNode>([
  ["api.resource.Quantity", { kind: "scalar", form: "quantity", goType: "resource.Quantity" }],
  ["util.intstr.IntOrString", { kind: "scalar", form: "intOrString", goType: "intstr.IntOrString" }],
  ["meta.v1.Time", { kind: "scalar", form: "time", goType: "v1.Time" }],
  ["meta.v1.MicroTime", { kind: "scalar", form: "microTime", goType: "v1.MicroTime" }],
  ["meta.v1.Duration", { kind: "scalar", form: "duration", goType: "v1.Duration" }],
  ["meta.v1.FieldsV1", { kind: "any", goType: "v1.FieldsV1" }],
  ["runtime.RawExtension", { kind: "any", goType: "runtime.RawExtension" }],
]);

const byName = new Map<string, TypeNode>();
let byKind: Map<string, string> | undefined;

/** The type of a kind; undefined when the API has none of that name. */
export function typeFor(group: string, version: string, kind: string): StructType | undefined {
  if (!byKind) {
    byKind = new Map();
    for (const [name, schema] of Object.entries(schemas)) {
      for (const gvk of schema["x-kubernetes-group-version-kind"] ?? [])
        byKind.set(`${gvk.group}/${gvk.version}/${gvk.kind}`, name);
    }
  }
  const name = byKind.get(`${group}/${version}/${kind}`);
  return name === undefined ? undefined : (typeNamed(name) as StructType);
}

/** The type of a schema name, `core.v1.PodSpec`; throws when there is none. */
export function typeNamed(name: string): TypeNode {
  let node = byName.get(name);
  if (!node) {
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (!schema) throw new Error(`no type ${name} in the schema`);
    node =
      SPECIAL.get(name) ?? (schema.properties ? new DeclaredStruct(name, schema) : { ...ANY, goType: goTypeOf(name) });
    byName.set(name, node);
  }
  return node;
}

/** The node of a custom resource's structural schema. Metadata of the object itself is ObjectMeta. */
export function typeFromOpenApi(schema: SchemaNode | undefined): StructType {
  const root = {
    ...schema,
    type: "object",
    properties: {
      ...schema?.properties,
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { $ref: "meta.v1.ObjectMeta" },
    },
  };
  return new DeclaredStruct("", root);
}

/** A struct whose fields are looked up when first needed, for types may contain themselves. */
class DeclaredStruct implements StructType {
  readonly kind = "struct";
  readonly goType: string;
  readonly goName: string;
  readonly atomic: boolean;
  readonly unknownFields?: TypeNode;
  private known: Map<string, Field> | undefined;

  constructor(
    readonly name: string,
    private readonly schema: SchemaNode,
  ) {
    this.goType = name === "" ? "map[string]interface {}" : goTypeOf(name);
    this.goName = name.slice(name.lastIndexOf(".") + 1);
    this.atomic = schema["x-kubernetes-map-type"] === "atomic";
    if (schema["x-kubernetes-preserve-unknown-fields"]) this.unknownFields = DEDUCED;
  }

  get fields(): ReadonlyMap<string, Field> {
    this.known ??= this.resolve();
    return this.known;
  }

  private resolve(): Map<string, Field> {
    const names = goTypes[this.name];
    const embeddedIn = new Map<string, readonly string[]>();
    for (const [through, fields] of Object.entries(names?.embedded ?? {}))
      for (const field of fields) embeddedIn.set(field, through.split("."));
    if (this.schema["x-kubernetes-group-version-kind"])
      for (const field of ["apiVersion", "kind"]) embeddedIn.set(field, ["TypeMeta"]);
    const fields = new Map<string, Field>();
    for (const [name, property] of Object.entries(this.schema.properties ?? {})) {
      const strategy = property["x-kubernetes-patch-strategy"];
      const mergeKey = property["x-kubernetes-patch-merge-key"];
      fields.set(name, {
        name,
        type: nodeOf(property, names?.named?.[name]),
        embeddedIn: embeddedIn.get(name) ?? [],
        patchStrategies: strategy ? strategy.split(",") : [],
        ...(mergeKey === undefined ? undefined : { patchMergeKey: mergeKey }),
        ...(property.default === undefined ? undefined : { default: property.default }),
      });
    }
    return fields;
  }
}

function nodeOf(schema: SchemaNode, goName?: string): TypeNode {
  if (schema.$ref !== undefined) {
    const node = typeNamed(schema.$ref);
    // A field may say otherwise than its type.
    const mapType = schema["x-kubernetes-map-type"];
    if (mapType === undefined || node.kind !== "struct" || node.atomic === (mapType === "atomic")) return node;
    return structWith(node, mapType === "atomic");
  }
  if (schema["x-kubernetes-int-or-string"]) return typeNamed("util.intstr.IntOrString");
  switch (schema.type) {
    case "array": {
      const element = nodeOf(schema.items ?? {}, goName?.startsWith("[]") ? goName.slice(2) : undefined);
      return {
        kind: "list",
        element,
        goType: goName ?? `[]${element.goType}`,
        listType: schema["x-kubernetes-list-type"] ?? "atomic",
        mapKeys: schema["x-kubernetes-list-map-keys"] ?? [],
      };
    }
    case "object":
      return objectNode(schema, goName);
    case "integer":
      return {
        kind: "scalar",
        form: schema.format === "int32" ? "int32" : "int64",
        goType: goName ?? schema.format ?? "int64",
      };
    case "number":
      return { kind: "scalar", form: "double", goType: goName ?? "float64" };
    case "boolean":
      return { kind: "scalar", form: "bool", goType: goName ?? "bool" };
    case "string":
      if (schema.format === "byte") return { kind: "scalar", form: "bytes", goType: goName ?? "[]uint8" };
      return goName === undefined ? STRING : { kind: "scalar", form: "string", goType: goName };
    default:
      return schema["x-kubernetes-preserve-unknown-fields"] ? DEDUCED : ANY;
  }
}

function objectNode(schema: SchemaNode, goName: string | undefined): TypeNode {
  if (schema["x-kubernetes-embedded-resource"] && !schema.properties?.metadata)
    return objectNode({ ...typeSchema(schema) }, goName);
  if (schema.properties) return new DeclaredStruct("", schema);
  const atomic = schema["x-kubernetes-map-type"] === "atomic";
  if (typeof schema.additionalProperties === "object") {
    const element = nodeOf(schema.additionalProperties, goName?.slice(goName.indexOf("]") + 1));
    return { kind: "map", element, goType: goName ?? `map[string]${element.goType}`, atomic };
  }
  if (schema["x-kubernetes-preserve-unknown-fields"] || schema.additionalProperties === true) return DEDUCED;
  return ANY;
}

/** An embedded resource has the three members every object has. */
function typeSchema(schema: SchemaNode): SchemaNode {
  const properties = {
    ...schema.properties,
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { $ref: "meta.v1.ObjectMeta" },
  };
  return { ...schema, properties };
}

function structWith(node: StructType, atomic: boolean): StructType {
  return {
    kind: "struct",
    name: node.name,
    goType: node.goType,
    goName: node.goName,
    get fields() {
      return node.fields;
    },
    atomic,
    ...(node.unknownFields ? { unknownFields: node.unknownFields } : undefined),
  };
}

/** `core.v1.PodSpec` → `v1.PodSpec`. */
function goTypeOf(name: string): string {
  return name.split(".").slice(-2).join(".");
}
