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

/** One patch with the effect of both, one after the other: nulls stay, for what they take away. */
export function joinPatches(first: Json | undefined, second: Json): Json {
  if (!isMembers(first) || !isMembers(second)) return second;
  const joined: Record<string, Json> = { ...first };
  for (const [key, value] of Object.entries(second)) joined[key] = joinPatches(joined[key], value);
  return joined;
}

/** Deep equality; a missing member equals none. */
export function equal(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) return left.length === right.length && left.every((value, index) => equal(value, right[index]));
  if (!isMembers(left) || !isMembers(right)) return false;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => equal(left[key], right[key]));
}

function isMembers(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
