/** RFC 7386. */
import { cloneJson } from "../json.ts";
import { setMember } from "./jsonText.ts";

/** The target with a patch merged in: null removes, objects merge, everything else replaces. Shares nothing with the patch. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (Array.isArray(patch)) return patch.map(withoutNulls);
  if (!isObject(patch)) return cloneJson(patch);
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) delete result[key];
    else setMember(result, key, applyMergePatch(Object.hasOwn(result, key) ? result[key] : undefined, value));
  }
  return result;
}

/** An item of a list that is taken whole: nulls in its objects remove there, too. */
function withoutNulls(item: unknown): unknown {
  return isObject(item) || Array.isArray(item) ? applyMergePatch(undefined, item) : item;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
