/** Contents of files and streams are byte strings: one character a byte, so that they are plain data and may be binary. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A text's UTF-8, a character a byte. */
export function toBytes(text: string): string {
  if (!/[^\x00-\x7f]/.test(text)) return text;
  let bytes = "";
  for (const byte of encoder.encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** The text that bytes stand for; what is no UTF-8 becomes U+FFFD. */
export function fromBytes(bytes: string): string {
  if (!/[^\x00-\x7f]/.test(bytes)) return bytes;
  return decoder.decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
}
