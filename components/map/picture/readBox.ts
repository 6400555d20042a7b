/** The box of an element: its ground, edges, rings and hatching. */
import { type Mark, rectanglePath, type Rectangle, type Shape, short } from "./Drawing.ts";
import { readInk } from "./readInk.ts";

const SIDES = ["Top", "Right", "Bottom", "Left"] as const;
type Side = (typeof SIDES)[number];

/** `scale`: px of the picture for each px of the element's own. */
export function readBox(
  style: CSSStyleDeclaration,
  box: Rectangle,
  { scale, opacity }: { readonly scale: number; readonly opacity: number },
): readonly Mark[] {
  const radius = radiusOf(style, box, scale);
  const outline = rectanglePath(box, radius);
  const ground = readInk(style.backgroundColor, opacity);
  return [
    ...rings(style, box, { radius, scale, opacity }),
    ...(ground ? [{ what: "shape", path: outline, fill: ground } as const] : []),
    ...hatching(style, box, { outline, scale, opacity }),
    ...edges(style, box, { radius, outline, scale, opacity }),
  ];
}

/** Of the box's corners, px of the picture. */
export function radiusOf(style: CSSStyleDeclaration, { width, height }: Rectangle, scale: number): number {
  const text = style.borderTopLeftRadius;
  const number = Number.parseFloat(text) || 0;
  return text.endsWith("%") ? (Math.min(width, height) * number) / 100 : number * scale;
}

interface Edge {
  readonly width: number;
  readonly line: string;
  readonly colour: string;
}

function edgeAt(style: CSSStyleDeclaration, side: Side): Edge {
  const width = Number.parseFloat(style[`border${side}Width`]) || 0;
  const line = style[`border${side}Style`];
  return { width: line === "none" ? 0 : width, line, colour: style[`border${side}Color`] };
}

function edges(
  style: CSSStyleDeclaration,
  box: Rectangle,
  how: { readonly radius: number; readonly outline: string; readonly scale: number; readonly opacity: number },
): readonly Mark[] {
  const { radius, outline, scale, opacity } = how;
  const all = SIDES.map((side) => ({ side, ...edgeAt(style, side) }));
  const usual = all[0];
  if (!usual || all.every(({ width }) => width === 0)) return [];
  const same = all.filter(
    ({ width, line, colour }) => width === usual.width && line === usual.line && colour === usual.colour,
  );
  const marks: Mark[] = [];
  // Most sides are alike: one line around, and what differs over it.
  const around = same.length >= 3 && usual.width > 0;
  if (around) marks.push(...lineAround(usual, box, { radius, scale, opacity }));
  for (const edge of all) {
    const ink = readInk(edge.colour, opacity);
    if (edge.width === 0 || !ink || (around && same.includes(edge))) continue;
    const path = rectanglePath(strip(box, edge.side, edge.width * scale), 0);
    marks.push({ what: "clipped", path: outline, marks: [{ what: "shape", path, fill: ink }] });
  }
  return marks;
}

function lineAround(
  edge: Edge,
  box: Rectangle,
  { radius, scale, opacity }: { readonly radius: number; readonly scale: number; readonly opacity: number },
): readonly Shape[] {
  const stroke = readInk(edge.colour, opacity);
  if (!stroke) return [];
  const width = edge.width * scale;
  const path = rectanglePath(grown(box, -width / 2), radius - width / 2);
  const dash = edge.line === "dashed" ? { dash: [width * 3, width * 3] } : {};
  return [{ what: "shape", path, stroke, width, ...dash }];
}

function strip({ x, y, width, height }: Rectangle, side: Side, thick: number): Rectangle {
  switch (side) {
    case "Top":
      return { x, y, width, height: thick };
    case "Bottom":
      return { x, y: y + height - thick, width, height: thick };
    case "Left":
      return { x, y, width: thick, height };
    case "Right":
      return { x: x + width - thick, y, width: thick, height };
  }
}

/** Shadows without blur are rings around the box, the first on top; so is its outline. */
function rings(
  style: CSSStyleDeclaration,
  box: Rectangle,
  { radius, scale, opacity }: { readonly radius: number; readonly scale: number; readonly opacity: number },
): readonly Shape[] {
  const found: Shape[] = [];
  const ring = (colour: string, spread: number): void => {
    const fill = readInk(colour, opacity);
    if (fill && spread > 0)
      found.push({ what: "shape", path: rectanglePath(grown(box, spread * scale), radius + spread * scale), fill });
  };
  if (style.outlineStyle === "solid")
    ring(style.outlineColor, Number.parseFloat(style.outlineWidth) + (Number.parseFloat(style.outlineOffset) || 0));
  for (const shadow of style.boxShadow.split(/,(?![^(]*\))/).toReversed()) {
    const match = /^\s*(.*?)\s+0px 0px 0px ([\d.]+)px(?! inset)/.exec(shadow);
    if (match) ring(match[1] ?? "", Number(match[2]));
  }
  return found;
}

/** What is on its way out is hatched: lines up to the right. */
function hatching(
  style: CSSStyleDeclaration,
  { x, y, width, height }: Rectangle,
  { outline, scale, opacity }: { readonly outline: string; readonly scale: number; readonly opacity: number },
): readonly Mark[] {
  const match =
    /^repeating-linear-gradient\(-45deg, (?:rgba\(0, 0, 0, 0\)|transparent) 0px(?:, (?:rgba\(0, 0, 0, 0\)|transparent))? ([\d.]+)px, (.*?) \1px(?:, \2)? ([\d.]+)px\)/.exec(
      style.backgroundImage,
    );
  const stroke = match && readInk(match[2] ?? "", opacity);
  if (!match || !stroke) return [];
  const gap = Number(match[3]) * Math.SQRT2 * scale;
  let path = "";
  for (let at = gap; at < width + height; at += gap)
    path += `M${short(x)} ${short(y + at)}L${short(x + at)} ${short(y)}`;
  return [{ what: "clipped", path: outline, marks: [{ what: "shape", path, stroke, width: scale }] }];
}

function grown({ x, y, width, height }: Rectangle, by: number): Rectangle {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
