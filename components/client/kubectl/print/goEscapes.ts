/** Escapes of Go's strings, as readers of templates and of JSONPath meet them. */

const SHORT: { readonly [letter: string]: string } = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/** An escape in a text: what stands behind the backslash is its first group. */
export const GO_ESCAPE = /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|[\s\S]|$)/g;

/** The character that is meant by what stands behind a backslash; undefined: none is. `quote` stands for itself. */
export function goEscaped(code: string, quote = ""): string | undefined {
  if (code === quote && code !== "") return code;
  if (Object.hasOwn(SHORT, code)) return SHORT[code];
  if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
  return /^[0-7]{3}$/.test(code) ? String.fromCodePoint(Number.parseInt(code, 8)) : undefined;
}
