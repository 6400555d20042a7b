/** The map as a drawing, and drawings as files. Loaded when first wanted. */
import type { Fitted } from "../layout/mapLayout.ts";
import type { Drawing } from "./Drawing.ts";
import { embedFonts } from "./embedFonts.ts";
import { paint, ratioFor } from "./paint.ts";
import { printSvg } from "./printSvg.ts";
import { readElement } from "./readElement.ts";

export type PictureFormat = "png" | "svg";

/** Around the whole map, px. */
const MARGIN = 16;
/** Pixels for each px: sharp on paper and on screens. */
const SHARP = 2;

/** `frame`: what the window shows of the world; left out: the whole of it. All that is to be in it must have been drawn. */
export function drawMap(world: HTMLElement, frame?: HTMLElement): Drawing {
  // What moves or changes colour just now is read as it will be.
  for (const animation of world.getAnimations({ subtree: true }))
    if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
  const { x, y, width, height } = (frame ?? world).getBoundingClientRect();
  const around = frame ? 0 : MARGIN;
  const box = { x: x - around, y: y - around, width: width + 2 * around, height: height + 2 * around };
  return readElement(world, box, getComputedStyle(document.body).backgroundColor);
}

/** While `read` runs the world stands as its layout fits a sheet, whatever the camera looks at. */
export function onSheet<T>(world: HTMLElement, { scale, layout }: Fitted, read: () => T): T {
  const { cssText } = world.style;
  world.style.transform = `scale(${scale})`;
  world.style.setProperty("--k", String(Math.min(layout.magnified, Math.max(1, 1 / scale))));
  try {
    return read();
  } finally {
    world.style.cssText = cssText;
  }
}

export async function fileOf(drawing: Drawing, format: PictureFormat, title: string): Promise<Blob> {
  if (format === "svg")
    return new Blob([printSvg(drawing, { title, fontFaces: await embedFonts(drawing) })], { type: "image/svg+xml" });
  const canvas = document.createElement("canvas");
  paint(drawing, canvas, ratioFor(drawing, SHARP));
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))), "image/png"),
  );
}

/** In the page's own document, whose fonts are there. */
export function elementOf(drawing: Drawing, title: string): Element {
  const parsed = new DOMParser().parseFromString(printSvg(drawing, { title, fontFaces: "" }), "image/svg+xml");
  return document.importNode(parsed.documentElement, true);
}
