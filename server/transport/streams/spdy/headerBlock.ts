/**
 * Header blocks of SPDY/3.1: name-value pairs in one zlib stream per direction, begun with a dictionary both sides know.
 * Wire format: SPDY draft 3.1, 2.6.10. What we send is stored uncompressed in a valid zlib stream: there is nothing to save.
 */
import { Unzlib } from "fflate";

/** Bytes of one decompressed block; more is an attack. */
const LARGEST_BLOCK = 64 * 1024;
const LARGEST_STORED = 65_535;

/** The dictionary of the protocol: these words with their lengths, then one long text. 1,423 bytes. */
const WORDS =
  "options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status"
    .split(" ")
    .concat("200 OK", "version", "HTTP/1.1", "url", "public", "set-cookie", "keep-alive", "origin");
const TAIL = [
  "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505",
  "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden",
  "404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable",
  "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT",
  "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,",
  "publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.",
].join("");

export const DICTIONARY: Buffer = Buffer.concat([
  ...WORDS.flatMap((word) => [uint32(word.length), Buffer.from(word)]),
  Buffer.from(TAIL),
]);

export type Headers = ReadonlyMap<string, string>;

/** Reads the blocks of one connection, in order. Throws an Error at anything malformed; then the connection is lost. */
export class HeaderReader {
  private parts: Uint8Array[] = [];
  private size = 0;
  private readonly inflate = new Unzlib({ dictionary: DICTIONARY }, (part) => {
    this.size += part.length;
    if (this.size > LARGEST_BLOCK) throw new Error("a header block is too large");
    if (part.length > 0) this.parts.push(part);
  });

  /** Names are in lower case. */
  read(block: Uint8Array): Headers {
    this.parts = [];
    this.size = 0;
    this.inflate.push(block);
    return parsePairs(Buffer.concat(this.parts));
  }
}

function parsePairs(text: Buffer): Headers {
  const headers = new Map<string, string>();
  let at = 0;
  const number = (): number => {
    const value = text.readUInt32BE(at);
    at += 4;
    return value;
  };
  const word = (): string => {
    const length = number();
    if (length > text.length - at) throw new Error("a header is cut short");
    const value = text.toString("utf8", at, at + length);
    at += length;
    return value;
  };
  for (let left = number(); left > 0; left--) headers.set(word().toLowerCase(), word());
  return headers;
}

/** Writes the blocks of one connection, in order. */
export class HeaderWriter {
  private begun = false;

  write(headers: readonly (readonly [name: string, value: string])[]): Buffer {
    const pairs = headers.flatMap((pair) =>
      pair.flatMap((text) => [uint32(Buffer.byteLength(text)), Buffer.from(text)]),
    );
    const text = Buffer.concat([uint32(headers.length), ...pairs]);
    const parts: Buffer[] = this.begun ? [] : [Buffer.from([0x78, 0x01])];
    this.begun = true;
    for (let at = 0; at < text.length; at += LARGEST_STORED) {
      const part = text.subarray(at, at + LARGEST_STORED);
      const head = Buffer.alloc(5);
      head.writeUInt16LE(part.length, 1);
      head.writeUInt16LE(~part.length & 0xffff, 3);
      parts.push(head, part);
    }
    // An empty block makes decoders hand out what they have instead of looking for more.
    parts.push(Buffer.from([0, 0, 0, 0xff, 0xff]));
    return Buffer.concat(parts);
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
