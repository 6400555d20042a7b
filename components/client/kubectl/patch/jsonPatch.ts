/** JSON patches (RFC 6902) applied on kubectl's side: `patch --local`, `--dry-run=client`, `--overrides`. */
import { cloneJson, equalJson, isObject, type Json, setOwn } from "../json.ts";

/** The patch cannot be carried out; the message is evanphx/json-patch's. */
class JsonPatchError extends Error {}

interface Operation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: Json;
}

/** The document after all operations; the one given stays as it is. */
export function applyJsonPatch(document: Json, patch: readonly unknown[]): Json {
  let result = cloneJson(document);
  for (const operation of patch as Operation[]) result = applyOne(result, operation);
  return result;
}

function applyOne(document: Json, operation: Operation): Json {
  const { op, value = null } = operation;
  const path = String(operation.path ?? "");
  switch (op) {
    case "add":
      return put(document, path, { value: cloneJson(value), insert: true });
    case "replace":
      // A member that is not there is put in; an item is not.
      if (
        path !== "" &&
        Array.isArray(parentOf(document, path, "replace").parent) &&
        valueAt(document, path) === undefined
      )
        throw new JsonPatchError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
      return put(document, path, { value: cloneJson(value), insert: false });
    case "remove":
      return remove(document, path, "remove");
    case "copy":
    case "move": {
      const from = String(operation.from ?? "");
      const moved = valueAt(document, from);
      const key = keysOf(from).at(-1);
      if (moved === undefined && op === "move" && isObject(parentOf(document, from, op).parent))
        throw new JsonPatchError(
          `error in move for path: '${key}': Unable to remove nonexistent key: ${key}: missing value`,
        );
      if (moved === undefined)
        throw new JsonPatchError(`${op} operation does not apply: doc is missing from path: ${from}: missing value`);
      const kept = cloneJson(moved);
      return put(op === "move" ? remove(document, from, op) : document, path, { value: kept, insert: true });
    }
    case "test":
      if (!equalJson(valueAt(document, path) ?? null, value))
        throw new JsonPatchError(`testing value ${path} failed: test failed`);
      return document;
    default:
      throw new JsonPatchError(`Unexpected kind: ${String(op)}`);
  }
}

function keysOf(path: string): string[] {
  return path
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function step(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function valueAt(document: Json, path: string): Json | undefined {
  let found: Json | undefined = document;
  for (const key of keysOf(path)) found = step(found, key);
  return found;
}

function parentOf(document: Json, path: string, operation: string): { parent: Json; key: string } {
  const keys = keysOf(path);
  const key = keys.pop() ?? "";
  let parent: Json | undefined = document;
  for (const name of keys) parent = step(parent, name);
  if (typeof parent !== "object" || parent === null)
    throw new JsonPatchError(`${operation} operation does not apply: doc is missing path: "${path}": missing value`);
  return { parent, key };
}

function put(document: Json, path: string, { value, insert }: { value: Json; insert: boolean }): Json {
  if (path === "") return value;
  const { parent, key } = parentOf(document, path, insert ? "add" : "replace");
  if (Array.isArray(parent)) {
    const index = key === "-" ? parent.length : Number(key);
    if (!Number.isInteger(index) || index > parent.length)
      throw new JsonPatchError(
        `add operation does not apply: doc is missing path: "${path}": Unable to access invalid index: ${key}: invalid index referenced`,
      );
    parent.splice(index, insert ? 0 : 1, value);
  } else setOwn(parent as object, key, value);
  return document;
}

function remove(document: Json, path: string, operation: string): Json {
  const { parent, key } = parentOf(document, path, operation);
  if (step(parent, key) === undefined)
    throw new JsonPatchError(
      Array.isArray(parent)
        ? `error in ${operation} for path: '${path}': Unable to access invalid index: ${key}: invalid index referenced`
        : `error in ${operation} for path: '${path}': Unable to remove nonexistent key: ${key}: missing value`,
    );
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (isObject(parent)) delete parent[key];
  return document;
}
