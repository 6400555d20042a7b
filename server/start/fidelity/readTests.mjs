/** Which test files cite which rule in a title: `KLT-1`, `KIND-3 to KIND-5`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A title is the first thing in quotes after `it(`, `test(`, `describe(` or the end of an `each([…])(`. */
const TITLES = /\b(?:it|test|describe)(?:\.\w+)*\(\s*(["'`])(.*?)\1|\]\)\(\s*(["'`])(.*?)\3/gs;
const RANGE = /\b([A-Z]+\d*)-(\d+) to \1-(\d+)\b/g;
const NUMBER = /\b[A-Z]+\d*-\d+\b/g;

/** Rule → paths under `folder`, sorted. */
export function readTests(folder) {
  const cited = new Map();
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".test.ts"));
  for (const name of names.sort()) {
    const text = readFileSync(join(folder, name), "utf8");
    for (const id of citationsOf(text)) cited.set(id, [...(cited.get(id) ?? []), name]);
  }
  return cited;
}

export function citationsOf(text) {
  const found = new Set();
  for (const [, , plain, , each] of text.matchAll(TITLES)) {
    const title = plain ?? each ?? "";
    for (const id of title.match(NUMBER) ?? []) found.add(id);
    for (const [, prefix, from, to] of title.matchAll(RANGE))
      for (let number = Number(from); number <= Number(to); number++) found.add(`${prefix}-${number}`);
  }
  return found;
}
