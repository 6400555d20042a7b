/**
 * Where everything stands on the map: pods that wait on top, then Ingresses, Services, lanes for their lines, nodes with their
 * pods, and owners at the bottom. Pure; nothing is measured on the page.
 */
import { type Box, MARGIN, PILL, ROW_GAP, WAITING_CARD } from "./boxes.ts";
import { type NodeInput, type PlacedNode, placeNodes, slotBox } from "./nodeLayout.ts";
import type { Slots } from "./slots.ts";

export interface PillInput {
  readonly id: string;
  /** Of the pill at a scale of one. */
  readonly width: number;
}

export interface MapInput {
  readonly nodes: readonly Omit<NodeInput, "slots">[];
  readonly slots: Slots;
  readonly ingresses: readonly PillInput[];
  readonly services: readonly PillInput[];
  readonly owners: readonly PillInput[];
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  /** By how much pills and footers are larger than at a scale of one. */
  readonly magnified: number;
  readonly nodes: readonly PlacedNode[];
  readonly pods: ReadonlyMap<string, Box>;
  readonly waiting: Box | undefined;
  /** How many pods that wait have no place in the strip. */
  readonly unshown: number;
  readonly pills: ReadonlyMap<string, Box>;
  /** Between Services and nodes; between nodes and owners: where lines run crosswise. */
  readonly lanes: { readonly top: number; readonly bottom: number };
  readonly ownerLanes: { readonly top: number; readonly bottom: number };
}

/** What stands over the map at the lower edge of the window. */
const OVERLAY = 64;
/** Rows of the strip at most. */
const WAITING_ROWS = 3;

/** `height`: what is to be filled, if there is less. */
export function layoutMap(
  input: MapInput,
  { width, magnified, height = 0 }: { readonly width: number; readonly magnified: number; readonly height?: number },
): MapLayout {
  const inner = width - 2 * MARGIN;
  const pills = new Map<string, Box>();
  const place = (list: readonly PillInput[], top: number): number =>
    placePills(list, { left: MARGIN, width: inner, top, magnified, into: pills });
  const pods = new Map<string, Box>();
  const strip = placeWaiting((input.slots.get("") ?? []).filter(isUid), { top: 6, width: inner, into: pods });
  let y = place(input.ingresses, strip.box ? strip.box.top + strip.box.height + 16 : 16);
  if (input.ingresses.length > 0) y += 22 * magnified;
  y = place(input.services, y);
  const lanes = {
    top: y,
    bottom: input.services.length === 0 ? y : y + (18 + Math.min(input.services.length, 8) * 6) * magnified,
  };
  y = lanes.bottom;
  const placed = placeNodes(
    input.nodes.map((node) => ({ ...node, slots: input.slots.get(node.name)?.length ?? 0 })),
    { width: inner, magnified, least: height - y - OVERLAY - (input.owners.length > 0 ? 76 * magnified : 0) },
  );
  const nodes = placed.nodes.map((node) => ({ ...node, left: node.left + MARGIN, top: node.top + y }));
  for (const node of nodes)
    input.slots.get(node.name)?.forEach((uid, slot) => {
      if (uid) pods.set(uid, slotBox(node, slot));
    });
  const end = y + placed.height;
  const ownerLanes = { top: end, bottom: input.owners.length === 0 ? end : end + 26 * magnified };
  const bottom = place(input.owners, ownerLanes.bottom);
  return {
    width: Math.max(width, placed.width + 2 * MARGIN),
    height: bottom + 20,
    magnified,
    nodes,
    pods,
    waiting: strip.box,
    unshown: strip.unshown,
    pills,
    lanes,
    ownerLanes,
  };
}

/** The tools cover so much of the window's lower edge, px. */
const TOOLS = 34;

/** Before pods become squares, this much more than the window is taken. */
const SMALLEST_READABLE = 0.72;
const A_LITTLE = 2;
const PHONE = 560;
const SCROLLED = 2.5;

const STEPS = [1, 0.92, 0.85, 0.78, 0.72, 0.64, 0.56, 0.48, 0.41, 0.35, 0.3, 0.25, 0.21, 0.18, 0.15, 0.12, 0.1];

export interface Fitted {
  readonly layout: MapLayout;
  readonly scale: number;
}

/** The layout whose whole is seen in the largest scale, for a window of that size. */
export function fitMap(input: MapInput, window: { readonly width: number; readonly height: number }): Fitted {
  let last: Fitted | undefined;
  for (const scale of STEPS) {
    const magnified = Math.max(1, 0.86 / scale);
    const layout = layoutMap(input, {
      width: Math.max(320, window.width / scale),
      magnified,
      height: window.height / scale,
    });
    last = { layout, scale: Math.min(scale, window.width / layout.width) };
    // On a phone one rather scrolls than reads what is too small.
    const more = window.width < PHONE ? SCROLLED : scale === SMALLEST_READABLE ? A_LITTLE : 1;
    const high = (window.height - TOOLS) * more;
    if (layout.height * scale <= high && layout.width * scale <= window.width + 1) return last;
  }
  return last as Fitted;
}

interface PillPlace {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly magnified: number;
  readonly into: Map<string, Box>;
}

/** Rows in the middle; returns where they end. */
function placePills(list: readonly PillInput[], { left, width, top, magnified, into }: PillPlace): number {
  if (list.length === 0) return top;
  const gap = PILL.gap * magnified;
  const rows: { readonly pills: { readonly id: string; readonly width: number }[]; length: number }[] = [];
  for (const pill of list) {
    const own = Math.min(width, pill.width * magnified);
    const row = rows[rows.length - 1];
    if (row && row.length + gap + own <= width) {
      row.pills.push({ id: pill.id, width: own });
      row.length += gap + own;
    } else rows.push({ pills: [{ id: pill.id, width: own }], length: own });
  }
  const height = PILL.height * magnified;
  rows.forEach((row, index) => {
    let x = left + (width - row.length) / 2;
    for (const pill of row.pills) {
      into.set(pill.id, { left: x, top: top + index * (height + 8 * magnified), width: pill.width, height });
      x += pill.width + gap;
    }
  });
  return top + rows.length * height + (rows.length - 1) * 8 * magnified;
}

function placeWaiting(
  uids: readonly string[],
  { top, width, into }: { readonly top: number; readonly width: number; readonly into: Map<string, Box> },
): { readonly box: Box | undefined; readonly unshown: number } {
  if (uids.length === 0) return { box: undefined, unshown: 0 };
  const columns = Math.max(1, Math.floor((width - 24 + ROW_GAP) / (WAITING_CARD.width + ROW_GAP)));
  const own = Math.min(WAITING_CARD.width, width - 24);
  const shown = Math.min(uids.length, columns * WAITING_ROWS);
  const rows = Math.ceil(shown / columns);
  const box = { left: MARGIN, top: top + 10, width, height: 30 + rows * (WAITING_CARD.height + 8) + 6 };
  uids.slice(0, shown).forEach((uid, index) =>
    into.set(uid, {
      left: MARGIN + 12 + (index % columns) * (own + ROW_GAP),
      top: box.top + 30 + Math.floor(index / columns) * (WAITING_CARD.height + 8),
      width: own,
      height: WAITING_CARD.height,
    }),
  );
  return { box, unshown: uids.length - shown };
}

function isUid(uid: string | undefined): uid is string {
  return uid !== undefined;
}

/** How wide a pill with such texts is: monospaced characters and what stands around them. */
export function pillWidth(name: string, chips: readonly string[], more = 44): number {
  const chars = (text: string): number =>
    [...text].reduce((sum, char) => sum + (char.charCodeAt(0) > 0x1100 ? 12 : 6.1), 0);
  return Math.ceil(Math.min(560, 24 + chars(name) + chips.reduce((sum, chip) => sum + chars(chip) + 18, 0) + more));
}
