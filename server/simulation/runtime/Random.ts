/** The 27 characters Kubernetes draws generated names from (no vowels, nothing that reads as another character). */
const NAME_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const HEX = "0123456789abcdef";
const HYPHEN = 45;
const uuidCodes = new Array<number>(36).fill(0);

/** The four 32-bit words of the generator. */
export type RandomState = readonly [number, number, number, number];

/** Seeded randomness (sfc32). The only source of chance in the simulation; its state is part of every snapshot. */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  private constructor() {}

  /** A generator for `seed`; equal seeds give equal sequences. */
  static fromSeed(seed: number): Random {
    const random = new Random();
    random.a = seed | 0;
    random.b = (seed ^ 0x9e3779b9) | 0;
    random.c = Math.imul(seed, 0x85ebca6b) | 0;
    for (let round = 0; round < 12; round++) random.uint32();
    return random;
  }

  state(): RandomState {
    return [this.a, this.b, this.c, this.counter];
  }

  restore(state: RandomState): void {
    [this.a, this.b, this.c, this.counter] = state;
  }

  /** A whole number in [0, 2³²). */
  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }

  /** A fraction in [0, 1). */
  next(): number {
    return this.uint32() / 4294967296;
  }

  /** A whole number in [0, limit). */
  int(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** A random suffix as Kubernetes appends to `generateName`. */
  suffix(length = 5): string {
    let text = "";
    for (let index = 0; index < length; index++) text += NAME_ALPHABET[this.int(NAME_ALPHABET.length)];
    return text;
  }

  /** A version 4 UUID. */
  uuid(): string {
    // From codes: text grown letter by letter is kept by V8 as a chain thirty times as large.
    let word = 0;
    let at = 0;
    for (let index = 0; index < 32; index++) {
      if (index % 8 === 0) word = this.uint32();
      if (index === 8 || index === 12 || index === 16 || index === 20) uuidCodes[at++] = HYPHEN;
      let nibble = word & 15;
      word >>>= 4;
      if (index === 12) nibble = 4;
      if (index === 16) nibble = (nibble & 3) | 8;
      uuidCodes[at++] = HEX.charCodeAt(nibble);
    }
    return String.fromCharCode(...uuidCodes);
  }
}
