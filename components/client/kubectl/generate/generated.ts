/**
 * Objects that kubectl makes out of flags. Each file here makes one kind and says what is wrong with the flags in
 * kubectl's words; commands add the namespace, send the object and print it.
 */
import type { JsonObject } from "../json.ts";

/** What a kind's generator answers: an object without namespace. */
export interface Manifest extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: JsonObject;
}

/** The flags make no object; the message stands after `error: `. */
class GenerateError extends Error {}

export function fail(message: string): never {
  throw new GenerateError(message);
}

/** `a=b,c=d` as labels. Models kubectl pkg/cmd/expose parseLabels. */
export function parseLabels(text: string): { [name: string]: string } {
  if (text === "") fail("no label spec passed");
  const labels: { [name: string]: string } = {};
  for (const spec of text.split(",")) {
    const parts = spec.split("=");
    if (parts.length !== 2) fail(`unexpected label spec: ${spec}`);
    if (parts[0] === "") fail("unexpected empty label key");
    labels[parts[0] as string] = parts[1] as string;
  }
  return labels;
}

/** A number when it is one, as `intstr.Parse` reads it. */
export function intOrString(text: string): number | string {
  return /^[-+]?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 31 ? Number(text) : text;
}

/** Base64 of a text's UTF-8 bytes, or of bytes. */
export function base64(content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
