/** What a plain scalar means in YAML as Go reads it (1.1, without base 60). Mirrors go.yaml.in/yaml/v2 resolve. */

export type Resolved =
  | { readonly tag: "bool"; readonly value: boolean }
  | { readonly tag: "null"; readonly value: null }
  | { readonly tag: "int" | "float"; readonly value: number }
  | { readonly tag: "timestamp" | "merge" | "str"; readonly value: string };

const BOOLS: { readonly [word: string]: boolean } = Object.fromEntries([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false] as const),
]);
const NULLS = new Set(["", "~", "null", "Null", "NULL"]);
const INFINITE = /^([-+]?)\.(inf|Inf|INF)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const INT = /^[-+]?(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/;
const DATE = /^\d{4}-\d\d?-\d\d?(?:[Tt ]\d\d?:\d\d?:\d\d?(?:\.\d+)?(?:Z|[-+]\d\d(?::\d\d)?)?)?$/;

export function resolveScalar(text: string): Resolved {
  if (Object.hasOwn(BOOLS, text)) return { tag: "bool", value: BOOLS[text] as boolean };
  if (NULLS.has(text)) return { tag: "null", value: null };
  if (/^\.(nan|NaN|NAN)$/.test(text)) return { tag: "float", value: Number.NaN };
  const infinite = INFINITE.exec(text);
  if (infinite)
    return { tag: "float", value: infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY };
  if (text === "<<") return { tag: "merge", value: text };
  if (!/^[-+.\d]/.test(text)) return { tag: "str", value: text };
  if (text.startsWith("."))
    return FLOAT.test(text) ? { tag: "float", value: Number(text) } : { tag: "str", value: text };
  if (DATE.test(text)) return { tag: "timestamp", value: text };
  const plain = text.replaceAll("_", "");
  if (INT.test(plain)) {
    const value = intValue(plain);
    if (Math.abs(value) < 2 ** 64) return { tag: "int", value };
  }
  return FLOAT.test(plain) ? { tag: "float", value: Number(plain) } : { tag: "str", value: text };
}

function intValue(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  const value = Number(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return value === 0 ? 0 : sign * value;
}

const BASE60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Whether a string may stand without quotes and is still read as a string. */
export function isPlainString(text: string): boolean {
  return resolveScalar(text).tag === "str" && !BASE60.test(text);
}
