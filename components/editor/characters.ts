/**
 * Characters that come along when YAML is copied from a blog or typed with a Korean keyboard, and that YAML does not take for
 * what they look like. In comments, quoted texts and blocks of text they are what they are. Pure.
 */

export interface OddCharacter {
  readonly from: number;
  readonly to: number;
  readonly code: "tab" | "space" | "invisible" | "quote" | "fullWidth" | "dash";
  /** As it stands there. */
  readonly found: string;
  readonly fix: string;
}

const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
const INVISIBLE = /[\u200b-\u200f\u2060\ufeff]/;
const QUOTES: { readonly [character: string]: string } = {
  "“": '"',
  "”": '"',
  "„": '"',
  "＂": '"',
  "‘": "'",
  "’": "'",
  "‚": "'",
  "＇": "'",
};
const BRACKETS: { readonly [character: string]: string } = { "［": "[", "］": "]", "｛": "{", "｝": "}" };
const DASHES = /[‐‑‒–—―−－]/;
/** Letters, digits and marks of names and numbers as a Korean or Japanese keyboard writes them. */
const WIDE = /[０-９Ａ-Ｚａ-ｚ．／＿＝％＋]/;
/** A line without its comment in which they are nothing but that: all else in it is ASCII, or looks like it. */
const PLAIN_LINE = /^[\s\x21-\x7e\u200b-\u200f\u2060\ufeff！-～“”„‘’‚‐‑‒–—―−]*$/;
/** What stands `0xFEE0` over its ASCII character. */
const WIDE_OFFSET = 0xfee0;
/** A line of dashes alone: what a blog made of `---` between documents. */
const SEPARATOR = /^[-‐‑‒–—―−－]{1,3}(?=\s*$)/;

export function findOddCharacters(text: string): readonly OddCharacter[] {
  const found: OddCharacter[] = [];
  const lines = text.split("\n");
  let block = -1;
  let open: Open = { depth: 0, quote: "", closing: "" };
  let start = 0;
  for (const [index, line] of lines.entries()) {
    const indent = indentOf(line);
    const isText = block >= 0 && (line.trim() === "" || indent > block);
    if (!isText) {
      block = -1;
      open = scanLine(line, { start, open, found, after: () => continuation(lines, index) });
      if (/(:|^\s*-)\s+[|>][-+0-9]*\s*(#.*)?$/.test(line)) block = indent;
    }
    start += line.length + 1;
  }
  return found;
}

function indentOf(line: string): number {
  return /^[\s\u200b\ufeff]*/.exec(line)?.[0].length ?? 0;
}

/** Lines a value that begins on line `index` may go on in. */
function continuation(lines: readonly string[], index: number): string {
  const indent = indentOf(lines[index] ?? "");
  let end = index + 1;
  while (end < lines.length && (lines[end]?.trim() === "" || indentOf(lines[end] ?? "") > indent)) end++;
  return lines.slice(index + 1, end).join("\n");
}

/** What is open at the end of a line. */
interface Open {
  /** How many brackets. */
  readonly depth: number;
  /** A quote that YAML knows. */
  readonly quote: string;
  /** What closes the text in curly quotes that one is in. */
  readonly closing: string;
}

interface Scan {
  readonly start: number;
  readonly open: Open;
  readonly found: OddCharacter[];
  /** What may belong to the line's last value. */
  after(): string;
}

function scanLine(line: string, { start, open, found, after }: Scan): Open {
  let { depth, quote, closing } = open;
  let hasKey = false;
  let curly = false;
  // In a sentence they are letters of it.
  const isPlain = PLAIN_LINE.test(line.replace(/(^|\s)[#＃].*$/, ""));
  const note = (index: number, code: OddCharacter["code"], fix: string): void => {
    found.push({ from: start + index, to: start + index + 1, code, found: line[index] ?? "", fix });
  };
  const ended = (): Open => ({ depth, quote, closing });
  const separator = depth === 0 && !quote && !closing ? SEPARATOR.exec(line)?.[0] : undefined;
  if (separator && DASHES.test(separator)) {
    found.push({ from: start, to: start + separator.length, code: "dash", found: separator, fix: "---" });
    return ended();
  }
  for (let index = 0; index < line.length; index++) {
    const character = line[index] ?? "";
    const before = line.slice(0, index);
    const atBegin = before.trim() === "" || /^[\s]*([-‐‑‒–—―−－]\s+)+$/.test(before);
    if (quote) {
      // Within single quotes two of them stand for one.
      if (quote === "'" && character === quote && line[index + 1] === quote) index++;
      else if (character === quote && (quote === "'" || line[index - 1] !== "\\")) quote = "";
      continue;
    }
    if (closing) {
      // All but quotes is text: neither a comment nor a comma begins here.
      const fix = QUOTES[character];
      if (fix !== undefined) note(index, "quote", fix);
      if (fix === closing) closing = "";
      continue;
    }
    if (character === "#" && (index === 0 || /\s/.test(line[index - 1] ?? ""))) return ended();
    if (character === "＃" && (index === 0 || /\s/.test(line[index - 1] ?? ""))) {
      note(index, "fullWidth", "#");
      return ended();
    }
    if (character === '"' || character === "'") {
      const opens = atBegin || /[\s:,[{]$/.test(before);
      // One that nothing closes says nothing about what follows.
      if (opens && `${line.slice(index + 1)}\n${after()}`.includes(character)) quote = character;
    } else if (character === "\t") {
      // Between a value and its comment a tab does no harm.
      if (before.trim() === "") note(index, "tab", "  ");
    } else if (SPACES.test(character)) note(index, "space", " ");
    else if (INVISIBLE.test(character)) note(index, "invisible", "");
    else if (QUOTES[character] !== undefined) {
      // In the middle of a text they are part of it.
      const opens = atBegin || /[:,[{：，［｛]\s*$/.test(before);
      curly ||= opens;
      if (curly) note(index, "quote", QUOTES[character]);
      const rest = [...`${line.slice(index + 1)}\n${after()}`];
      if (opens && rest.some((each) => QUOTES[each] === QUOTES[character])) closing = QUOTES[character];
    } else if (BRACKETS[character] !== undefined && (depth > 0 || atBegin || /:\s*$/.test(before))) {
      note(index, "fullWidth", BRACKETS[character]);
      depth += /[［｛]/.test(character) ? 1 : -1;
      hasKey = false;
    } else if (DASHES.test(character)) {
      const listItem = atBegin && /^\s/.test(line.slice(index + 1));
      if (listItem || character === "‑" || (character === "－" && !hasKey)) note(index, "dash", "-");
    } else if (isPlain && WIDE.test(character)) {
      note(index, "fullWidth", String.fromCharCode(character.charCodeAt(0) - WIDE_OFFSET));
    } else if (character === "：") {
      const isKey: boolean = !hasKey && /[\w./-]\s*$/.test(before);
      if (isKey) note(index, "fullWidth", /^\s|^$/.test(line.slice(index + 1)) ? ":" : ": ");
      // Within an image's name or an address.
      else if (isPlain && /\S$/.test(before) && /^\S/.test(line.slice(index + 1))) note(index, "fullWidth", ":");
      hasKey ||= isKey;
    } else if (character === "，" && depth > 0) {
      note(index, "fullWidth", ",");
      hasKey = false;
    } else if (character === "[" || character === "{") {
      depth++;
      hasKey = false;
    } else if (character === "," && depth > 0) hasKey = false;
    else if (character === "]" || character === "}") depth = Math.max(0, depth - 1);
    else if (character === ":" && /^\s|^$/.test(line.slice(index + 1))) hasKey = true;
  }
  return ended();
}

/** The text with all of them replaced. */
export function fixOddCharacters(text: string): string {
  let result = "";
  let at = 0;
  for (const { from, to, fix } of findOddCharacters(text)) {
    result += text.slice(at, from) + fix;
    at = to;
  }
  return result + text.slice(at);
}
