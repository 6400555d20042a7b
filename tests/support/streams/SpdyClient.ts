/** A SPDY/3.1 client for tests: compresses headers as Go's does, reads what the server writes. */
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from "node:zlib";
import { DICTIONARY } from "../../../server/transport/streams/spdy/headerBlock.ts";

export interface ClientStream {
  readonly id: number;
  data: Buffer;
  replied: boolean;
  ended: boolean;
  reset: boolean;
}

export class SpdyClient {
  readonly streams = new Map<number, ClientStream>();
  goneAway = false;
  readonly pings: number[] = [];
  private readonly deflate: Deflate = createDeflate({ dictionary: DICTIONARY, level: 9 });
  private readonly inflate: Inflate = createInflate({ dictionary: DICTIONARY });
  private nextId = 1;
  private before: Promise<unknown> = Promise.resolve();
  private held = Buffer.alloc(0);
  private packed: Buffer[] = [];

  constructor(private readonly send: (bytes: Buffer) => void) {
    this.deflate.on("data", (part: Buffer) => this.packed.push(part));
    this.inflate.resume();
  }

  /** One after the other, however many ask at once. */
  open(headers: Readonly<Record<string, string>>, finished = false): Promise<ClientStream> {
    const opened = this.before.then(() => this.openNext(headers, finished));
    this.before = opened;
    return opened;
  }

  private async openNext(headers: Readonly<Record<string, string>>, finished: boolean): Promise<ClientStream> {
    const id = this.nextId;
    this.nextId += 2;
    const stream: ClientStream = { id, data: Buffer.alloc(0), replied: false, ended: false, reset: false };
    this.streams.set(id, stream);
    const content = Buffer.concat([uint32(id), uint32(0), Buffer.from([0, 0]), await this.block(headers)]);
    this.send(control(1, content, finished ? 1 : 0));
    return stream;
  }

  write(stream: ClientStream, data: string | Buffer, finished = false): void {
    const bytes = Buffer.from(data);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(stream.id, 0);
    head[4] = finished ? 1 : 0;
    head.writeUIntBE(bytes.length, 5, 3);
    this.send(Buffer.concat([head, bytes]));
  }

  ping(id: number): void {
    this.send(control(6, uint32(id)));
  }

  receive(bytes: Buffer): void {
    this.held = Buffer.concat([this.held, bytes]);
    while (this.held.length >= 8) {
      const length = this.held.readUIntBE(5, 3);
      if (this.held.length < 8 + length) return;
      const frame = this.held.subarray(0, 8 + length);
      this.held = this.held.subarray(8 + length);
      this.handle(frame);
    }
  }

  private handle(frame: Buffer): void {
    const content = frame.subarray(8);
    if ((frame[0] as number) < 0x80) {
      const stream = this.streams.get(frame.readUInt32BE(0));
      if (!stream) throw new Error("data for a stream nobody opened");
      if (!stream.replied) throw new Error("data before the reply");
      stream.data = Buffer.concat([stream.data, content]);
      if ((frame[4] as number) & 1) stream.ended = true;
      return;
    }
    const type = frame.readUInt16BE(2);
    if (type === 7) this.goneAway = true;
    else if (type === 6) this.pings.push(content.readUInt32BE(0));
    else if (type === 2 || type === 3) {
      const stream = this.streams.get(content.readUInt32BE(0));
      if (!stream) throw new Error("a reply for a stream nobody opened");
      if (type === 2) {
        stream.replied = true;
        this.inflate.write(content.subarray(4));
      } else stream.reset = true;
    }
  }

  private block(headers: Readonly<Record<string, string>>): Promise<Buffer> {
    const pairs = Object.entries(headers);
    const parts = pairs.flatMap((pair) => pair.flatMap((text) => [uint32(text.length), Buffer.from(text)]));
    this.packed = [];
    return new Promise((resolve) => {
      this.deflate.write(Buffer.concat([uint32(pairs.length), ...parts]));
      this.deflate.flush(constants.Z_SYNC_FLUSH, () => resolve(Buffer.concat(this.packed)));
    });
  }
}

export function control(type: number, content: Buffer, flags = 0): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  head[4] = flags;
  head.writeUIntBE(content.length, 5, 3);
  return Buffer.concat([head, content]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
