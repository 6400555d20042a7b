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
/** A line of dashes alone: what a blog made of `---` between documents. */
const SEPARATOR = /^[-‐‑‒–—―−－]{1,3}(?=\s*$)/;

export function findOddCharacters(text: string): readonly OddCharacter[] {
  const found: OddCharacter[] = [];
  let block = -1;
  let depth = 0;
  let start = 0;
  for (const line of text.split("\n")) {
    const indent = /^[\s\u200b\ufeff]*/.exec(line)?.[0].length ?? 0;
    const isText = block >= 0 && (line.trim() === "" || indent > block);
    if (!isText) {
      block = -1;
      depth = scanLine(line, { start, depth, found });
      if (/(:|^\s*-)\s+[|>][-+0-9]*\s*(#.*)?$/.test(line)) block = indent;
    }
    start += line.length + 1;
  }
  return found;
}

interface Scan {
  readonly start: number;
  /** How many brackets are open. */
  readonly depth: number;
  readonly found: OddCharacter[];
}

function scanLine(line: string, { start, depth: open, found }: Scan): number {
  let depth = open;
  let quote = "";
  let hasKey = false;
  let curly = false;
  /** What closes the text in curly quotes that one is in. */
  let closing = "";
  const note = (index: number, code: OddCharacter["code"], fix: string): void => {
    found.push({ from: start + index, to: start + index + 1, code, found: line[index] ?? "", fix });
  };
  const separator = depth === 0 ? SEPARATOR.exec(line)?.[0] : undefined;
  if (separator && DASHES.test(separator)) {
    found.push({ from: start, to: start + separator.length, code: "dash", found: separator, fix: "---" });
    return depth;
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
    if (character === "#" && (index === 0 || /\s/.test(line[index - 1] ?? ""))) return depth;
    if (character === "＃" && (index === 0 || /\s/.test(line[index - 1] ?? ""))) {
      note(index, "fullWidth", "#");
      return depth;
    }
    if (character === '"' || character === "'") {
      if (atBegin || /[\s:,[{]$/.test(before)) quote = character;
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
      // One that nothing closes on its line says nothing about what follows.
      const rest = [...line.slice(index + 1)];
      if (opens && rest.some((each) => QUOTES[each] === QUOTES[character])) closing = QUOTES[character];
    } else if (BRACKETS[character] !== undefined && (depth > 0 || atBegin || /:\s*$/.test(before))) {
      note(index, "fullWidth", BRACKETS[character]);
      depth += /[［｛]/.test(character) ? 1 : -1;
      hasKey = false;
    } else if (DASHES.test(character)) {
      const listItem = atBegin && /^\s/.test(line.slice(index + 1));
      if (listItem || character === "‑" || (character === "－" && !hasKey)) note(index, "dash", "-");
    } else if (character === "：") {
      const isKey: boolean = !hasKey && /[\w./-]\s*$/.test(before);
      if (isKey) note(index, "fullWidth", /^\s|^$/.test(line.slice(index + 1)) ? ":" : ": ");
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
  return depth;
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
