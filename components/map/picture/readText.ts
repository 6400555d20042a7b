/** The words of a text as they stand on the screen: a line each, cut where the screen cuts them. */
import type { Words } from "./Drawing.ts";
import { readInk } from "./readInk.ts";

let context: CanvasRenderingContext2D | null | undefined;
const ascents = new Map<string, number>();

export interface TextPlace {
  readonly style: CSSStyleDeclaration;
  /** px of the picture for each px of the element's own. */
  readonly scale: number;
  readonly opacity: number;
  /** Where the picture begins on the screen. */
  readonly origin: { readonly x: number; readonly y: number };
}

export function readText(node: Text, { style, scale, opacity, origin }: TextPlace): readonly Words[] {
  const fill = readInk(style.color, opacity);
  if (!fill || node.data.trim() === "") return [];
  const size = Number.parseFloat(style.fontSize);
  const weight = Number(style.fontWeight) || 400;
  const family = style.fontFamily;
  const share = ascentOf(family, size, weight);
  return linesOf(node).map(({ text, box }) => ({
    what: "words",
    text,
    x: box.x - origin.x,
    y: box.y - origin.y + box.height * share,
    width: box.width,
    font: { family, size, weight },
    scale,
    fill,
  }));
}

/** How much of a line's height stands over its baseline. */
function ascentOf(family: string, size: number, weight: number): number {
  const font = `${weight} ${size}px ${family}`;
  let share = ascents.get(font);
  if (share === undefined) {
    context ??= document.createElement("canvas").getContext("2d");
    if (context) context.font = font;
    const { fontBoundingBoxAscent: up = 4, fontBoundingBoxDescent: down = 1 } = context?.measureText("M") ?? {};
    share = up / (up + down || 1);
    ascents.set(font, share);
  }
  return share;
}

interface Line {
  readonly text: string;
  readonly box: DOMRect;
}

function linesOf(node: Text): readonly Line[] {
  const lines: Line[] = [];
  const range = document.createRange();
  const cut = cutAt(node);
  let from = 0;
  const push = (to: number, end = ""): void => {
    const raw = node.data.slice(from, to);
    const first = from + (raw.length - raw.trimStart().length);
    const last = from + raw.trimEnd().length;
    from = to;
    if (first >= last) return;
    range.setStart(node, first);
    range.setEnd(node, last);
    const text = node.data.slice(first, last).replace(/\s+/g, " ") + end;
    lines.push({ text, box: range.getBoundingClientRect() });
  };
  if (cut !== undefined) push(cut, "…");
  else {
    range.selectNodeContents(node);
    // A text in several lines ends one where the next character stands lower.
    if (range.getClientRects().length > 1) {
      let top: number | undefined;
      for (let at = 0; at < node.length; at++) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { y, width } = range.getBoundingClientRect();
        if (width === 0) continue;
        if (top !== undefined && y > top + 1) push(at);
        top = y;
      }
    }
    push(node.length);
  }
  return lines;
}

/** After how many characters the screen shows an ellipsis; undefined for a text that is whole. */
function cutAt(node: Text): number | undefined {
  const holder = node.parentElement?.closest<HTMLElement>(".truncate");
  if (!holder || holder.scrollWidth <= holder.clientWidth) return undefined;
  const { right, width } = holder.getBoundingClientRect();
  const style = getComputedStyle(holder);
  const scale = width / holder.offsetWidth || 1;
  const room = right - Number.parseFloat(style.fontSize) * 0.6 * scale;
  const range = document.createRange();
  let count = 0;
  for (let step = node.length; step > 0; step = step >> 1)
    while (count + step <= node.length) {
      range.setStart(node, 0);
      range.setEnd(node, count + step);
      if (range.getBoundingClientRect().right > room) break;
      count += step;
    }
  return count === node.length ? undefined : count;
}
