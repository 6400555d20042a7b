/** JSON merge patches (RFC 7386): applying them, and finding the one that leads from one document to another. */
import { cloneJson, equalJson, isObject, type Json, type JsonObject, setOwn } from "../json.ts";

/** The target with a patch merged in; neither is changed. */
export function applyMergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return cloneJson(patch);
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else setOwn(result, key, applyMergePatch(Object.hasOwn(result, key) ? result[key] : undefined, value));
  }
  return result;
}

/** The patch that makes `before` into `after`. */
export function createMergePatch(before: JsonObject, after: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const [key, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (isObject(old) && isObject(value)) {
      const inner = createMergePatch(old, value);
      if (Object.keys(inner).length > 0) setOwn(patch, key, inner);
    } else if (old === undefined || !equalJson(old, value)) setOwn(patch, key, cloneJson(value));
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) setOwn(patch, key, null);
  return patch;
}

export interface ThreeWay {
  /** What was applied last; empty when nobody applied. */
  readonly original: JsonObject;
  /** What is to be applied. */
  readonly modified: JsonObject;
  /** What the server has. */
  readonly current: JsonObject;
}

/**
 * The patch of `kubectl apply` for custom resources: additions and changes against the server's object, deletions
 * against what was applied last. Models apimachinery pkg/util/jsonmergepatch.
 */
export function threeWayMergePatch({ original, modified, current }: ThreeWay): JsonObject {
  const changes = nullsKept(createMergePatch(current, modified), false);
  const deletions = nullsKept(createMergePatch(original, modified), true);
  return mergedPatches(deletions, changes);
}

/** Only the deletions of a patch, or everything but them. */
function nullsKept(patch: JsonObject, keep: boolean): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      if (keep) setOwn(result, key, null);
    } else if (isObject(value)) {
      if (Object.keys(value).length === 0) {
        if (!keep) setOwn(result, key, value);
        continue;
      }
      const inner = nullsKept(value, keep);
      if (Object.keys(inner).length > 0) setOwn(result, key, inner);
    } else if (!keep) setOwn(result, key, value);
  }
  return result;
}

/** Two patches in one; nulls of both stay. */
function mergedPatches(left: JsonObject, right: JsonObject): JsonObject {
  const result: JsonObject = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const old = Object.hasOwn(result, key) ? result[key] : undefined;
    setOwn(result, key, isObject(old) && isObject(value) ? mergedPatches(old, value) : value);
  }
  return result;
}
