/** Reads protobuf's wire format with the errors of Go's generated code. Models gogo/protobuf's unmarshalling. */

/** The bytes are no such message; the text is Go's. */
export class ProtobufError extends Error {}

const utf8 = new TextDecoder();

export class WireReader {
  private at: number;
  /** Halves of the varint read last. */
  private low = 0;
  private high = 0;

  constructor(
    private readonly bytes: Uint8Array,
    start = 0,
    private readonly end = bytes.length,
  ) {
    this.at = start;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  /** A varint as an unsigned number, exact below 2^53. */
  varint(): number {
    this.readVarint();
    return this.high * 2 ** 32 + this.low;
  }

  /** A varint as a signed 64-bit integer. */
  int64(): number {
    this.readVarint();
    return (this.high | 0) * 2 ** 32 + this.low;
  }

  /** A varint cut to a signed 32-bit integer, as Go does. */
  int32(): number {
    this.readVarint();
    return this.low | 0;
  }

  double(): number {
    return new DataView(this.take(8).slice().buffer).getFloat64(0, true);
  }

  /** A length and as many bytes. Shared with the input. */
  bytesField(): Uint8Array {
    const length = this.varint();
    if (length >= 2 ** 31) throw new ProtobufError("proto: negative length found during unmarshaling");
    return this.take(length);
  }

  string(): string {
    return utf8.decode(this.bytesField());
  }

  /** A reader of the nested message that begins here. */
  nested(): WireReader {
    const inner = this.bytesField();
    return new WireReader(inner);
  }

  /** Skips a field's value. Groups are skipped with what they hold. */
  skip(wireType: number): void {
    let depth = 0;
    let type = wireType;
    for (;;) {
      if (type === 0) this.varint();
      else if (type === 1) this.take(8);
      else if (type === 2) this.bytesField();
      else if (type === 5) this.take(4);
      else if (type === 3) depth++;
      else if (type === 4) {
        if (depth === 0) throw new ProtobufError("proto: unexpected end of group");
        depth--;
      } else throw new ProtobufError(`proto: illegal wireType ${type}`);
      if (depth === 0) return;
      type = this.varint() % 8;
    }
  }

  private readVarint(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift >= 64) throw new ProtobufError("proto: integer overflow");
      const byte = this.byte();
      if (shift < 28) low |= (byte & 127) << shift;
      else if (shift === 28) {
        low |= (byte & 15) << 28;
        high |= (byte & 127) >> 4;
      } else high |= (byte & 127) << (shift - 32);
      if (byte < 128) break;
    }
    this.low = low >>> 0;
    this.high = high >>> 0;
  }

  private byte(): number {
    if (this.at >= this.end) throw new ProtobufError("unexpected EOF");
    return this.bytes[this.at++] as number;
  }

  private take(length: number): Uint8Array {
    if (this.at + length > this.end) throw new ProtobufError("unexpected EOF");
    const taken = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }
}
