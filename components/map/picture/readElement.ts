/**
 * What stands in an element, as strokes. It reads what the browser made of the page (places, colours, fonts), so that a picture
 * is what was seen: theme, language, selection and all. It knows what the map is made of: boxes, words, lines; no pictures.
 */
import { type Drawing, type Mark, rectanglePath, type Rectangle, type Words } from "./Drawing.ts";
import { radiusOf, readBox } from "./readBox.ts";
import { readInk } from "./readInk.ts";
import { readLine } from "./readLine.ts";
import { readText } from "./readText.ts";

interface Place {
  readonly scale: number;
  readonly opacity: number;
  readonly layer: number;
}

/** `frame`: the part of the screen the picture shows, in the window's px. */
export function readElement(element: HTMLElement, frame: Rectangle, ground: string): Drawing {
  const layers = new Map<number, Mark[]>();
  const reader = new Reader(frame, layers);
  reader.visit(element, { scale: 1, opacity: 1, layer: 0 }, undefined);
  const marks = [...layers].sort(([left], [right]) => left - right).flatMap(([, inLayer]) => inLayer);
  return {
    width: frame.width,
    height: frame.height,
    ground: readInk(ground) ?? { colour: "#ffffff", alpha: 1 },
    marks,
  };
}

class Reader {
  constructor(
    private readonly origin: Rectangle,
    private readonly layers: Map<number, Mark[]>,
  ) {}

  /** `into`: where the marks go; undefined for those of the layer. */
  visit(element: Element, around: Place, into: Mark[] | undefined): void {
    const style = getComputedStyle(element);
    if (style.display === "none" || style.visibility === "hidden" || style.clipPath !== "none") return;
    const opacity = around.opacity * Number(style.opacity);
    if (opacity === 0) return;
    // A layer of its own counts outside of clipped boxes only.
    const depth = into === undefined && style.position === "absolute" ? Number.parseInt(style.zIndex, 10) || 0 : 0;
    const layer = Math.max(around.layer, depth);
    const scale = style.transform === "none" ? around.scale : around.scale * heightOf(style.transform);
    const place = { scale, opacity, layer };
    const marks = into ?? this.marksOf(layer);
    if (element instanceof SVGElement) return this.visitLines(element as SVGSVGElement, place, marks);
    const seen = element.getBoundingClientRect();
    const { width, height } = seen;
    const box = { x: seen.x - this.origin.x, y: seen.y - this.origin.y, width, height };
    if (width > 0 && height > 0) marks.push(...readBox(style, box, place));
    const clips = style.overflowX !== "visible" && (element as HTMLElement).childElementCount > 0 && width > 0;
    const inner: Mark[] | undefined = clips ? [] : into;
    for (const child of element.childNodes) {
      if (child instanceof Element) this.visit(child, place, inner);
      else if (child instanceof Text)
        for (const words of readText(child, { style, ...place, origin: this.origin })) addWords(inner ?? marks, words);
    }
    if (clips && inner && inner.length > 0)
      marks.push({ what: "clipped", path: rectanglePath(box, radiusOf(style, box, scale)), marks: inner });
  }

  private visitLines(svg: SVGSVGElement, { scale, opacity }: Place, marks: Mark[]): void {
    const { x, y, width } = svg.getBoundingClientRect();
    // An icon is drawn in units of its own.
    const units = svg.viewBox?.baseVal?.width ?? 0;
    const at = { x: x - this.origin.x, y: y - this.origin.y, scale: units > 0 ? width / units : scale };
    for (const element of svg.querySelectorAll<SVGGeometryElement>("path, circle, polyline"))
      marks.push(...readLine(element, svg, { at, opacity }));
  }

  private marksOf(layer: number): Mark[] {
    let marks = this.layers.get(layer);
    if (!marks) {
      marks = [];
      this.layers.set(layer, marks);
    }
    return marks;
  }
}

/** Words that go on from those before are one text: it can be searched and copied as one. */
function addWords(marks: Mark[], words: Words): void {
  const last = marks.at(-1);
  const goesOn =
    last?.what === "words" &&
    last.y === words.y &&
    Math.abs(last.x + last.width - words.x) < 0.5 &&
    JSON.stringify([last.font, last.fill]) === JSON.stringify([words.font, words.fill]);
  if (goesOn) marks[marks.length - 1] = { ...last, text: last.text + words.text, width: last.width + words.width };
  else marks.push(words);
}

/** By how much a transform stretches upwards; across, gauges are stretched. */
function heightOf(transform: string): number {
  return new DOMMatrixReadOnly(transform).d || 1;
}
