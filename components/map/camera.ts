/** Where one looks from: a point of the map at `(x, y)` stands at `(x * scale + camera.x, y * scale + camera.y)` of the window. Pure. */
import type { Look } from "../room/view.ts";
import type { Box } from "./layout/boxes.ts";
import type { PlacedNode } from "./layout/nodeLayout.ts";

export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const SCALE = { least: 0.05, most: 2.5 } as const;
/** So much of the map always stays in the window, px. */
const KEPT = 80;

/** All of the map, in the middle across and at the top. */
export function fitting(map: Size, window: Size, scale: number): Camera {
  return {
    scale,
    x: Math.max(0, (window.width - map.width * scale) / 2),
    y: Math.max(0, Math.min(24, (window.height - map.height * scale) / 3)),
  };
}

/** Nearer or farther, the point of the window at `(x, y)` holding still. */
export function zoomed(camera: Camera, factor: number, { x, y }: { readonly x: number; readonly y: number }): Camera {
  const scale = Math.min(SCALE.most, Math.max(SCALE.least, camera.scale * factor));
  const by = scale / camera.scale;
  return { scale, x: x - (x - camera.x) * by, y: y - (y - camera.y) * by };
}

export function moved(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x + dx, y: camera.y + dy };
}

/** Keeps some of the map in the window. */
export function held(camera: Camera, map: Size, window: Size): Camera {
  const x = Math.min(window.width - KEPT, Math.max(KEPT - map.width * camera.scale, camera.x));
  const y = Math.min(window.height - KEPT, Math.max(KEPT - map.height * camera.scale, camera.y));
  return x === camera.x && y === camera.y ? camera : { ...camera, x, y };
}

/** The camera moved as little as needed for the box to be seen whole. */
export function revealing(camera: Camera, box: Box, window: Size): Camera {
  const edge = 24;
  const left = box.left * camera.scale + camera.x;
  const top = box.top * camera.scale + camera.y;
  const right = left + box.width * camera.scale;
  const bottom = top + box.height * camera.scale;
  const dx = left < edge ? edge - left : right > window.width - edge ? window.width - edge - right : 0;
  const dy = top < edge ? edge - top : bottom > window.height - edge ? window.height - edge - bottom : 0;
  return dx === 0 && dy === 0 ? camera : moved(camera, dx, dy);
}

/** Where the camera looks, told by the node nearest to the middle of the window; undefined where there is none. */
export function lookOf({ x, y, scale }: Camera, window: Size, nodes: readonly PlacedNode[]): Look | undefined {
  const [across, down] = [(window.width / 2 - x) / scale, (window.height / 2 - y) / scale];
  const away = ({ left, top, width, height }: Box): number =>
    Math.hypot(Math.max(left - across, 0, across - left - width), Math.max(top - down, 0, down - top - height));
  let nearest: PlacedNode | undefined;
  for (const node of nodes) if (!nearest || away(node) < away(nearest)) nearest = node;
  if (!nearest) return undefined;
  const { name, left, top, width, height } = nearest;
  return { node: name, x: (across - left) / width, y: (down - top) / height, scale };
}

/** The camera that looks there; undefined while the node is not on the map. */
export function cameraOf({ node, x, y, scale }: Look, window: Size, nodes: readonly PlacedNode[]): Camera | undefined {
  const box = nodes.find(({ name }) => name === node);
  if (!box) return undefined;
  const near = Math.min(SCALE.most, Math.max(SCALE.least, scale));
  return {
    scale: near,
    x: window.width / 2 - (box.left + x * box.width) * near,
    y: window.height / 2 - (box.top + y * box.height) * near,
  };
}

/** What of the map the window shows, and as much again around it by `margin` px. */
export function seen({ x, y, scale }: Camera, window: Size, margin: number): Box {
  return {
    left: (-x - margin) / scale,
    top: (-y - margin) / scale,
    width: (window.width + 2 * margin) / scale,
    height: (window.height + 2 * margin) / scale,
  };
}

export function overlaps(left: Box, right: Box): boolean {
  return (
    left.left < right.left + right.width &&
    right.left < left.left + left.width &&
    left.top < right.top + right.height &&
    right.top < left.top + left.height
  );
}

/** cards: pods can be read; squares: their states; numbers: how many in each state. */
export type Detail = "cards" | "squares" | "numbers";

export function detailAt(scale: number): Detail {
  return scale >= 0.7 ? "cards" : scale >= 0.12 ? "squares" : "numbers";
}
