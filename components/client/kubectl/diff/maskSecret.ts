/** Hides a Secret's values in a diff: only whether they differ shows. Models kubectl pkg/cmd/diff Masker. */
import { cloneJson, equalJson, isObject, type JsonObject } from "../json.ts";

export interface Versions {
  /** Null is written as such: a masked Secret that is not there. */
  readonly live: JsonObject | null | undefined;
  readonly merged: JsonObject;
}

export function maskSecret({ live, merged }: Versions): Versions {
  const before = live ? cloneJson(live) : undefined;
  const after = cloneJson(merged);
  const from = before && isObject(before.data) ? before.data : {};
  const to = isObject(after.data) ? after.data : {};
  for (const key of Object.keys(from)) {
    const differs = Object.hasOwn(to, key) && !equalJson(from[key], to[key]);
    if (Object.hasOwn(to, key)) to[key] = differs ? "*** (after)" : "***";
    from[key] = differs ? "*** (before)" : "***";
  }
  for (const key of Object.keys(to)) if (!Object.hasOwn(from, key)) to[key] = "***";
  return { live: before ?? null, merged: after };
}
