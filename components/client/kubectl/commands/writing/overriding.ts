/** `--overrides`: what flags made, changed by the person's JSON. Mirrors kubectl pkg/cmd/util/override_options.go. */
import type { CommandContext } from "../../cli/Command.ts";
import { type Flag, textFlag } from "../../cli/flags.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { applyJsonPatch } from "../../patch/jsonPatch.ts";
import { applyMergePatch } from "../../patch/mergePatch.ts";
import { applyStrategicMergePatch } from "../../patch/strategicMerge.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { typeNameOf } from "../../typed/types.ts";

export const OVERRIDE_FLAGS: readonly Flag[] = [
  textFlag("overrides", "Inline JSON that changes the generated object"),
  textFlag("override-type", "How it changes it: json, merge or strategic", { default: "merge" }),
];

export function overridden({ flags }: CommandContext, object: JsonObject): JsonObject {
  const text = flags.text("overrides");
  if (text === "") return object;
  const type = flags.text("override-type");
  const typed = asTyped(object);
  const change = changeOf(text, type);
  switch (type) {
    case "json":
      return asTyped(applyJsonPatch(typed, change as unknown[]) as JsonObject);
    case "merge":
      return asTyped(applyMergePatch(typed, change) as JsonObject);
    case "strategic":
      return asTyped(applyStrategicMergePatch(typed, change as JsonObject, typeNameOf(object)));
    default:
      throw new Error(`invalid override type: ${type}`);
  }
}

/** Nothing but JSON is taken here; what else there is, is refused in the words of the library that would merge it. */
function changeOf(text: string, type: string): Json {
  let change: Json | undefined;
  try {
    change = JSON.parse(text) as Json;
  } catch {
    if (type === "json") throw new Error(`invalid character '${text.trim()[0] ?? ""}' looking for beginning of value`);
  }
  if (type === "json" && !Array.isArray(change))
    throw new Error(
      `json: cannot unmarshal ${isObject(change) ? "object" : typeof change} into Go value of type jsonpatch.Patch`,
    );
  if (type === "merge" && !isObject(change)) throw new Error("Invalid JSON Patch");
  if (type === "strategic" && !isObject(change)) throw new Error("invalid JSON document");
  return change ?? null;
}
