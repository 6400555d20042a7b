/** SHA-256 and HMAC (FIPS 180-4, RFC 2104): the simulation may use no module of the machine's. */

const ROUND = Uint32Array.from({ length: 64 }, (_, index) => (fraction(Math.cbrt(primeAt(index))) * 2 ** 32) >>> 0);
const START = Uint32Array.from({ length: 8 }, (_, index) => (fraction(Math.sqrt(primeAt(index))) * 2 ** 32) >>> 0);
const BLOCK = 64;

function fraction(value: number): number {
  return value - Math.floor(value);
}

function primeAt(index: number): number {
  let found = 0;
  for (let candidate = 2; ; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
    if (prime && found++ === index) return candidate;
  }
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

export function sha256(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, (bytes.length * 8) >>> 0);
  const state = START.slice();
  const words = new Uint32Array(64);
  for (let start = 0; start < padded.length; start += BLOCK) {
    for (let index = 0; index < 16; index++) words[index] = view.getUint32(start + index * 4);
    compress(state, words);
  }
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  state.forEach((word, index) => out.setUint32(index * 4, word));
  return digest;
}

function compress(state: Uint32Array, words: Uint32Array): void {
  const word = (index: number): number => words[index] as number;
  for (let index = 16; index < 64; index++) {
    const early = word(index - 15);
    const late = word(index - 2);
    const low = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const high = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[index] = word(index - 16) + low + word(index - 7) + high;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index++) {
    const mixed = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + mixed + ((e & f) ^ (~e & g)) + (ROUND[index] as number) + word(index)) | 0;
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => {
    state[index] = (state[index] as number) + value;
  });
}

/** HMAC-SHA-256. */
export function hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(BLOCK);
  padded.set(key.length > BLOCK ? sha256(key) : key);
  const around = (mask: number, inner: Uint8Array): Uint8Array => {
    const joined = new Uint8Array(BLOCK + inner.length);
    padded.forEach((byte, index) => {
      joined[index] = byte ^ mask;
    });
    joined.set(inner, BLOCK);
    return sha256(joined);
  };
  return around(0x5c, around(0x36, bytes));
}
