/** A picture as a list of strokes: what is read off the screen, and what is written as SVG or painted as PNG. Lengths in px. */

export interface Ink {
  /** `#rrggbb`. */
  readonly colour: string;
  /** 0 to 1. */
  readonly alpha: number;
}

export interface Shape {
  readonly what: "shape";
  /** SVG path data. */
  readonly path: string;
  /** Where the path's own coordinates stand: moved by x and y after scaling. */
  readonly at?: { readonly x: number; readonly y: number; readonly scale: number };
  readonly fill?: Ink;
  readonly stroke?: Ink;
  /** Of the stroke, in the picture's px whatever `at` says; likewise the dashes. */
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly round?: true;
}

export interface Words {
  readonly what: "words";
  readonly text: string;
  /** Left end of the baseline. */
  readonly x: number;
  readonly y: number;
  /** As wide as on the screen, whatever font a viewer has. */
  readonly width: number;
  readonly font: { readonly family: string; readonly size: number; readonly weight: number };
  /** By how much the map's scale makes the font larger or smaller. */
  readonly scale: number;
  readonly fill: Ink;
}

/** What is drawn inside a path only. */
export interface Clipped {
  readonly what: "clipped";
  readonly path: string;
  readonly marks: readonly Mark[];
}

export type Mark = Shape | Words | Clipped;

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly ground: Ink;
  readonly marks: readonly Mark[];
}

/** Numbers of a path, short. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A rectangle with round corners, as path data. */
export function rectanglePath({ x, y, width, height }: Rectangle, radius: number): string {
  const r = Math.max(0, Math.min(radius, width / 2, height / 2));
  const [w, h] = [width - 2 * r, height - 2 * r].map(short);
  if (r === 0) return `M${short(x)} ${short(y)}h${w}v${h}h${short(-width)}z`;
  const arc = (dx: number, dy: number): string => `a${short(r)} ${short(r)} 0 0 1 ${short(dx)} ${short(dy)}`;
  return `M${short(x + r)} ${short(y)}h${w}${arc(r, r)}v${h}${arc(-r, r)}h${short(2 * r - width)}${arc(-r, -r)}v${short(2 * r - height)}${arc(r, -r)}z`;
}
