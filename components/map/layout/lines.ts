/**
 * The ways of lines: from a Service down into a lane of its own, along it, and down the gutter beside the pods, so that no line
 * runs over a pod's text; from an owner the same way up. Far out a line goes to the node as a whole. Pure geometry.
 */
import { type Box, GUTTER, MARGIN } from "./boxes.ts";
import type { MapLayout } from "./mapLayout.ts";
import type { PlacedNode } from "./nodeLayout.ts";

export interface LineRequest {
  readonly id: string;
  /** Id of the pill it comes from. */
  readonly from: string;
  /** A pod's uid. */
  readonly pod: string;
  readonly node: string;
  readonly ready: boolean;
}

export interface MapLine {
  readonly id: string;
  readonly from: string;
  readonly pod: string;
  readonly points: readonly Point[];
  readonly ready: boolean;
  /** How many endpoints it stands for, and how many of them are ready. */
  readonly count: number;
  readonly readyCount: number;
}

export type Point = readonly [x: number, y: number];

const CORNER = 6;
const APART = 5;

/** Lines from pills above the nodes to their pods. */
export function serviceLines(layout: MapLayout, requests: readonly LineRequest[]): readonly MapLine[] {
  const top = Math.min(...layout.nodes.map((node) => node.top));
  const inGutter = gutters(layout, requests);
  const { lanes } = layout;
  return placed(layout, requests).map(({ id, from, pod, ready, pill, card, node, lane, part }) => {
    const laneY = lanes.top + (lanes.bottom - lanes.top) * part;
    const { gutterX, shift } = inGutter(card, from);
    const end: Point = [card.left, card.top + card.height / 2 + shift * 2];
    const x = pill.left + pill.width / 2;
    const points: Point[] = [
      [x, pill.top + pill.height],
      [x, laneY],
    ];
    // A node of a lower row: down the margin, so that what is above stays clear.
    if (node.top > top + 8) {
      const margin = MARGIN - 6 - Math.min(lane * 3, 14);
      const over = node.top - 5 - Math.min(lane * 3, 9);
      points.push([margin, laneY], [margin, over], [gutterX, over]);
    } else points.push([gutterX, laneY]);
    points.push([gutterX, end[1]], end);
    return { id, from, pod, points, ready, count: 1, readyCount: ready ? 1 : 0 };
  });
}

/** One line a pill and node, for when pods are too small or too many. */
export function nodeLines(layout: MapLayout, requests: readonly LineRequest[]): readonly MapLine[] {
  const nodes = byName(layout.nodes);
  const groups = new Map<string, LineRequest[]>();
  for (const request of requests) {
    const key = `${request.from} ${request.node}`;
    const group = groups.get(key);
    if (group) group.push(request);
    else groups.set(key, [request]);
  }
  const froms = [...new Set(requests.map(({ from }) => from))];
  return [...groups].flatMap(([id, group]) => {
    const [first] = group as [LineRequest];
    const pill = layout.pills.get(first.from);
    const node = nodes.get(first.node);
    if (!pill || !node) return [];
    const x = pill.left + pill.width / 2;
    const aside = (froms.indexOf(first.from) - (froms.length - 1) / 2) * 10 * layout.magnified;
    const end: Point = [node.left + node.width / 2 + aside, node.top];
    const readyCount = group.filter(({ ready }) => ready).length;
    const points: Point[] = [[x, pill.top + pill.height], end];
    return [{ id, from: first.from, pod: "", points, ready: readyCount > 0, count: group.length, readyCount }];
  });
}

/** Lines from owners below the nodes up to their pods, at the right of the cards. */
export function ownerLines(layout: MapLayout, requests: readonly LineRequest[]): readonly MapLine[] {
  const { ownerLanes } = layout;
  const bottom = Math.max(...layout.nodes.map(({ top, height }) => top + height));
  return placed(layout, requests).map(({ id, from, pod, ready, pill, card, node, lane, part }) => {
    const laneY = ownerLanes.bottom - (ownerLanes.bottom - ownerLanes.top) * part;
    const x = pill.left + pill.width / 2;
    const gutterX = card.left + card.width + 4 + (lane % 3) * 2.5;
    const end: Point = [card.left + card.width, card.top + card.height - 10];
    const points: Point[] = [
      [x, pill.top],
      [x, laneY],
    ];
    if (node.top + node.height < bottom - 8) {
      const margin = layout.width - MARGIN + 6 + Math.min(lane * 3, 14);
      const under = node.top + node.height + 5 + Math.min(lane * 3, 9);
      points.push([margin, laneY], [margin, under], [gutterX, under]);
    } else points.push([gutterX, laneY]);
    points.push([gutterX, end[1]], end);
    return { id, from, pod, points, ready, count: 1, readyCount: 1 };
  });
}

interface PlacedRequest extends Omit<LineRequest, "node"> {
  readonly pill: Box;
  readonly card: Box;
  readonly node: PlacedNode;
  /** The lane of the pill it comes from, counted from the first, and where between all lanes it is: from 0 to 1. */
  readonly lane: number;
  readonly part: number;
}

/** Those whose two ends are on the map, with what they go by. */
function placed(layout: MapLayout, requests: readonly LineRequest[]): readonly PlacedRequest[] {
  const nodes = byName(layout.nodes);
  const froms = [...new Set(requests.map(({ from }) => from))];
  return requests.flatMap((request) => {
    const pill = layout.pills.get(request.from);
    const card = layout.pods.get(request.pod);
    const node = nodes.get(request.node);
    if (!pill || !card || !node) return [];
    const lane = froms.indexOf(request.from);
    return [{ ...request, pill, card, node, lane, part: (lane + 1) / (froms.length + 1) }];
  });
}

/** A path through the points with rounded corners. */
export function roundedPath(points: readonly Point[]): string {
  let path = "";
  points.forEach((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (!before) path += `M${print(point)}`;
    else if (!after) path += `L${print(point)}`;
    else {
      const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, after) / 2);
      path += `L${print(towards(point, before, radius))}Q${print(point)} ${print(towards(point, after, radius))}`;
    }
  });
  return path;
}

/** A soft curve from the first point down to the last. */
export function curvedPath(points: readonly Point[]): string {
  const [from, to] = [points[0] as Point, points[points.length - 1] as Point];
  const bend = (to[1] - from[1]) / 2;
  return `M${print(from)}C${print([from[0], from[1] + bend])} ${print([to[0], to[1] - bend])} ${print(to)}`;
}

function byName(nodes: readonly PlacedNode[]): ReadonlyMap<string, PlacedNode> {
  return new Map(nodes.map((node) => [node.name, node]));
}

/** The lines of several Services in one gutter run side by side. */
function gutters(
  layout: MapLayout,
  requests: readonly LineRequest[],
): (card: Box, from: string) => { readonly gutterX: number; readonly shift: number } {
  const beside = new Map<number, string[]>();
  for (const { pod, from } of requests) {
    const left = layout.pods.get(pod)?.left;
    if (left === undefined) continue;
    const known = beside.get(left);
    if (!known) beside.set(left, [from]);
    else if (!known.includes(from)) known.push(from);
  }
  return (card, from) => {
    const all = beside.get(card.left) ?? [from];
    const shift = (all.indexOf(from) - (all.length - 1) / 2) * Math.min(APART, (GUTTER - 4) / all.length);
    return { gutterX: card.left - GUTTER / 2 + shift, shift };
  };
}

function print([x, y]: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}

function distance(from: Point, to: Point): number {
  return Math.abs(from[0] - to[0]) + Math.abs(from[1] - to[1]);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) * length) / whole, from[1] + ((to[1] - from[1]) * length) / whole];
}
