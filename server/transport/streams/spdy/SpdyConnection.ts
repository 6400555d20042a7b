/**
 * The server's end of a SPDY/3.1 connection as Kubernetes uses it: the client opens streams with headers, both send bytes.
 * No flow control within a connection, as github.com/moby/spdystream has none: a line that is not read is cut.
 */
import type { ByteLink } from "../ByteLink.ts";
import { dataFrame, type Frame, FrameReader, goAwayFrame, pingFrame, replyFrame, resetFrame } from "./frames.ts";
import { HeaderReader, HeaderWriter, type Headers } from "./headerBlock.ts";

/** Streams open at a time. */
const MOST_STREAMS = 256;
/** Bytes that may wait for a client that does not read. */
const MOST_WAITING = 8 * 1024 * 1024;
const LARGEST_WRITE = 64 * 1024;

export interface SpdyStream {
  readonly id: number;
  readonly headers: Headers;
  onData: (data: Buffer) => void;
  /** The client sends no more. */
  onEnd: () => void;
  /** The stream is gone: reset, or its connection was lost. Not after both sides ended. */
  onGone: () => void;
  write(data: Uint8Array): void;
  end(): void;
  reset(): void;
}

interface OpenStream extends SpdyStream {
  ended: boolean;
  clientEnded: boolean;
}

export class SpdyConnection {
  onClose: () => void = () => undefined;
  private readonly frames = new FrameReader();
  private readonly headers = new HeaderReader();
  private readonly writer = new HeaderWriter();
  private readonly streams = new Map<number, OpenStream>();
  private lastId = 0;
  private closed = false;

  /** `accept` takes a stream, or says false to refuse it. */
  constructor(
    private readonly link: ByteLink,
    private readonly accept: (stream: SpdyStream) => boolean,
  ) {
    link.onClose(() => this.lose());
    link.onBytes((bytes) => {
      try {
        if (!this.closed) for (const frame of this.frames.read(bytes)) this.handle(frame);
      } catch {
        // Whatever was malformed, the two sides no longer agree where frames begin.
        this.close();
      }
    });
  }

  get streamCount(): number {
    return this.streams.size;
  }

  /** Says goodbye and ends the line; what was written still arrives. */
  close(): void {
    if (this.closed) return;
    this.send(goAwayFrame(this.lastId));
    this.lose();
    this.link.end();
  }

  private lose(): void {
    if (this.closed) return;
    this.closed = true;
    const open = [...this.streams.values()];
    this.streams.clear();
    for (const stream of open) stream.onGone();
    this.onClose();
  }

  private handle(frame: Frame): void {
    switch (frame.kind) {
      case "open":
        return this.open(frame.id, this.headers.read(frame.block), frame.finished);
      case "headers":
        return void this.headers.read(frame.block);
      case "ping":
        return frame.id % 2 === 1 ? this.send(pingFrame(frame.id)) : undefined;
      case "goaway":
        return this.close();
      case "reset": {
        const stream = this.streams.get(frame.id);
        if (!this.streams.delete(frame.id)) return;
        stream?.onGone();
        return;
      }
      case "data": {
        const stream = this.streams.get(frame.id);
        // Bytes for a stream that has gone meanwhile are nobody's.
        if (!stream || stream.clientEnded) return;
        if (frame.data.length > 0) stream.onData(frame.data);
        if (frame.finished) this.clientEnd(stream);
      }
    }
  }

  private open(id: number, headers: Headers, finished: boolean): void {
    if (id % 2 === 0 || id <= this.lastId) throw new Error("a stream's number is wrong");
    this.lastId = id;
    if (this.streams.size >= MOST_STREAMS) return this.send(resetFrame(id, 3));
    const nothing = (): void => undefined;
    const stream: OpenStream = {
      id,
      headers,
      ended: false,
      clientEnded: false,
      onData: nothing,
      onEnd: nothing,
      onGone: nothing,
      write: (data) => {
        if (stream.ended) return;
        for (let at = 0; at < data.length; at += LARGEST_WRITE)
          this.send(dataFrame(id, data.subarray(at, at + LARGEST_WRITE), false));
      },
      end: () => {
        if (stream.ended) return;
        stream.ended = true;
        this.send(dataFrame(id, Buffer.alloc(0), true));
        if (stream.clientEnded) this.streams.delete(id);
      },
      reset: () => {
        stream.ended = true;
        if (this.streams.delete(id)) this.send(resetFrame(id, 5));
      },
    };
    this.streams.set(id, stream);
    // The reply comes first: whoever accepts may write at once.
    this.send(replyFrame(id, this.writer.write([])));
    if (!this.accept(stream)) {
      this.streams.delete(id);
      return this.send(resetFrame(id, 3));
    }
    if (finished) this.clientEnd(stream);
  }

  private clientEnd(stream: OpenStream): void {
    stream.clientEnded = true;
    if (stream.ended) this.streams.delete(stream.id);
    stream.onEnd();
  }

  private send(bytes: Buffer): void {
    if (this.closed) return;
    this.link.send(bytes);
    if (this.link.waiting > MOST_WAITING) {
      this.link.destroy();
      this.lose();
    }
  }
}
