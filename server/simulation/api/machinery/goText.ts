/** Values as Go prints them in Kubernetes' messages. */

/** A Go double-quoted string: `fmt.Sprintf("%q", text)`. Models strconv.Quote. */
export function quote(text: string): string {
  // Most text needs no escape.
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  let result = '"';
  for (const char of text) result += quoteChar(char);
  return `${result}"`;
}

const SHORT_ESCAPES: { readonly [char: string]: string } = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\f": "\\f",
  "\v": "\\v",
  "\b": "\\b",
  "\u0007": "\\a",
};

function quoteChar(char: string): string {
  const short = SHORT_ESCAPES[char];
  if (short !== undefined) return short;
  const code = char.codePointAt(0) as number;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x7f || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char)) return char;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** JSON as Go's encoder writes it: `<`, `>`, `&` and the two line separators escaped. Keys stay in their order. */
export function goJson(value: unknown): string {
  return escapeHtml(JSON.stringify(value ?? null));
}

/** JSON as Go's encoder writes a map: keys sorted, at every depth. */
export function goJsonSorted(value: unknown): string {
  return escapeHtml(JSON.stringify(sortKeys(value ?? null)));
}

function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sortKeys(part)]));
}

/** A JSON value as `fmt.Sprint` prints an unstructured Go value: `map[a:1 b:[x y]]`. */
export function goPrint(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goPrint).join(" ")}]`;
  if (typeof value === "object") {
    const record = value as Record<string, unknown>;
    const keys = Object.keys(record).sort();
    return `map[${keys.map((key) => `${key}:${goPrint(record[key])}`).join(" ")}]`;
  }
  if (typeof value === "number") return goFloat(value);
  return String(value);
}

/** A number as Go's `%v` prints a float64, for whole numbers within int64 as an integer. */
export function goFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63)
    return Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
  return goExponent(value);
}

function goExponent(value: number): string {
  const text = value.toExponential();
  const match = /^(-?[\d.]+)e([+-])(\d+)$/.exec(text);
  if (!match) return text;
  const exponent = Number(`${match[2]}${match[3]}`);
  if (exponent >= -4 && exponent < 21) return String(value);
  return `${match[1]}e${match[2]}${(match[3] as string).padStart(2, "0")}`;
}
