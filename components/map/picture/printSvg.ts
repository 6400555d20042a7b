/** A drawing as the text of an SVG file. Pure. */
import { type Drawing, type Ink, type Mark, short, type Shape, type Words } from "./Drawing.ts";

export interface SvgWords {
  readonly title: string;
  /** CSS of embedded fonts; "" for none. */
  readonly fontFaces: string;
}

/** A whole file: it needs nothing beside it. */
export function printSvg(drawing: Drawing, { title, fontFaces }: SvgWords): string {
  const { width, height, ground } = drawing;
  const [w, h] = [short(width), short(height)];
  const clips: string[] = [];
  const body = drawing.marks.map((mark) => printMark(mark, clips)).join("\n");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<defs>${fontFaces === "" ? "" : `<style>${escape(fontFaces)}</style>`}${clips.join("")}</defs>`,
    `<rect width="${w}" height="${h}"${inkOf("fill", ground)}/>`,
    body,
    "</svg>",
    "",
  ].join("\n");
}

function printMark(mark: Mark, clips: string[]): string {
  switch (mark.what) {
    case "shape":
      return printShape(mark);
    case "words":
      return printWords(mark);
    case "clipped": {
      const id = `c${clips.length}`;
      clips.push(`<clipPath id="${id}"><path d="${mark.path}"/></clipPath>`);
      return `<g clip-path="url(#${id})">${mark.marks.map((inner) => printMark(inner, clips)).join("")}</g>`;
    }
  }
}

function printShape({ path, at, fill, stroke, width = 1, dash, round }: Shape): string {
  const scale = at?.scale ?? 1;
  const place = at ? ` transform="translate(${short(at.x)} ${short(at.y)}) scale(${at.scale})"` : "";
  const dashes = dash ? ` stroke-dasharray="${dash.map((length) => short(length / scale)).join(" ")}"` : "";
  const line = stroke
    ? `${inkOf("stroke", stroke)} stroke-width="${short(width / scale)}"${dashes}${round ? ' stroke-linecap="round"' : ""}`
    : "";
  return `<path d="${path}"${place}${fill ? inkOf("fill", fill) : ' fill="none"'}${line}/>`;
}

function printWords({ text, x, y, width, font, scale, fill }: Words): string {
  const weight = font.weight === 400 ? "" : ` font-weight="${font.weight}"`;
  // Other fonts are wider or narrower: the words keep their place.
  const length = text.length > 1 ? ` textLength="${short(width)}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text x="${short(x)}" y="${short(y)}" font-family="${escape(font.family)}" font-size="${short(font.size * scale)}"${weight}${length}${inkOf("fill", fill)} xml:space="preserve">${escape(text)}</text>`;
}

function inkOf(name: "fill" | "stroke", { colour, alpha }: Ink): string {
  return ` ${name}="${colour}"${alpha < 1 ? ` ${name}-opacity="${short(alpha)}"` : ""}`;
}

const ENTITIES: { readonly [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escape(text: string): string {
  // Control characters are no XML.
  // oxlint-disable-next-line no-control-regex -- they are what is taken out
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "")
    .replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one);
}
