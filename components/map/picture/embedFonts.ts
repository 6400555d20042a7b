/** The page's fonts as far as a picture's words need them, as CSS that holds them whole. */
import type { Drawing, Mark } from "./Drawing.ts";

/** A file that is larger is left to the viewer's own fonts: words keep their width, see printSvg.ts. */
const MOST_BYTES = 120_000;

/** Fonts come in small files by ranges of characters: those with characters of the picture are taken. */
export async function embedFonts(drawing: Drawing): Promise<string> {
  const characters = new Set([...wordsOf(drawing.marks).join("")].map((one) => one.codePointAt(0) ?? 0));
  const faces = [...document.styleSheets].flatMap((sheet) => facesOf(sheet, characters));
  const embedded = await Promise.all(faces.map(embed));
  return embedded.filter((face) => face !== undefined).join("\n");
}

function wordsOf(marks: readonly Mark[]): readonly string[] {
  return marks.flatMap((mark) =>
    mark.what === "words" ? [mark.text] : mark.what === "clipped" ? wordsOf(mark.marks) : [],
  );
}

interface Face {
  readonly css: string;
  readonly url: string;
  readonly source: string;
}

function facesOf(sheet: CSSStyleSheet, characters: ReadonlySet<number>): readonly Face[] {
  const found: Face[] = [];
  for (const rule of sheet.cssRules) {
    if (!(rule instanceof CSSFontFaceRule)) continue;
    const source = rule.style.getPropertyValue("src");
    const ranges = rule.style.getPropertyValue("unicode-range");
    const file = /url\("?([^")]+\.woff2)"?\)/.exec(source)?.[1];
    if (!file || ranges === "" || !covers(ranges, characters)) continue;
    found.push({ css: rule.cssText, url: new URL(file, sheet.href ?? location.href).href, source });
  }
  return found;
}

/** Whether one of the characters is in the ranges: `U+ac, U+b0-b5, U+4??`. */
function covers(ranges: string, characters: ReadonlySet<number>): boolean {
  return ranges.split(",").some((range) => {
    const match = /U\+([0-9a-f?]+)(?:-([0-9a-f]+))?/i.exec(range);
    if (!match?.[1]) return false;
    const from = Number.parseInt(match[1].replaceAll("?", "0"), 16);
    const to = Number.parseInt(match[2] ?? match[1].replaceAll("?", "f"), 16);
    for (const character of characters) if (character >= from && character <= to) return true;
    return false;
  });
}

async function embed({ css, url, source }: Face): Promise<string | undefined> {
  const response = await fetch(url);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (!response.ok || bytes.length > MOST_BYTES) return undefined;
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return css.replace(source, `url(data:font/woff2;base64,${btoa(binary)}) format("woff2")`);
}
