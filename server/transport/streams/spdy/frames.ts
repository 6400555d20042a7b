/** Frames of SPDY/3.1, out of bytes and into bytes. Kinds nobody here acts on are read over. Throws at what is malformed. */

export type Frame =
  | { readonly kind: "open"; readonly id: number; readonly finished: boolean; readonly block: Buffer }
  | { readonly kind: "data"; readonly id: number; readonly finished: boolean; readonly data: Buffer }
  /** More headers of a stream. They pass through the same zlib stream, so they must be read. */
  | { readonly kind: "headers"; readonly id: number; readonly block: Buffer }
  | { readonly kind: "reset"; readonly id: number }
  | { readonly kind: "ping"; readonly id: number }
  | { readonly kind: "goaway" };

const VERSION = 3;
const TYPE = { open: 1, reply: 2, reset: 3, ping: 6, goaway: 7, headers: 8 } as const;
const FINISHED = 1;
/** Bytes of a frame's content. */
const LARGEST_DATA = 1024 * 1024;
const LARGEST_CONTROL = 16 * 1024;

export class FrameReader {
  private held: Buffer = Buffer.alloc(0);

  /** The frames that are whole now. */
  *read(bytes: Buffer): Generator<Frame> {
    this.held = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    while (this.held.length >= 8) {
      const isControl = (this.held[0] as number) >= 0x80;
      const length = this.held.readUIntBE(5, 3);
      if (length > (isControl ? LARGEST_CONTROL : LARGEST_DATA)) throw new Error("a frame is too large");
      if (this.held.length < 8 + length) return;
      const frame = this.held.subarray(0, 8 + length);
      this.held = this.held.subarray(8 + length);
      const parsed = isControl ? parseControl(frame) : parseData(frame);
      if (parsed) yield parsed;
    }
  }
}

function parseData(frame: Buffer): Frame {
  return {
    kind: "data",
    id: frame.readUInt32BE(0),
    finished: ((frame[4] as number) & FINISHED) !== 0,
    data: frame.subarray(8),
  };
}

function parseControl(frame: Buffer): Frame | undefined {
  if ((frame.readUInt16BE(0) & 0x7fff) !== VERSION) throw new Error("another version of SPDY");
  const content = frame.subarray(8);
  const need = (bytes: number): void => {
    if (content.length < bytes) throw new Error("a frame is cut short");
  };
  const id = (): number => content.readUInt32BE(0) & 0x7fff_ffff;
  switch (frame.readUInt16BE(2)) {
    case TYPE.open:
      need(10);
      return {
        kind: "open",
        id: id(),
        finished: ((frame[4] as number) & FINISHED) !== 0,
        block: content.subarray(10),
      };
    case TYPE.reply:
    case TYPE.headers:
      need(4);
      return { kind: "headers", id: id(), block: content.subarray(4) };
    case TYPE.reset:
      need(8);
      return { kind: "reset", id: id() };
    case TYPE.ping:
      need(4);
      return { kind: "ping", id: content.readUInt32BE(0) };
    case TYPE.goaway:
      return { kind: "goaway" };
    default:
      return undefined;
  }
}

export function replyFrame(id: number, block: Buffer): Buffer {
  return control(TYPE.reply, Buffer.concat([uint32(id), block]));
}

/** `status`: 1 protocol error, 3 refused, 5 cancel. */
export function resetFrame(id: number, status: 1 | 3 | 5): Buffer {
  return control(TYPE.reset, Buffer.concat([uint32(id), uint32(status)]));
}

export function pingFrame(id: number): Buffer {
  return control(TYPE.ping, uint32(id));
}

export function goAwayFrame(lastId: number): Buffer {
  return control(TYPE.goaway, Buffer.concat([uint32(lastId), uint32(0)]));
}

export function dataFrame(id: number, data: Uint8Array, finished: boolean): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head[4] = finished ? FINISHED : 0;
  head.writeUIntBE(data.length, 5, 3);
  return Buffer.concat([head, data]);
}

function control(type: number, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8000 | VERSION, 0);
  head.writeUInt16BE(type, 2);
  head.writeUIntBE(content.length, 5, 3);
  return Buffer.concat([head, content]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
