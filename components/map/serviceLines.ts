/**
 * The ways of the lines from Services to their endpoints: down into a lane of the Service's own over the nodes, along it,
 * and down the gutter beside the pods, so that no line runs over a pod's text. Pure geometry; ClusterMap measures and draws.
 */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface LineRequest {
  readonly id: string;
  readonly service: string;
  /** The Service's pill, the pod's card and the node's box, all in the coordinates of the drawing, px. */
  readonly pill: Box;
  readonly card: Box;
  readonly node: Box;
  readonly ready: boolean;
}

export interface ServiceLine {
  readonly id: string;
  readonly service: string;
  readonly path: string;
  /** Where the line meets the card. */
  readonly end: Point;
  readonly ready: boolean;
}

type Point = readonly [x: number, y: number];

/** Between cards; NodeBox lays its grid out with it. */
export const GUTTER = 16;
const CORNER = 6;
const APART = 5;

export function serviceLines(requests: readonly LineRequest[]): readonly ServiceLine[] {
  const [first] = requests;
  if (!first) return [];
  const services = [...new Set(requests.map(({ service }) => service))];
  const nodesTop = Math.min(...requests.map(({ node }) => node.top));
  const nodesLeft = Math.min(...requests.map(({ node }) => node.left));
  const pillsBottom = Math.max(...requests.map(({ pill }) => pill.top + pill.height));
  const inGutter = new Map<number, string[]>();
  for (const { card, service } of requests) {
    const known = inGutter.get(card.left) ?? [];
    if (!known.includes(service)) inGutter.set(card.left, [...known, service]);
  }
  return requests.map(({ id, service, pill, card, node, ready }) => {
    const lane = services.indexOf(service);
    const laneY = pillsBottom + ((nodesTop - pillsBottom) * (lane + 1)) / (services.length + 1);
    const beside = inGutter.get(card.left) ?? [service];
    const step = Math.min(APART, (GUTTER - 4) / beside.length);
    const shift = (beside.indexOf(service) - (beside.length - 1) / 2) * step;
    const gutterX = card.left - GUTTER / 2 + shift;
    const end: Point = [card.left, card.top + card.height / 2 + shift * 2];
    const points: Point[] = [
      [pill.left + pill.width / 2, pill.top + pill.height],
      [pill.left + pill.width / 2, laneY],
    ];
    if (node.top > nodesTop + 8) {
      // A node of a lower row: down the margin, so that the nodes above it stay clear.
      const marginX = nodesLeft - 4 - Math.min(lane * 4, 10);
      const overNode = node.top - 4 - Math.min(lane * 4, 10);
      points.push([marginX, laneY], [marginX, overNode], [gutterX, overNode]);
    } else points.push([gutterX, laneY]);
    points.push([gutterX, end[1]], end);
    return { id, service, path: rounded(points), end, ready };
  });
}

/** A path through the points with rounded corners. */
function rounded(points: readonly Point[]): string {
  let path = "";
  points.forEach((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (!before) path += `M${point[0]},${point[1]}`;
    else if (!after) path += `L${point[0]},${point[1]}`;
    else {
      const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, after) / 2);
      const [into, out] = [towards(point, before, radius), towards(point, after, radius)];
      path += `L${into[0]},${into[1]}Q${point[0]},${point[1]} ${out[0]},${out[1]}`;
    }
  });
  return path;
}

function distance(from: Point, to: Point): number {
  return Math.abs(from[0] - to[0]) + Math.abs(from[1] - to[1]);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) * length) / whole, from[1] + ((to[1] - from[1]) * length) / whole];
}
