/** Archives as kubectl cp sends and receives them: the ustar format, with the long names of GNU and pax. */

export interface TarEntry {
  /** Without a slash at its beginning or end. */
  readonly name: string;
  readonly type: "file" | "directory" | "link";
  readonly data: Uint8Array;
  /** Where a link points to. */
  readonly target: string;
}

const BLOCK = 512;
const NAME = 100;
const PREFIX = 155;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** `seconds`: when all of it was changed, since 1970. */
export function packTar(entries: readonly TarEntry[], seconds: number): Uint8Array {
  const parts = entries.flatMap((entry) => [...longName(entry.name, seconds), ...member(entry, seconds)]);
  return joined([...parts, new Uint8Array(2 * BLOCK)]);
}

function member({ name, type, data }: TarEntry, seconds: number): Uint8Array[] {
  const shown = type === "directory" ? `${name}/` : name;
  return [header(shown, { size: data.length, flag: type === "directory" ? "5" : "0", seconds }), ...filled(data)];
}

/** A name that a header has no room for goes before it, as content. */
function longName(name: string, seconds: number): Uint8Array[] {
  const text = encoder.encode(`${name}\0`);
  return text.length <= NAME
    ? []
    : [header("././@LongLink", { size: text.length, flag: "L", seconds }), ...filled(text)];
}

function header(
  name: string,
  { size, flag, seconds }: { readonly size: number; readonly flag: string; readonly seconds: number },
): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => block.set(encoder.encode(text), at);
  const octal = (at: number, value: number, width: number): void =>
    put(at, `${value.toString(8).padStart(width - 1, "0")}\0`);
  block.set(encoder.encode(name).slice(0, NAME), 0);
  octal(100, flag === "5" ? 0o755 : 0o644, 8);
  octal(108, 0, 8);
  octal(116, 0, 8);
  octal(124, size, 12);
  octal(136, seconds, 12);
  put(148, " ".repeat(8));
  put(156, `${flag}${"\0".repeat(NAME)}ustar\x0000`);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

function filled(data: Uint8Array): Uint8Array[] {
  return [data, new Uint8Array((BLOCK - (data.length % BLOCK)) % BLOCK)];
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What an archive holds, in order. Throws for one that ends too early. */
export function unpackTar(archive: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  let long: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const block = archive.subarray(at, at + BLOCK);
    if (block.every((byte) => byte === 0)) break;
    const text = (from: number, size: number): string =>
      decoder.decode(block.subarray(from, from + size)).replace(/\0.*$/s, "");
    const size = Number.parseInt(text(124, 12).trim() || "0", 8);
    const data = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (data.length < size) throw new Error("unexpected EOF");
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const flag = text(156, 1);
    if (flag === "L") long = decoder.decode(data).replace(/\0.*$/s, "");
    else if (flag === "x") long = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(decoder.decode(data))?.[1] ?? long;
    if (flag === "L" || flag === "x" || flag === "g") continue;
    const prefix = text(257, 5) === "ustar" ? text(345, PREFIX) : "";
    const name = long ?? (prefix ? `${prefix}/${text(0, NAME)}` : text(0, NAME));
    long = undefined;
    const type = flag === "5" || name.endsWith("/") ? "directory" : flag === "2" ? "link" : "file";
    entries.push({ name: name.replace(/\/+$/, ""), type, data, target: text(157, NAME) });
  }
  return entries;
}
