/**
 * HTTP/1.1 requests out of the bytes of a TCP connection, as a small server reads them. Bounded; throws BadRequest at what
 * is no HTTP, with the status a server answers before it hangs up.
 */

export interface HttpMessage {
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  /** Names in lower case; repeated ones joined by a comma. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
  readonly keepAlive: boolean;
}

export class BadRequest extends Error {
  constructor(readonly status: 400 | 413 | 414 | 431 | 501 | 505) {
    super(`HTTP ${status}`);
  }
}

const LARGEST_LINE = 8 * 1024;
const LARGEST_HEAD = 32 * 1024;
const LARGEST_BODY = 1024 * 1024;
const MOST_HEADERS = 100;
const LINE_END = "\r\n";

interface Head {
  readonly method: string;
  readonly target: string;
  readonly headers: { readonly [name: string]: string };
  readonly keepAlive: boolean;
  /** Bytes of the body; undefined when it comes in chunks. */
  readonly length: number | undefined;
}

export class RequestReader {
  private held: Buffer = Buffer.alloc(0);
  private head: Head | undefined;
  private chunks: Buffer[] = [];
  private size = 0;
  /** Where in a body of chunks we are: bytes left of a chunk, or what line comes next. */
  private left: number | "size" | "after" | "trailer" = "size";

  /** Bytes not yet made a request of. */
  get waiting(): number {
    return this.held.length + this.size;
  }

  push(bytes: Uint8Array): void {
    this.held = this.held.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.held, bytes]);
  }

  /** The next request that is whole; `onContinue` is told of a client that waits before it sends the body. */
  next(onContinue: () => void): HttpMessage | undefined {
    if (!this.head) {
      this.head = this.readHead();
      if (!this.head) return undefined;
      if (/^100-continue$/i.test(this.head.headers.expect ?? "")) onContinue();
    }
    const { head } = this;
    const body = head.length === undefined ? this.readChunks() : this.readLength(head.length);
    if (!body) return undefined;
    this.head = undefined;
    const { method, target, headers, keepAlive } = head;
    return { method, target, headers, keepAlive, body };
  }

  private readHead(): Head | undefined {
    // Servers forgive empty lines before a request.
    while (this.held[0] === 13 || this.held[0] === 10) this.held = this.held.subarray(1);
    const end = this.held.indexOf("\r\n\r\n");
    const line = this.held.indexOf(LINE_END);
    if (line > LARGEST_LINE || (line < 0 && this.held.length > LARGEST_LINE)) throw new BadRequest(414);
    // Whether it is HTTP at all shows in the first bytes: nobody waits for the rest of something else.
    if (this.held.length > 0 && !/^[A-Z]{1,20}($| )/.test(this.held.toString("latin1", 0, 20)))
      throw new BadRequest(400);
    if (end > LARGEST_HEAD || (end < 0 && this.held.length > LARGEST_HEAD)) throw new BadRequest(431);
    if (end < 0) return undefined;
    const [first = "", ...lines] = this.held.toString("latin1", 0, end).split(LINE_END);
    this.held = this.held.subarray(end + 4);
    const match = /^([A-Z]{1,20}) (\S+) HTTP\/(\d)\.(\d)$/.exec(first);
    if (!match) throw new BadRequest(400);
    if (match[3] !== "1") throw new BadRequest(505);
    if (lines.length > MOST_HEADERS) throw new BadRequest(431);
    const headers: Record<string, string> = {};
    for (const text of lines) {
      const pair = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(text);
      if (!pair) throw new BadRequest(400);
      const name = (pair[1] as string).toLowerCase();
      const value = pair[2] as string;
      if (Object.hasOwn(headers, name)) {
        if (name === "content-length" && headers[name] !== value) throw new BadRequest(400);
        if (name !== "content-length") headers[name] += `, ${value}`;
      } else Object.defineProperty(headers, name, { value, enumerable: true, writable: true, configurable: true });
    }
    const newer = match[4] !== "0";
    const connection = (headers.connection ?? "").toLowerCase();
    return {
      method: match[1] as string,
      target: match[2] as string,
      headers,
      keepAlive: newer ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection),
      length: bodyLength(headers),
    };
  }

  private readLength(length: number): Buffer | undefined {
    if (this.held.length < length) return undefined;
    const body = this.held.subarray(0, length);
    this.held = this.held.subarray(length);
    return body;
  }

  private readChunks(): Buffer | undefined {
    for (;;) {
      if (typeof this.left === "number") {
        const part = this.held.subarray(0, this.left);
        if (part.length > 0) this.chunks.push(part);
        this.size += part.length;
        this.held = this.held.subarray(part.length);
        this.left -= part.length;
        if (this.left > 0) return undefined;
        this.left = "after";
      }
      const end = this.held.indexOf(LINE_END);
      if (end > LARGEST_LINE || (end < 0 && this.held.length > LARGEST_LINE)) throw new BadRequest(431);
      if (end < 0) return undefined;
      const line = this.held.toString("latin1", 0, end);
      this.held = this.held.subarray(end + 2);
      if (this.left === "after") {
        if (line !== "") throw new BadRequest(400);
        this.left = "size";
      } else if (this.left === "size") {
        const size = /^([0-9a-fA-F]{1,8})(?:[ \t]*;.*)?$/.exec(line)?.[1];
        if (size === undefined) throw new BadRequest(400);
        const length = Number.parseInt(size, 16);
        if (this.size + length > LARGEST_BODY) throw new BadRequest(413);
        this.left = length === 0 ? "trailer" : length;
      } else if (line === "") {
        const body = Buffer.concat(this.chunks);
        this.chunks = [];
        this.size = 0;
        this.left = "size";
        return body;
      }
    }
  }
}

function bodyLength(headers: { readonly [name: string]: string }): number | undefined {
  const coding = headers["transfer-encoding"];
  const length = headers["content-length"];
  if (coding !== undefined) {
    // Both at once is how requests are smuggled.
    if (length !== undefined) throw new BadRequest(400);
    if (!/^chunked$/i.test(coding)) throw new BadRequest(501);
    return undefined;
  }
  if (length === undefined) return 0;
  if (!/^\d{1,12}$/.test(length)) throw new BadRequest(400);
  if (Number(length) > LARGEST_BODY) throw new BadRequest(413);
  return Number(length);
}
