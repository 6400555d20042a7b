/** Colours as a browser computes them (oklch, oklab, rgb, color-mix) → sRGB, which every viewer knows. */
import type { Ink } from "./Drawing.ts";

const known = new Map<string, Ink | undefined>();
let context: CanvasRenderingContext2D | null | undefined;

/** Undefined for what cannot be seen. */
export function readInk(css: string, opacity = 1): Ink | undefined {
  if (!known.has(css)) known.set(css, ask(css));
  const ink = known.get(css);
  return ink && opacity > 0 ? { colour: ink.colour, alpha: ink.alpha * opacity } : undefined;
}

/** The browser itself converts: one pixel is painted and read. */
function ask(css: string): Ink | undefined {
  if (css === "none" || css === "transparent") return undefined;
  context ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  });
  if (!context) return undefined;
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = "#000";
  context.fillStyle = css;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  if (alpha === 0) return undefined;
  const hex = [red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("");
  return { colour: `#${hex}`, alpha: alpha / 255 };
}
