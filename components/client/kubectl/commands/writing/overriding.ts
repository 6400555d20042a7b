/** `--overrides`: what flags made, changed by the person's JSON. Mirrors kubectl pkg/cmd/util/override_options.go. */
import type { CommandContext } from "../../cli/Command.ts";
import { type Flag, textFlag } from "../../cli/flags.ts";
import { asError } from "../../errors.ts";
import { goJson, type Json, type JsonObject } from "../../json.ts";
import { applyJsonPatch } from "../../patch/jsonPatch.ts";
import { applyMergePatch } from "../../patch/mergePatch.ts";
import { applyStrategicMergePatch } from "../../patch/strategicMerge.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { typeNameOf } from "../../typed/types.ts";
import { readYaml } from "../../yaml/readYaml.ts";

export const OVERRIDE_FLAGS: readonly Flag[] = [
  textFlag("overrides", "Inline JSON that changes the generated object"),
  textFlag("override-type", "How it changes it: json, merge or strategic", { default: "merge" }),
];

export function overridden({ flags }: CommandContext, object: JsonObject): JsonObject {
  const text = flags.text("overrides");
  if (text === "") return object;
  const type = flags.text("override-type");
  const typed = asTyped(object);
  let change: Json;
  try {
    change = /^\s*\{/.test(text) ? (JSON.parse(text) as Json) : readYaml(text);
  } catch (error) {
    throw new Error(`Invalid JSON Patch: ${asError(error).message}`);
  }
  switch (type) {
    case "json":
      return asTyped(applyJsonPatch(typed, change as unknown[]) as JsonObject);
    case "merge":
      return asTyped(applyMergePatch(typed, change) as JsonObject);
    case "strategic":
      return asTyped(applyStrategicMergePatch(typed, change as JsonObject, typeNameOf(object)));
    default:
      throw new Error(`invalid override type: ${goJson(type)}`);
  }
}
