/** Copying and comparing JSON values, quickly: the API server does both on every write. */

/** A deep copy that shares nothing. Own keys only, so `__proto__` stays data. */
export function cloneJson<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const copy = new Array(value.length);
    for (let index = 0; index < value.length; index++) copy[index] = cloneJson(value[index]);
    return copy as T;
  }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[key];
    if (part === undefined) continue;
    if (key === "__proto__")
      Object.defineProperty(copy, key, {
        value: cloneJson(part),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    else copy[key] = cloneJson(part);
  }
  return copy as T;
}

/** Deep equality; shared parts compare in no time, and an undefined member equals a missing one. */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    for (let index = 0; index < left.length; index++) if (!equalJson(left[index], right[index])) return false;
    return true;
  }
  if (Array.isArray(right)) return false;
  const a = left as Record<string, unknown>;
  const b = right as Record<string, unknown>;
  let members = 0;
  for (const key in a) {
    if (a[key] === undefined) continue;
    members++;
    if (!equalJson(a[key], b[key])) return false;
  }
  for (const key in b) if (b[key] !== undefined) members--;
  return members === 0;
}

/**
 * Puts members of `previous` in place of equal members of `next`, which must be private to the caller, as its metadata
 * stays, so that versions of an object share what did not change. True when nothing is left that differs.
 */
export function shareEqualMembers(next: object, previous: object): boolean {
  const after = next as Record<string, unknown>;
  const before = previous as Record<string, unknown>;
  let same = true;
  for (const key in after) {
    if (after[key] === before[key]) continue;
    if (key === "metadata") same = shareEqualMembers(after[key] as object, before[key] as object) && same;
    else if (equalJson(after[key], before[key])) after[key] = before[key];
    else same = false;
  }
  for (const key in before) if (before[key] !== undefined && after[key] === undefined) same = false;
  return same;
}
