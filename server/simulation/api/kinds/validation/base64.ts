/** Base64 text of byte fields, which stored objects keep as it came. */
import { byteLength } from "./names.ts";

const CHUNK = 8192;

/** UTF-8 text as base64. */
export function encodeText(text: string): string {
  if (byteLength(text) === text.length) return btoa(text);
  const bytes = new TextEncoder().encode(text);
  let binary = "";
  for (let start = 0; start < bytes.length; start += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  return btoa(binary);
}

/** How many bytes the base64 text stands for. */
export function decodedLength(base64: string): number {
  const text = base64.replace(/[\r\n]/g, "");
  return Math.floor((text.replace(/=+$/, "").length * 3) / 4);
}

/** Bytes given as null are stored as none. */
export function fillEmptyBytes(data: { [key: string]: string } | undefined): void {
  for (const key in data) data[key] ??= "";
}
