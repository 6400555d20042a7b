/** RFC 6902. Models evanphx/json-patch as the API server uses it: an operation that cannot be carried out is 422. */
import { cloneJson, equalJson } from "../json.ts";
import { setMember } from "./jsonText.ts";
import { ApiError } from "./status.ts";

interface Operation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: unknown;
}

/** What an operation may have. */
export const OPERATION: ReadonlySet<string> = new Set(["op", "path", "from", "value"]);
const LIMIT = 10_000;
/** Bytes that `copy` may add in all, as the API server sets it. */
const COPY_LIMIT = 3 << 20;

/** The document after all operations; the one given stays as it is. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (patch === null) return document;
  if (!Array.isArray(patch))
    throw ApiError.badRequest(
      `error decoding patch: json: cannot unmarshal ${goKind(patch)} into Go value of type []handlers.jsonPatchOp`,
    );
  if (patch.length > LIMIT)
    throw ApiError.tooLarge(
      `Request entity too large: The allowed maximum operations in a JSON patch is ${LIMIT}, got ${patch.length}`,
    );
  for (const operation of patch as unknown[]) checkForm(operation);
  let result = cloneJson(document);
  const copied = { bytes: 0 };
  for (const operation of patch as (Operation | null)[]) result = applyOne(result, operation ?? {}, copied);
  return result;
}

/** Throws where an operation is none, in the words of Go's decoder. */
function checkForm(operation: unknown): void {
  const refuse = (value: unknown, place: string): never => {
    throw ApiError.badRequest(`error decoding patch: json: cannot unmarshal ${goKind(value)} into Go ${place}`);
  };
  if (operation === null) return;
  if (typeof operation !== "object" || Array.isArray(operation))
    refuse(operation, "value of type handlers.jsonPatchOp");
  for (const [name, value] of Object.entries(operation as Operation))
    if (name !== "value" && OPERATION.has(name) && value !== null && typeof value !== "string")
      refuse(value, `struct field jsonPatchOp.${name} of type string`);
}

function applyOne(document: unknown, { op, path, from, value }: Operation, copied: { bytes: number }): unknown {
  if (typeof path !== "string") throw ApiError.unprocessable();
  switch (op) {
    case "add":
      return add(document, path, cloneJson(value));
    case "remove":
      take(document, path);
      return document;
    case "replace":
      if (path === "") return cloneJson(value);
      return set(document, path, cloneJson(value));
    case "move": {
      const moved = take(document, pointer(from));
      return add(document, path, moved);
    }
    case "copy": {
      // What is not there is copied as null.
      const original = peek(document, pointer(from)) ?? null;
      copied.bytes += JSON.stringify(original)?.length ?? 0;
      if (copied.bytes > COPY_LIMIT) throw ApiError.unprocessable();
      return add(document, path, cloneJson(original));
    }
    case "test":
      if (!equalJson(peek(document, path) ?? null, value ?? null)) throw ApiError.unprocessable();
      return document;
    default:
      throw ApiError.unprocessable();
  }
}

function pointer(value: unknown): string {
  if (typeof value !== "string") throw ApiError.unprocessable();
  return value;
}

function keysOf(path: string): string[] {
  if (path === "") return [];
  // What stands before the first slash counts for nothing, as in evanphx/json-patch.
  return path
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The container that holds the last key of a path. */
function parentOf(
  document: unknown,
  path: string,
): { readonly parent: unknown[] | Record<string, unknown>; readonly key: string } {
  const keys = keysOf(path);
  const key = keys.pop();
  if (key === undefined) throw ApiError.unprocessable();
  let parent: unknown = document;
  for (const step of keys) parent = child(parent, step);
  if (typeof parent !== "object" || parent === null) throw ApiError.unprocessable();
  return { parent: parent as Record<string, unknown>, key };
}

function child(parent: unknown, key: string): unknown {
  if (Array.isArray(parent)) return parent[indexIn(parent, key, parent.length - 1)];
  if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, key)) throw ApiError.unprocessable();
  return (parent as Record<string, unknown>)[key];
}

function indexIn(list: readonly unknown[], key: string, last: number): number {
  if (!/^-?\d+$/.test(key)) throw ApiError.unprocessable();
  const index = Number(key) < 0 ? list.length + Number(key) : Number(key);
  if (index < 0 || index > last) throw ApiError.unprocessable();
  return index;
}

function add(document: unknown, path: string, value: unknown): unknown {
  if (path === "") return value;
  const { parent, key } = parentOf(document, path);
  // From the end is counted with the place that is added.
  const index = /^-\d/.test(key) && Array.isArray(parent) ? String(parent.length + 1 + Number(key)) : key;
  if (Array.isArray(parent))
    parent.splice(key === "-" ? parent.length : indexIn(parent, index, parent.length), 0, value);
  else setMember(parent, key, value);
  return document;
}

function set(document: unknown, path: string, value: unknown): unknown {
  const { parent, key } = parentOf(document, path);
  if (Array.isArray(parent)) parent[indexIn(parent, key, parent.length - 1)] = value;
  else setMember(parent, key, value);
  return document;
}

function read(document: unknown, path: string): unknown {
  const { parent, key } = parentOf(document, path);
  return child(parent, key);
}

/** The value at a path, undefined when only its last key is missing. */
function peek(document: unknown, path: string): unknown {
  if (path === "") return document;
  const { parent, key } = parentOf(document, path);
  if (!Array.isArray(parent)) return Object.hasOwn(parent, key) ? parent[key] : undefined;
  return child(parent, key);
}

function take(document: unknown, path: string): unknown {
  const value = read(document, path);
  const { parent, key } = parentOf(document, path);
  if (Array.isArray(parent)) parent.splice(indexIn(parent, key, parent.length - 1), 1);
  else delete parent[key];
  return value;
}

/** A JSON value's kind in Go's words. */
export function goKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return value === null ? "null" : typeof value;
}
