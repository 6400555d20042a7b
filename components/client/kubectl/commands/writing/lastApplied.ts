/** The annotation in which `apply` keeps what was applied. Mirrors kubectl pkg/util/apply.go. */
import { textsOf } from "../../edit/labels.ts";
import { cloneJson, goJson, isObject, type JsonObject } from "../../json.ts";

export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** What was applied last, as text; undefined when nobody applied. */
export function originalOf(object: JsonObject): string | undefined {
  const annotations = textsOf(object, "annotations");
  return Object.hasOwn(annotations, LAST_APPLIED) ? annotations[LAST_APPLIED] : undefined;
}

/** The object with itself in the annotation. `typed` keeps the order of members. */
export function withLastApplied(object: JsonObject, encode: (object: JsonObject) => string = goJson): JsonObject {
  const copy = cloneJson(object);
  if (!isObject(copy.metadata)) copy.metadata = {};
  const metadata = copy.metadata as JsonObject;
  const { [LAST_APPLIED]: _old, ...annotations } = textsOf(copy, "annotations");
  metadata.annotations = annotations;
  const text = `${encode(copy)}\n`;
  metadata.annotations = { ...annotations, [LAST_APPLIED]: text };
  return copy;
}

/** With `always`, or when the object has the annotation already. */
export function updatedLastApplied(
  object: JsonObject,
  always: boolean,
  encode: (object: JsonObject) => string = goJson,
): JsonObject {
  return always || originalOf(object) ? withLastApplied(object, encode) : object;
}
