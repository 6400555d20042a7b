/**
 * The bytes of large answers, kept as long as the answer they were made of: when several ask for the same, it is encoded and
 * compressed once. Answers are never changed once given.
 */
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

export interface Encoded {
  readonly plain: Buffer;
  compressed(): Promise<Buffer>;
}

const known = new WeakMap<object, Encoded>();

/** An answer's JSON with a line end. */
export function encodedAnswer(body: object): Encoded {
  const found = known.get(body);
  if (found) return found;
  const plain = Buffer.from(`${JSON.stringify(body)}\n`);
  let small: Promise<Buffer> | undefined;
  const encoded: Encoded = { plain, compressed: () => (small ??= compress(plain, { level: 1 })) };
  known.set(body, encoded);
  return encoded;
}

let lastObject: unknown;
let lastType = "";
let lastLine = Buffer.alloc(0);

/** An event of a watch as a line of JSON. Those who watch the same hear of it one after the other and share the bytes. */
export function encodedEvent({ type, object }: { readonly type: string; readonly object: unknown }): Buffer {
  if (object !== lastObject || type !== lastType) {
    lastLine = Buffer.from(`${JSON.stringify({ type, object })}\n`);
    lastObject = object;
    lastType = type;
  }
  return lastLine;
}
