/**
 * A JSON tree put into a type of the schema: wrong types refused in Go's words, unknown and repeated fields noted.
 *
 * Models kubernetes vendor/sigs.k8s.io/json (encoding/json with strict errors). What Go would leave out of its own
 * output is `schema/zeroValues.ts`'s matter; bodies, kinds and versions are `decode.ts`'s.
 */
import { canonicalQuantity, QuantityError } from "../../runtime/quantity.ts";
import type { Field, ListType, MapType, ScalarType, StructType, TypeNode } from "../schema/Schema.ts";
import { base64Problem } from "./base64.ts";
import { quote } from "./goText.ts";
import { GoTimeError, readMicroTime, readTime } from "./goTime.ts";
import { JsonNumber, type JsonNode, JsonObject, numberOf, plainJson, setMember } from "./jsonText.ts";

/** The value does not fit its type; the message is Go's, `json: cannot unmarshal string into Go struct field …`. */
export class TypeMismatch extends Error {}

export interface TypedValue {
  readonly value: Record<string, unknown>;
  /** `unknown field "spec.foo"`, `duplicate field "data.a"`, in document order, at most 100. */
  readonly strictErrors: readonly string[];
}

/** Gives a tree the type `type`; throws TypeMismatch with the error Go would report. */
export function typeTree(tree: JsonNode, type: StructType): TypedValue {
  const reader = new TypedReader();
  const value = tree === null ? {} : reader.read(tree, { type, path: "", previous: undefined });
  if (reader.firstError !== undefined) throw new TypeMismatch(reader.firstError);
  return { value: value as Record<string, unknown>, strictErrors: [...reader.strictErrors] };
}

interface Place {
  readonly type: TypeNode;
  /** As strict errors print it. */
  readonly path: string;
  /** What an earlier member of the same name left here: Go decodes into it again. */
  readonly previous: unknown;
}

type Members = Record<string, unknown>;

class TypedReader {
  firstError: string | undefined;
  readonly strictErrors = new Set<string>();
  /** Go's error context: the struct being filled, and the names that led to where we are. */
  private struct = "";
  private names: readonly string[] = [];

  /** The typed value; undefined for what a null leaves unset. */
  read(node: JsonNode, place: Place): unknown {
    const { type } = place;
    if (node === null) return undefined;
    switch (type.kind) {
      case "struct":
        return node instanceof JsonObject ? this.struct_(node, type, place) : this.mismatch(node, type);
      case "map":
        return node instanceof JsonObject ? this.map(node, type, place) : this.mismatch(node, type);
      case "list":
        return Array.isArray(node) ? this.list(node, type, place) : this.mismatch(node, type);
      case "scalar":
        return this.scalar(node, type);
      case "any":
        return plainJson(node);
    }
  }

  private struct_(node: JsonObject, type: StructType, { path, previous }: Place): Members {
    const value: Members = isMembers(previous) ? previous : {};
    const { struct, names } = this;
    const seen = new Set<string>();
    for (let index = 0; index < node.names.length; index++) {
      const name = node.names[index] as string;
      const member = node.values[index] as JsonNode;
      const field: Field | undefined = type.fields.get(name);
      const inner = path === "" ? name : `${path}.${name}`;
      if (!field) {
        if (type.unknownFields) setMember(value, name, plainJson(member));
        else this.note("unknown field", inner);
        continue;
      }
      if (seen.has(name)) this.note("duplicate field", inner);
      seen.add(name);
      this.struct = type.goName;
      this.names = field.embeddedIn.length === 0 ? [...names, name] : [...names, ...field.embeddedIn, name];
      const read = this.read(member, { type: field.type, path: inner, previous: value[name] });
      if (read !== undefined) value[name] = read;
      else if (member === null && field.type.kind !== "scalar" && field.type.kind !== "struct") delete value[name];
    }
    this.struct = struct;
    this.names = names;
    return value;
  }

  private map(node: JsonObject, type: MapType, { path, previous }: Place): Members {
    const value: Members = isMembers(previous) ? previous : {};
    const seen = new Set<string>();
    for (let index = 0; index < node.names.length; index++) {
      const name = node.names[index] as string;
      const inner = path === "" ? name : `${path}.${name}`;
      if (seen.has(name)) this.note("duplicate field", inner);
      seen.add(name);
      const read = this.read(node.values[index] as JsonNode, { type: type.element, path: inner, previous: undefined });
      setMember(value, name, read === undefined ? zeroOf(type.element) : read);
    }
    return value;
  }

  private list(node: readonly JsonNode[], type: ListType, { path }: Place): unknown[] {
    return node.map((item, index) => {
      const read = this.read(item, { type: type.element, path: `${path}[${index}]`, previous: undefined });
      return read === undefined ? zeroOf(type.element) : read;
    });
  }

  private scalar(node: Exclude<JsonNode, null>, type: ScalarType): unknown {
    switch (type.form) {
      case "string":
      case "duration":
        return typeof node === "string" ? node : this.mismatch(node, type);
      case "bool":
        return typeof node === "boolean" ? node : this.mismatch(node, type);
      case "int32":
      case "int64":
        return this.integer(node, type);
      case "double":
        return typeof node === "number" || node instanceof JsonNumber ? numberOf(node) : this.mismatch(node, type);
      case "bytes":
        return this.bytes(node, type);
      case "time":
      case "microTime":
        return this.time(node, type.form);
      case "quantity":
        return this.quantity(node);
      case "intOrString":
        return typeof node === "string"
          ? node
          : this.integer(node, { kind: "scalar", form: "int32", goType: "int32" }, true);
    }
  }

  private integer(node: Exclude<JsonNode, null>, type: ScalarType, fatal = false): unknown {
    if (typeof node !== "number" && !(node instanceof JsonNumber)) return this.mismatch(node, type, { fatal });
    const text = typeof node === "number" ? String(node) : node.text;
    const value = /^-?\d+$/.test(text) ? BigInt(text) : undefined;
    const bits = type.form === "int32" ? 31n : 63n;
    if (value === undefined || value < -(2n ** bits) || value >= 2n ** bits)
      return this.mismatch(node, type, { fatal, was: `number ${text}` });
    return Number(value);
  }

  private bytes(node: Exclude<JsonNode, null>, type: ScalarType): unknown {
    if (typeof node !== "string") return this.mismatch(node, type);
    const problem = base64Problem(node);
    if (problem === undefined) return node.replace(/[\r\n]/g, "");
    this.firstError ??= problem;
    return undefined;
  }

  private time(node: Exclude<JsonNode, null>, form: "time" | "microTime"): unknown {
    if (typeof node !== "string") return this.mismatch(node, { goType: "string" }, { fatal: true });
    try {
      return form === "time" ? readTime(node) : readMicroTime(node);
    } catch (error) {
      if (error instanceof GoTimeError) throw new TypeMismatch(error.message);
      throw error;
    }
  }

  private quantity(node: Exclude<JsonNode, null>): string {
    const text =
      typeof node === "string"
        ? node
        : node instanceof JsonNumber
          ? node.text
          : typeof node === "number"
            ? String(node)
            : "x";
    try {
      return canonicalQuantity(text.trim());
    } catch (error) {
      // A type's own reader failed: Go stops there and forgets what it had noted.
      if (error instanceof QuantityError) throw new TypeMismatch(error.message);
      throw error;
    }
  }

  private mismatch(
    node: JsonNode,
    type: { readonly goType: string },
    more: { readonly fatal?: boolean; readonly was?: string } = {},
  ): undefined {
    const was = more.was ?? kindOf(node);
    const into =
      this.struct === "" && this.names.length === 0
        ? "Go value"
        : `Go struct field ${this.struct}.${this.names.join(".")}`;
    const message = `json: cannot unmarshal ${was} into ${into} of type ${type.goType}`;
    if (more.fatal) throw new TypeMismatch(message);
    this.firstError ??= message;
    return undefined;
  }

  private note(problem: string, path: string): void {
    if (this.strictErrors.size < 100) this.strictErrors.add(`${problem} ${quote(path)}`);
  }
}

/** What a null in a list or map stands for. */
function zeroOf(type: TypeNode): unknown {
  switch (type.kind) {
    case "struct":
      return {};
    case "scalar":
      if (type.form === "string" || type.form === "duration" || type.form === "bytes")
        return type.form === "bytes" ? null : "";
      if (type.form === "bool") return false;
      if (type.form === "quantity") return "0";
      return type.form === "time" || type.form === "microTime" ? null : 0;
    default:
      return null;
  }
}

/** The name of a JSON value's type in Go's messages. */
export function kindOf(node: JsonNode): string {
  if (node === null) return "null";
  if (Array.isArray(node)) return "array";
  if (node instanceof JsonObject) return "object";
  if (typeof node === "boolean") return "bool";
  return typeof node === "string" ? "string" : "number";
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
