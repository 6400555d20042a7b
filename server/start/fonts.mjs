/**
 * The letters of fixed width, D2Coding, in pieces by ranges of characters, into .build/fonts/: whole they are 3 MB, and a page needs some
 * tens of KB of them. Its licence (docs/licenses/D2Coding.txt) is named in each piece.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import subsetFont from "subset-font";
import { root } from "./prepare.mjs";

const FACES = [
  { weight: 400, file: "D2Coding.ttf" },
  { weight: 700, file: "D2CodingBold.ttf" },
];
/** Copyright, trademark, licence and its address, in the font's table of names. */
const LEGAL_NAMES = [0, 7, 13, 14];
/** What every page shows comes in the first piece, its arrows and marks included. */
const FIRST = [
  [0x20, 0x7e],
  [0xa0, 0xff],
  [0x2013, 0x2014],
  [0x2018, 0x201d],
  [0x2022, 0x2022],
  [0x2026, 0x2026],
  [0x2190, 0x2193],
];
/** Syllables that are asked for often: nearly all of a text. */
const FREQUENT = 1_600;
/** Everything else, by blocks. */
const BLOCKS = [
  [0x100, 0x1fff],
  [0x2000, 0x20ff],
  [0x2100, 0x24ff],
  [0x2500, 0x2bff],
  [0x2e00, 0x33ff],
  [0x3400, 0x5fff],
  [0x6000, 0x6fff],
  [0x7000, 0x7fff],
  [0x8000, 0x9fff],
  ...Array.from({ length: 15 }, (_, n) => [0xac00 + 0x300 * n, Math.min(0xaeff + 0x300 * n, 0xd7a3)]),
  [0xf900, 0xffef],
];

/** The ranges of a list of characters, each once. */
function ranges(characters) {
  const found = [];
  for (const character of [...new Set(characters)].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && last[1] === character - 1) last[1] = character;
    else found.push([character, character]);
  }
  return found;
}

const charactersOf = (some) => some.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, n) => from + n));
const chunks = (list, size) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size));

/** Frequent Hangul, as Pretendard's pieces order it: what is written together comes together. */
function hangul() {
  const css = readFileSync(
    join(root, "node_modules/pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css"),
    "utf8",
  );
  const pieces = [...css.matchAll(/unicode-range:([^;]+);/g)].map(([, text]) =>
    charactersOf(
      text.split(",").map((range) => {
        const [from, to = from] = range.trim().slice(2).split("-");
        return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
      }),
    ).filter((character) => character >= 0xac00 && character <= 0xd7a3),
  );
  return chunks(pieces.reverse().flat().slice(0, FREQUENT), 400);
}

// Of pieces whose ranges overlap the browser asks for the last: a block need not list what is missing of it.
const often = [charactersOf(FIRST), ...hangul()];
const there = new Set(often.flat());
const pieces = [
  ...BLOCKS.map((block) => ({
    text: charactersOf([block]).filter((character) => !there.has(character)),
    covered: [block],
  })),
  ...often.map((text) => ({ text, covered: ranges(text) })),
];

const target = join(root, ".build/fonts");
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const print = ([from, to]) => `U+${from.toString(16)}${from === to ? "" : `-${to.toString(16)}`}`;
let css = "";
for (const { weight, file } of FACES) {
  const whole = readFileSync(join(root, "node_modules/@kfonts/d2coding/src", file));
  for (const [index, { text, covered }] of pieces.entries()) {
    const name = `d2coding-${weight}-${index}.woff2`;
    const options = { targetFormat: "woff2", preserveNameIds: LEGAL_NAMES };
    writeFileSync(join(target, name), await subsetFont(whole, String.fromCodePoint(...text), options));
    css += `@font-face {
  font-family: D2Coding;
  font-weight: ${weight};
  font-display: swap;
  src: url(./${name}) format("woff2");
  unicode-range: ${covered.map(print).join(", ")};
}
`;
  }
}
writeFileSync(join(target, "d2coding.css"), css);
