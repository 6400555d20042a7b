/** The hash that `--append-hash` puts after a name. Models kubectl pkg/util/hash. */
import type { Manifest } from "../../generate/generated.ts";
import { sha256 } from "../../generate/sha256.ts";
import { at, goJson, isObject, type JsonObject } from "../../json.ts";

const LENGTH = 10;
/** Letters that make no words. */
const REPLACED: { readonly [char: string]: string } = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };

/** The object with its content's hash in its name. */
export function withContentHash(object: Manifest): Manifest {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, name: `${metadata.name}-${hashOf(object)}` } };
}

/** Of a ConfigMap or a Secret. */
export function hashOf(object: JsonObject): string {
  const { kind, type, immutable, binaryData, data } = object;
  const text = goJson({
    kind,
    name: at(object, "metadata", "name") ?? "",
    data: data ?? {},
    ...(kind === "Secret" ? { type: type ?? "" } : {}),
    ...(immutable === undefined ? {} : { immutable }),
    ...(isObject(binaryData) && Object.keys(binaryData).length > 0 ? { binaryData } : {}),
  });
  const hex = sha256(new TextEncoder().encode(text));
  return Array.from(hex.slice(0, LENGTH), (char) => REPLACED[char] ?? char).join("");
}
