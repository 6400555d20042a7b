import type { PodTemplateSpec } from "../../../protocol/kubernetes/index.ts";

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const encoder = new TextEncoder();

/**
 * The pod-template-hash: FNV-1a over the template's JSON with sorted keys, in Kubernetes' spelling of numbers. Equal
 * templates give equal hashes; the value itself is ours, since upstream hashes a dump of Go's memory that every release changes.
 */
export function templateHash(template: PodTemplateSpec, collisionCount?: number): string {
  let hash = 2166136261;
  for (const byte of encoder.encode(canonical(template) + (collisionCount === undefined ? "" : `#${collisionCount}`))) {
    hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  }
  return safeText(String(hash));
}

/** Digits by character code into the alphabet of generated names. Models apimachinery pkg/util/rand SafeEncodeString. */
export function safeText(digits: string): string {
  return [...digits].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join("");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(",")}}`;
}
