/**
 * Which objects a page holds without what makes them large: the server says so beside them (`trimmed` in messages.ts). The mark
 * goes along when an object is spread into another, and is in no JSON.
 */
import type { KubeObject } from "./kubernetes/index.ts";

const WHOLE = Symbol("characters of the whole");

interface Marked {
  [WHOLE]?: number;
}

/** `size`: characters of the whole object's JSON. */
export function markTrimmed(object: KubeObject, size: number): void {
  (object as Marked)[WHOLE] = size;
}

/** Characters of the whole object's JSON; undefined for an object that is whole. */
export function wholeSize(object: KubeObject): number | undefined {
  return (object as Marked)[WHOLE];
}

/** Whether something of the object is left out: it is not to be compared, copied or written back. */
export function isTrimmed(object: KubeObject): boolean {
  return wholeSize(object) !== undefined;
}
