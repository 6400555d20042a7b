/**
 * YAML as kubectl prints it: members sorted, lists not indented, long lines folded at 80 columns. Mirrors the emitter of
 * go.yaml.in/yaml/v2, itself libyaml's.
 */
import { isPlainString } from "./resolve.ts";
import { compareKeys } from "./compareKeys.ts";

const BEST_WIDTH = 80;
const INDENT = 2;

/** `value` as JSON has it; members that are undefined are left out. Ends with a line break. */
export function writeYaml(value: unknown): string {
  return new Emitter().document(value);
}

class Emitter {
  private text = "";
  private column = 0;
  private indent = -1;
  /** The last thing written was white space; or only the indentation. */
  private whitespace = true;
  private indention = true;

  document(value: unknown): string {
    this.node(value, { mapping: false });
    this.indent = -1;
    this.writeIndent();
    return this.text;
  }

  private node(value: unknown, { mapping }: { readonly mapping: boolean }): void {
    if (Array.isArray(value)) this.sequence(value, mapping);
    else if (typeof value === "object" && value !== null) this.mapping(value as Record<string, unknown>);
    else this.scalar(value, false);
  }

  private within(indentless: boolean, write: () => void): void {
    const before = this.indent;
    if (this.indent < 0) this.indent = 0;
    else if (!indentless) this.indent += INDENT;
    write();
    this.indent = before;
  }

  private sequence(items: readonly unknown[], mapping: boolean): void {
    if (items.length === 0) return this.indicator("[]", true);
    this.within(mapping && !this.indention, () => {
      for (const item of items) {
        this.writeIndent();
        this.indicator("-", true, true);
        this.node(item ?? null, { mapping: false });
      }
    });
  }

  private mapping(object: Record<string, unknown>): void {
    const keys = Object.keys(object).filter((key) => object[key] !== undefined);
    if (keys.length === 0) return this.indicator("{}", true);
    this.within(false, () => {
      for (const key of keys.sort(compareKeys)) {
        this.writeIndent();
        const simple = !/[\n\r\u0085\u2028\u2029]/.test(key) && new TextEncoder().encode(key).length <= 128;
        if (simple) this.scalar(key, true);
        else {
          this.indicator("?", true, true);
          this.scalar(key, false);
          this.writeIndent();
        }
        this.indicator(":", !simple, !simple);
        this.node(object[key], { mapping: true });
      }
    });
  }

  private scalar(value: unknown, key: boolean): void {
    this.deeper(() => this.styled(value, key));
  }

  /** Further lines of a scalar stand deeper than what it belongs to. */
  private deeper(write: () => void): void {
    const before = this.indent;
    this.indent = before < 0 ? INDENT : before + INDENT;
    write();
    this.indent = before;
  }

  private styled(value: unknown, key: boolean): void {
    if (typeof value !== "string") return this.plain(plainText(value), !key);
    const allowed = analyse(value);
    let style = value.includes("\n") ? "literal" : isPlainString(value) ? "plain" : "double";
    if (key && allowed.multiline) style = "double";
    if (style === "plain" && (!allowed.plain || (value === "" && key))) style = "single";
    if (style === "single" && !allowed.single) style = "double";
    if (style === "literal" && (!allowed.block || key)) style = "double";
    if (style === "plain") this.plain(value, !key);
    else if (style === "single") this.single(value, !key);
    else if (style === "double") this.double(value, !key);
    else this.literal(value);
  }

  private plain(text: string, allowBreaks: boolean): void {
    if (!this.whitespace) this.put(" ");
    this.folded(text, allowBreaks, (chars, index) => chars[index + 1] !== " ");
    this.whitespace = false;
    this.indention = false;
  }

  private single(text: string, allowBreaks: boolean): void {
    this.indicator("'", true);
    this.folded(
      text,
      allowBreaks,
      (chars, index) => index > 0 && index < chars.length - 1 && chars[index + 1] !== " ",
      (char) => (char === "'" ? "''" : char),
    );
    this.indicator("'", false);
  }

  /** Text on one line, broken at single spaces once the line is long enough. */
  private folded(
    text: string,
    allowBreaks: boolean,
    mayBreak: (chars: readonly string[], index: number) => boolean,
    escaped: (char: string) => string = (char) => char,
  ): void {
    const chars = Array.from(text);
    let spaces = false;
    for (const [index, char] of chars.entries()) {
      if (char === " ") {
        if (allowBreaks && !spaces && this.column > BEST_WIDTH && mayBreak(chars, index)) this.writeIndent();
        else this.put(char);
        spaces = true;
      } else {
        for (const one of escaped(char)) this.put(one);
        this.indention = false;
        spaces = false;
      }
    }
  }

  private double(text: string, allowBreaks: boolean): void {
    this.indicator('"', true);
    const chars = Array.from(text);
    let spaces = false;
    for (const [index, char] of chars.entries()) {
      if (!isPrintable(char) || isBreak(char) || char === '"' || char === "\\") {
        for (const one of escapeSequence(char)) this.put(one);
        spaces = false;
      } else if (char === " ") {
        if (allowBreaks && !spaces && this.column > BEST_WIDTH && index > 0 && index < chars.length - 1) {
          this.writeIndent();
          if (chars[index + 1] === " ") this.put("\\");
        } else this.put(char);
        spaces = true;
      } else {
        this.put(char);
        spaces = false;
      }
    }
    this.indicator('"', false);
  }

  private literal(text: string): void {
    this.indicator("|", true);
    const chars = Array.from(text);
    if (chars[0] === " " || isBreak(chars[0] ?? "")) this.indicator(String(INDENT), false);
    const last = chars[chars.length - 1] ?? "";
    if (!isBreak(last)) this.indicator("-", false);
    else if (chars.length === 1 || isBreak(chars[chars.length - 2] ?? "")) this.indicator("+", false);
    this.newLine();
    this.indention = true;
    this.whitespace = true;
    let breaks = true;
    for (const char of chars) {
      if (isBreak(char)) {
        this.newLine(char);
        this.indention = true;
        breaks = true;
        continue;
      }
      if (breaks) this.writeIndent();
      this.put(char);
      this.indention = false;
      breaks = false;
    }
  }

  private writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.newLine();
    while (this.column < indent) this.put(" ");
    this.whitespace = true;
    this.indention = true;
  }

  private indicator(text: string, needsSpace: boolean, isIndention = false): void {
    if (needsSpace && !this.whitespace) this.put(" ");
    for (const char of text) this.put(char);
    this.whitespace = false;
    this.indention = this.indention && isIndention;
  }

  private put(char: string): void {
    this.text += char;
    this.column++;
  }

  private newLine(char = "\n"): void {
    this.text += char;
    this.column = 0;
  }
}

function plainText(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  return value === null || value === undefined ? "null" : String(value);
}

/** As Go's FormatFloat with `g`: large and small numbers with an exponent of two digits. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63)
    return Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 21) return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return String(value);
}

interface Allowed {
  readonly multiline: boolean;
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/** Which styles can hold a text in a block. */
function analyse(text: string): Allowed {
  if (text === "") return { multiline: false, plain: true, single: true, block: false };
  const chars = Array.from(text);
  let indicators = text.startsWith("---") || text.startsWith("...");
  let lineBreaks = false;
  let special = false;
  let breakSpace = false;
  let spaceBreak = false;
  let precededByBlank = true;
  for (const [index, char] of chars.entries()) {
    const followedByBlank = index + 1 >= chars.length || isBlank(chars[index + 1] as string);
    if (index === 0 ? "#,[]{}&*!|>'\"%@`".includes(char) : char === "#" && precededByBlank) indicators = true;
    if ((char === ":" || (index === 0 && (char === "?" || char === "-"))) && followedByBlank) indicators = true;
    if (!isPrintable(char)) special = true;
    const previous = chars[index - 1] ?? "";
    if (char === " " && isBreak(previous)) breakSpace = true;
    if (isBreak(char)) {
      lineBreaks = true;
      if (previous === " ") spaceBreak = true;
    }
    precededByBlank = isBlank(char) || isBreak(char);
  }
  const first = chars[0] as string;
  const last = chars[chars.length - 1] as string;
  const edges = [first, last].some((char) => char === " " || isBreak(char));
  return {
    multiline: lineBreaks,
    plain: !edges && !breakSpace && !spaceBreak && !special && !lineBreaks && !indicators,
    single: !breakSpace && !spaceBreak && !special,
    block: last !== " " && !spaceBreak && !special,
  };
}

function isBlank(char: string): boolean {
  return char === " " || char === "\t";
}

function isBreak(char: string): boolean {
  return char === "\n" || char === "\r" || char === "\u0085" || char === "\u2028" || char === "\u2029";
}

function isPrintable(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
  return (code >= 0xa0 && code < 0xd800) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
}

const ESCAPES: { readonly [code: number]: string } = {
  0: "0",
  7: "a",
  8: "b",
  9: "t",
  10: "n",
  11: "v",
  12: "f",
  13: "r",
  27: "e",
  34: '"',
  92: "\\",
  133: "N",
  160: "_",
  8232: "L",
  8233: "P",
};

function escapeSequence(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const short = Object.hasOwn(ESCAPES, code) ? ESCAPES[code] : undefined;
  if (short !== undefined) return `\\${short}`;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
