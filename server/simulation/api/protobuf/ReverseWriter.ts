/**
 * Writes protobuf from its end to its beginning: a nested message's length is then known when it is written, and nothing
 * is measured twice. Models gogo/protobuf's MarshalToSizedBuffer.
 */

const FIRST_SIZE = 1024;
/** Characters beyond which a text is encoded as a whole. */
const LONG = 1_000;
const utf8 = new TextEncoder();

export class ReverseWriter {
  private buffer = new Uint8Array(FIRST_SIZE);
  private at = FIRST_SIZE;

  /** Bytes written so far. */
  get length(): number {
    return this.buffer.length - this.at;
  }

  /** What was written, in reading order. */
  finish(): Uint8Array {
    return this.buffer.subarray(this.at);
  }

  tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  /** An unsigned integer below 2^53. */
  varint(value: number): void {
    if (value < 128) {
      this.reserve(1);
      this.buffer[--this.at] = value;
      return;
    }
    let size = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
    this.reserve(size);
    this.at -= size;
    let rest = value;
    for (let index = 0; index < size; index++) {
      this.buffer[this.at + index] = (rest % 128) | (index < size - 1 ? 128 : 0);
      rest = Math.floor(rest / 128);
    }
  }

  /** A signed 64-bit integer. */
  int64(value: number): void {
    if (value >= 0) return this.varint(value);
    let rest = BigInt.asUintN(64, BigInt(value));
    this.reserve(10);
    this.at -= 10;
    for (let index = 0; index < 10; index++) {
      this.buffer[this.at + index] = Number(rest & 127n) | (index < 9 ? 128 : 0);
      rest >>= 7n;
    }
  }

  double(value: number): void {
    this.reserve(8);
    this.at -= 8;
    new DataView(this.buffer.buffer, this.at, 8).setFloat64(0, value, true);
  }

  /** Bytes and, before them, their length. */
  bytes(value: Uint8Array): void {
    this.raw(value);
    this.varint(value.length);
  }

  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.at -= value.length;
    this.buffer.set(value, this.at);
  }

  string(text: string): void {
    const size = text.length;
    if (size > LONG) return this.bytes(utf8.encode(text));
    this.reserve(size);
    const start = this.at - size;
    for (let index = 0; index < size; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) return this.bytes(utf8.encode(text));
      this.buffer[start + index] = code;
    }
    this.at = start;
    this.varint(size);
  }

  private reserve(size: number): void {
    if (this.at >= size) return;
    const length = this.length;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, length + size));
    grown.set(this.finish(), grown.length - length);
    this.buffer = grown;
    this.at = grown.length - length;
  }
}
