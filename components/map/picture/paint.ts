/** A drawing on a canvas: there the page's own fonts draw it. */
import type { Drawing, Ink, Mark } from "./Drawing.ts";

/** Browsers give up on canvases beyond about this, px across and px in all. */
const MOST = { side: 8_192, area: 48_000_000 } as const;

/** `wanted` pixels for each px, or as many as browsers take. */
export function ratioFor({ width, height }: Pick<Drawing, "width" | "height">, wanted: number): number {
  return Math.min(wanted, MOST.side / Math.max(width, height), Math.sqrt(MOST.area / (width * height)));
}

export function paint(drawing: Drawing, canvas: HTMLCanvasElement, ratio: number): void {
  canvas.width = Math.max(1, Math.round(drawing.width * ratio));
  canvas.height = Math.max(1, Math.round(drawing.height * ratio));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no canvas");
  context.scale(ratio, ratio);
  context.fillStyle = inkOf(drawing.ground);
  context.fillRect(0, 0, drawing.width, drawing.height);
  for (const mark of drawing.marks) paintMark(context, mark);
}

function paintMark(context: CanvasRenderingContext2D, mark: Mark): void {
  context.save();
  switch (mark.what) {
    case "clipped":
      context.clip(new Path2D(mark.path));
      for (const inner of mark.marks) paintMark(context, inner);
      break;
    case "words": {
      const { text, x, y, width, font, scale, fill } = mark;
      context.font = `${font.weight} ${font.size}px ${font.family}`;
      context.fillStyle = inkOf(fill);
      context.textRendering = "geometricPrecision";
      const own = context.measureText(text).width;
      context.translate(x, y);
      if (own > 0) context.scale(width / own, scale);
      context.fillText(text, 0, 0);
      break;
    }
    case "shape": {
      const { at, fill, stroke, width = 1, dash = [], round } = mark;
      const scale = at?.scale ?? 1;
      if (at) {
        context.translate(at.x, at.y);
        context.scale(scale, scale);
      }
      const path = new Path2D(mark.path);
      if (fill) {
        context.fillStyle = inkOf(fill);
        context.fill(path);
      }
      if (stroke) {
        context.strokeStyle = inkOf(stroke);
        context.lineWidth = width / scale;
        context.setLineDash(dash.map((length) => length / scale));
        if (round) context.lineCap = "round";
        context.stroke(path);
      }
    }
  }
  context.restore();
}

function inkOf({ colour, alpha }: Ink): string {
  const hex = Math.round(alpha * 255)
    .toString(16)
    .padStart(2, "0");
  return `${colour}${hex}`;
}
