/** Shell patterns: `*`, `?`, `[a-z]`; a quoted character is given with a backslash before it. */

export function patternToRegExp(pattern: string, { greedy = true }: { readonly greedy?: boolean } = {}): string {
  let out = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    if (char === "\\" && at + 1 < pattern.length) out += escapeRegExp(pattern[++at] as string);
    else if (char === "*") out += greedy ? "[\\s\\S]*" : "[\\s\\S]*?";
    else if (char === "?") out += "[\\s\\S]";
    else if (char === "[") {
      const end = pattern.indexOf("]", at + 2);
      if (end < 0) out += "\\[";
      else {
        const inner = pattern
          .slice(at + 1, end)
          .replace(/^!/, "^")
          .replace(/\\/g, "\\\\");
        out += `[${inner.replace(/\[:(\w+):\]?/g, (_, name: string) => CLASSES[name] ?? "")}]`;
        at = end;
      }
    } else out += escapeRegExp(char);
  }
  return out;
}

const CLASSES: { readonly [name: string]: string } = {
  digit: "0-9",
  alpha: "A-Za-z",
  alnum: "A-Za-z0-9",
  space: "\\s",
  upper: "A-Z",
  lower: "a-z",
};

export const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Whether a pattern is the whole text; takes no longer than the product of both lengths. */
export function matches(pattern: string, text: string): boolean {
  const parts = partsOf(pattern);
  let part = 0;
  let at = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    const current = parts[part];
    if (current === "*") {
      star = part++;
      mark = at;
    } else if (current !== undefined && current(text[at] as string)) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++mark;
    } else return false;
  }
  while (parts[part] === "*") part++;
  return part === parts.length;
}

type Part = "*" | ((char: string) => boolean);

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    if (char === "*") parts.push("*");
    else if (char === "?") parts.push(() => true);
    else if (char === "[" && pattern.indexOf("]", at + 2) > 0) {
      const end = pattern.indexOf("]", at + 2);
      const set = new RegExp(patternToRegExp(pattern.slice(at, end + 1)));
      parts.push((each) => set.test(each));
      at = end;
    } else {
      const plain = char === "\\" && at + 1 < pattern.length ? (pattern[++at] as string) : char;
      parts.push((each) => each === plain);
    }
  }
  return parts;
}

export const isPattern = (text: string): boolean => /(^|[^\\])[*?[]/.test(text);
