/** `debug --custom`: a part of a container's spec, put over the container that a profile made. */
import { isObject, type JsonObject } from "../../json.ts";
import type { KubectlIo } from "../../io.ts";
import { asError } from "../../errors.ts";
import { applyStrategicMergePatch } from "../../patch/strategicMerge.ts";
import { readYaml } from "../../yaml/readYaml.ts";

/** The file's content. Throws for one that is not there or holds something else. */
export async function customProfile(io: KubectlIo, path: string): Promise<JsonObject | undefined> {
  const content = await io.files.read(path);
  if (!content) {
    const problem =
      (await io.files.kind(path)) === "directory"
        ? `read ${path}: is a directory`
        : `open ${path}: no such file or directory`;
    throw new Error(`must pass a container spec json file for custom profile: ${problem}`);
  }
  const wrong = (why: string): Error => new Error(`${path} does not contain a valid container spec: ${why}`);
  let value: unknown;
  try {
    value = readYaml(new TextDecoder().decode(content));
  } catch (error) {
    throw wrong(`error converting YAML to JSON: ${asError(error).message}`);
  }
  if (value === null) return undefined;
  if (isObject(value)) return value;
  const form = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  throw wrong(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${form} into Go value of type v1.Container`,
  );
}

/** Throws when the profile says what is not its own to say. */
export function checkCustomProfile(custom: JsonObject): void {
  const lists = [custom["command"], custom["volumeDevices"]];
  if (
    custom["name"] ||
    custom["image"] ||
    custom["lifecycle"] ||
    lists.some((list) => Array.isArray(list) && list.length > 0)
  )
    throw new Error("name, command, image, lifecycle and volume devices are not modifiable via custom profile");
}

/** Changes the container in place. */
export function applyCustomProfile(container: JsonObject, custom: JsonObject): void {
  const name = container["name"] as string;
  const patched = applyStrategicMergePatch(container, { ...custom, name }, "core.v1.Container") as JsonObject;
  for (const member of Object.keys(container)) delete container[member];
  Object.assign(container, patched);
}
