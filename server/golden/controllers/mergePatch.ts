import type { Json } from "../../protocol/kubernetes/index.ts";

type Members = { readonly [key: string]: Json };

/** The merge patch (RFC 7386) that makes `after` of `before`; undefined when they are equal. Lists are given whole. */
export function mergePatchBetween(before: Json | undefined, after: Json | undefined): Json | undefined {
  if (!isMembers(before) || !isMembers(after)) return equal(before, after) ? undefined : (after ?? null);
  const patch: Record<string, Json> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (after[key] === undefined && before[key] === undefined) continue;
    if (after[key] === undefined) patch[key] = null;
    else {
      const part = mergePatchBetween(before[key], after[key]);
      if (part !== undefined) patch[key] = part;
    }
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** What a merge patch makes of a value. */
export function applyMergePatch(before: Json | undefined, patch: Json): Json {
  if (!isMembers(patch)) return patch;
  const after: Record<string, Json> = isMembers(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete after[key];
    else after[key] = applyMergePatch(after[key], value);
  }
  return after;
}

/** Deep equality; a missing member equals none. */
export function equal(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((value, index) => equal(value, right[index]));
  if (!isMembers(left) || !isMembers(right)) return false;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => equal(left[key], right[key]));
}

function isMembers(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
