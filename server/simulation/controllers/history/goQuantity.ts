/**
 * A quantity as Go's debug printer shows it: what the parser made of the text, and the text when it is in its usual form.
 * Models apimachinery pkg/api/resource/quantity.go ParseQuantity.
 */

const DECIMAL: { readonly [suffix: string]: number } = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY: { readonly [suffix: string]: number } = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const TEXT = /^([+-]?)0*(\d*)(?:\.(\d*))?(n|u|m|[kMGTPE]?|[KMGTPE]i|[eE][+-]?\d+)$/;
const MOST = 2n ** 63n - 1n;

interface Parsed {
  readonly value: bigint;
  readonly scale: number;
  readonly text: string;
  readonly format: string;
}

/** The content of the struct, in braces. */
export function goQuantity(quantity: string | number | undefined): string {
  const { value, scale, text, format } = parse(quantity === undefined ? "" : String(quantity));
  const amount = `i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}}`;
  const exact = "d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>}";
  return `{${amount} ${exact} s:(string)${text} Format:(resource.Format)${format}}`;
}

function parse(text: string): Parsed {
  if (text === "") return { value: 0n, scale: 0, text, format: "" };
  if (text === "0") return { value: 0n, scale: 0, text, format: "DecimalSI" };
  const [, sign = "", whole = "", fraction = "", suffix = ""] = TEXT.exec(text) ?? [];
  const digits = (whole || "0") + fraction;
  const signed = (value: bigint): bigint => (sign === "-" ? -value : value);
  const binary = BINARY[suffix];
  if (binary !== undefined) {
    const value = BigInt(digits) << BigInt(binary);
    // Fractions and numbers too long for 64 bits are stored in their usual form, so they are not met here.
    const usual = (BigInt(digits) & 7n) !== 0n;
    return { value: signed(value > MOST ? MOST : value), scale: 0, text: usual ? text : "", format: "BinarySI" };
  }
  const exponent = DECIMAL[suffix] ?? Number(suffix.slice(1));
  const scale = exponent - fraction.length;
  const usual = scale % 3 === 0 && !digits.endsWith("000") && !digits.startsWith("0");
  const format = DECIMAL[suffix] === undefined ? "DecimalExponent" : "DecimalSI";
  return { value: signed(BigInt(digits)), scale, text: usual ? text : "", format };
}
