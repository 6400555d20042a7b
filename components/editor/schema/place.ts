/** Where a position of a YAML text stands: its document, and the keys above it. By lines, so that it works while one types. Pure. */

export type Step = string | number;

export interface Place {
  /** The text of the document it stands in, and where that begins. */
  readonly document: string;
  readonly start: number;
  /** Keys and indices over the mapping the line belongs to. */
  readonly path: readonly Step[];
  /** The key of the line when it has one that ends before the position or holds it. */
  readonly key: string;
  /** Column where the key stands or would stand. */
  readonly column: number;
  /** What is written of a key or a value before the position, and where it begins; a value when `inValue`. */
  readonly written: string;
  readonly from: number;
  readonly inValue: boolean;
}

interface Level {
  readonly column: number;
  readonly step: Step;
}

const KEY = /^("[^"]*"|'[^']*'|[^\s#"'{}[\],&*!|>%@`-][^#:]*|-[^\s:][^:]*)\s*:(?=\s|$)/;

export function placeAt(text: string, position: number): Place {
  const start = documentStart(text, position);
  const lineStart = text.lastIndexOf("\n", position - 1) + 1;
  const lineEnd = ((end) => (end < 0 ? text.length : end))(text.indexOf("\n", position));
  const next = text.slice(lineEnd).search(/^---/m);
  const document = text.slice(start, next < 0 ? text.length : lineEnd + next);
  const levels: Level[] = [];
  let block = -1;
  for (const line of text.slice(start, lineStart).split("\n")) {
    const indent = line.length - line.trimStart().length;
    const blank = line.trim() === "" || line.trimStart().startsWith("#");
    // The lines of a block of text are no YAML.
    if (block >= 0 && (blank || indent > block)) continue;
    block = -1;
    if (blank || line.startsWith("---")) continue;
    const { column, key } = enter(levels, line, line.length);
    if (key !== undefined && /:\s*[|>][-+0-9]*\s*(#.*)?$/.test(line)) block = column;
  }
  const line = text.slice(lineStart, lineEnd);
  const at = position - lineStart;
  const { column, key, rest } = enter(levels, line, at);
  if (key !== undefined) levels.pop();
  const colon = key === undefined ? -1 : rest + (KEY.exec(line.slice(rest))?.[0].length ?? 0);
  const inValue = colon >= 0 && at >= colon;
  const valueStart = inValue ? colon + (/^\s*/.exec(line.slice(colon, at))?.[0].length ?? 0) : rest;
  const from = Math.min(at, valueStart);
  return {
    document,
    start,
    path: levels.map(({ step }) => step),
    key: key ?? "",
    column,
    written: line.slice(from, at),
    from: lineStart + from,
    inValue,
  };
}

/** Takes a line's dashes and key into the levels. `rest`: where the text after the dashes begins. */
function enter(
  levels: Level[],
  line: string,
  at: number,
): { readonly column: number; readonly key: string | undefined; readonly rest: number } {
  let column = line.length - line.trimStart().length;
  const blank = line.trim() === "";
  if (blank) column = Math.min(line.length, Math.max(column, at));
  for (;;) {
    const dash = /^-(\s+|$)/.exec(line.slice(column));
    if (!dash) break;
    const before = levels.findLast((level) => level.column === column && typeof level.step === "number");
    while (levels.length > 0 && isOver(levels[levels.length - 1] as Level, column)) levels.pop();
    levels.push({ column, step: typeof before?.step === "number" ? before.step + 1 : 0 });
    column += Math.max(2, dash[0].length);
  }
  while (levels.length > 0 && (levels[levels.length - 1] as Level).column >= column) levels.pop();
  const found = KEY.exec(line.slice(column));
  const key = found?.[1]?.replace(/^["']|["']$/g, "").trim();
  if (key !== undefined) levels.push({ column, step: key });
  return { column, key, rest: Math.min(column, line.length) };
}

/** Whether a level ends where a dash stands in `column`: a key in the same column is what the list belongs to. */
function isOver(level: Level, column: number): boolean {
  return level.column > column || (level.column === column && typeof level.step === "number");
}

function documentStart(text: string, position: number): number {
  const before = text.slice(0, position);
  const found = [...before.matchAll(/^---.*$/gm)].at(-1);
  if (!found) return 0;
  const end = text.indexOf("\n", found.index);
  return end < 0 || end >= position ? found.index : end + 1;
}

/** Keys that stand in the mapping of the place already. */
export function siblings(text: string, place: Place): ReadonlySet<string> {
  const lines = place.document.split("\n");
  const line = text.slice(place.start, place.from).split("\n").length - 1;
  const keys = new Set<string>();
  const scan = (from: number, step: 1 | -1): void => {
    for (let index = from; index >= 0 && index < lines.length; index += step) {
      const content = lines[index] ?? "";
      if (content.trim() === "") continue;
      const indent = content.length - content.trimStart().length;
      const own = indent + (/^(-\s+)*/.exec(content.trimStart())?.[0].length ?? 0);
      const key = KEY.exec(content.slice(own))?.[1];
      // A dash begins the item: it is the first of its keys, and going down it is the next item.
      const dash = own !== indent;
      if (dash && indent < place.column) {
        if (step === -1 && own === place.column && key) keys.add(key);
        return;
      }
      if (own === place.column && key) keys.add(key);
      if (indent < place.column) return;
    }
  };
  const here = lines[line] ?? "";
  if (!/^\s*-\s/.test(here)) scan(line - 1, -1);
  scan(line + 1, 1);
  return keys;
}

/** The value of a top-level key of a document, such as `kind`. */
export function topValue(document: string, key: string): string {
  return new RegExp(`^${key}:\\s*["']?([^\\s"'#]+)`, "m").exec(document)?.[1] ?? "";
}
