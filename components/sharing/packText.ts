/** A text packed for an address: deflated, base64url. Pure. */
import { deflateSync, Inflate, strFromU8, strToU8 } from "fflate";

/** What a packed text may become, bytes; a room takes no more either. */
const MOST = 4 * 1024 * 1024;

export function packText(text: string): string {
  const packed = deflateSync(strToU8(text), { level: 9 });
  let binary = "";
  for (const byte of packed) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Undefined for what is none, or becomes too large. */
export function unpackText(packed: string): string | undefined {
  try {
    const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const parts: Uint8Array[] = [];
    let size = 0;
    let ended = false;
    const inflate = new Inflate((part, last) => {
      size += part.length;
      if (size > MOST) throw new RangeError("too large");
      parts.push(part);
      ended = last;
    });
    // Fed in pieces, so that a small text that would become a huge one is given up early.
    for (let at = 0; at < bytes.length; at += 4_096)
      inflate.push(bytes.subarray(at, at + 4_096), at + 4_096 >= bytes.length);
    if (!ended) return undefined;
    const whole = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return strFromU8(whole);
  } catch {
    return undefined;
  }
}
