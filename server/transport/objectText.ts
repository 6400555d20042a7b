/**
 * An object as pages are told it: whole, or when it is large without what makes it so (trimObject.ts). What is left of a large one is made
 * once, whoever is told of it how often; of the others nothing is kept, and the length of their text is had with it.
 */
import type { KubeObject } from "../protocol/kubernetes/index.ts";
import { trimObject } from "./trimObject.ts";

/** Characters of JSON up to which an object is told whole: a slice of 100 endpoints has 25,000 to 40,000. */
export const WHOLE_LENGTH = 64 * 1024;

export interface ObjectText {
  /** JSON. */
  readonly text: string;
  /** Characters of the whole, when something is left out. */
  readonly trimmed?: number;
}

const known = new WeakMap<KubeObject, ObjectText>();

export function objectText(object: KubeObject): ObjectText {
  const found = known.get(object);
  if (found) return found;
  const text = JSON.stringify(object);
  if (text.length <= WHOLE_LENGTH) return { text };
  const short = { text: JSON.stringify(trimObject(object)), trimmed: text.length };
  known.set(object, short);
  return short;
}
