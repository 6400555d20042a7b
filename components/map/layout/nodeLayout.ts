/** Where nodes and the pods in them stand. Workers fill rows, all of one height, so that a node's area follows its capacity. */
import {
  type Box,
  CARD,
  FAR,
  FAR_FOOTER,
  FOOTER,
  GUTTER,
  MIN_FAR_NODE,
  MIN_NODE,
  MIN_NODE_HEIGHT,
  NODE_GAP,
  PADDING,
  ROW_GAP,
} from "./boxes.ts";

export interface NodeInput {
  readonly name: string;
  /** What the area follows; any unit. */
  readonly capacity: number;
  /** A control plane: it stands apart at the right. */
  readonly quiet: boolean;
  /** Places for pods, holes included. */
  readonly slots: number;
}

export interface PlacedNode extends Box {
  readonly name: string;
  readonly columns: number;
}

export interface PlacedNodes {
  readonly nodes: readonly PlacedNode[];
  readonly width: number;
  readonly height: number;
}

/**
 * `magnified`: by how much footers are larger, so that they can be read from afar; `least`: how high all of it is to be at least,
 * as far as that looks well.
 */
export function placeNodes(
  inputs: readonly NodeInput[],
  { width, magnified, least = 0 }: { readonly width: number; readonly magnified: number; readonly least?: number },
): PlacedNodes {
  const quiet = inputs.filter((node) => node.quiet);
  const workers = inputs.filter((node) => !node.quiet);
  const footer = (magnified > FAR ? FAR_FOOTER : FOOTER) * magnified;
  const narrowest = magnified > FAR ? Math.max(MIN_NODE, MIN_FAR_NODE * magnified) : MIN_NODE;
  const asideWidth = quiet.length === 0 ? 0 : Math.max(MIN_NODE, 176 * Math.min(magnified, 2));
  const room = Math.max(MIN_NODE, width - (asideWidth > 0 && workers.length > 0 ? asideWidth + NODE_GAP : 0));
  const tight = bestRows(workers, { width: room, footer, narrowest });
  const spare =
    tight.widths.length === 0 ? 0 : (least - tight.widths.length * (tight.height + NODE_GAP)) / tight.widths.length;
  const rows = { ...tight, height: tight.height + Math.max(0, Math.min(MOST_SPARE, spare)) };
  const placed: PlacedNode[] = [];
  rows.widths.forEach((widths, row) => {
    let left = 0;
    widths.forEach(({ node, width: own }) => {
      placed.push({
        name: node.name,
        left,
        top: row * (rows.height + NODE_GAP),
        width: own,
        height: rows.height,
        columns: columnsIn(own),
      });
      left += own + NODE_GAP;
    });
  });
  const aside = placeAside(quiet, { left: workers.length > 0 ? room + NODE_GAP : 0, width: asideWidth, footer });
  const workersHeight = rows.widths.length * (rows.height + NODE_GAP) - (rows.widths.length > 0 ? NODE_GAP : 0);
  const asideHeight = aside.reduce((most, { top, height }) => Math.max(most, top + height), 0);
  // One control plane beside one row is as high as the row.
  const level = aside.length === 1 && rows.widths.length === 1 ? Math.max(workersHeight, asideHeight) : undefined;
  const nodes =
    level === undefined ? [...placed, ...aside] : [...placed, ...aside].map((n) => ({ ...n, height: level }));
  const right = nodes.reduce((most, { left, width: own }) => Math.max(most, left + own), 0);
  return { nodes, width: Math.max(width, right), height: level ?? Math.max(workersHeight, asideHeight) };
}

/** The place of a pod in its node, by the number of its slot. */
export function slotBox({ left, top, width, columns }: PlacedNode, slot: number): Box {
  // Cards fill the node's width, as far as a card is wide.
  const own = Math.min(CARD.widest, Math.floor((width - PADDING - 4) / columns) - GUTTER);
  return {
    left: left + GUTTER + 2 + (slot % columns) * (own + GUTTER),
    top: top + PADDING + Math.floor(slot / columns) * (CARD.height + ROW_GAP),
    width: own,
    height: CARD.height,
  };
}

function columnsIn(width: number): number {
  return Math.max(1, Math.floor((width - PADDING - 4) / (CARD.width + GUTTER)));
}

function heightFor(slots: number, columns: number, footer: number): number {
  const rows = Math.ceil(slots / columns);
  return Math.max(MIN_NODE_HEIGHT, PADDING + rows * (CARD.height + ROW_GAP)) + footer;
}

/** A row is stretched by so much at most to fill the window. */
const MOST_SPARE = 150;

interface Rows {
  readonly widths: readonly (readonly { readonly node: NodeInput; readonly width: number }[])[];
  readonly height: number;
}

type Tried = Rows & { readonly total: number };

const WORTH = 1.7;

/** Tries all numbers of nodes in a row and takes what is lowest on the whole. */
function bestRows(
  workers: readonly NodeInput[],
  { width, footer, narrowest }: { readonly width: number; readonly footer: number; readonly narrowest: number },
): Rows {
  let best: Tried | undefined;
  let exact: Tried | undefined;
  const most = Math.min(workers.length, Math.max(1, Math.floor((width + NODE_GAP) / (narrowest + NODE_GAP))));
  for (let perRow = most; perRow >= 1; perRow--) {
    const widths = widthsOf(workers, { width, perRow, narrowest });
    const height = widths
      .flat()
      .reduce((high, { node, width: own }) => Math.max(high, heightFor(node.slots, columnsIn(own), footer)), 0);
    const tried = { widths, height, total: widths.length * (height + NODE_GAP) };
    if (!best || tried.total < best.total) best = tried;
    const isExact = widths.flat().every(({ width: own }) => own > narrowest);
    if (isExact && (!exact || tried.total < exact.total)) exact = tried;
  }
  // Areas that tell the truth are worth some room.
  if (exact && best && exact.total <= WORTH * best.total) return exact;
  return best ?? { widths: [], height: 0 };
}

/** Widths in one unit for all rows, so that areas compare across them; none under the least. */
function widthsOf(
  workers: readonly NodeInput[],
  { width, perRow, narrowest }: { readonly width: number; readonly perRow: number; readonly narrowest: number },
): readonly (readonly { readonly node: NodeInput; readonly width: number }[])[] {
  const rows: NodeInput[][] = [];
  for (let at = 0; at < workers.length; at += perRow) rows.push(workers.slice(at, at + perRow));
  const unit = Math.min(
    ...rows.map((row) => {
      const room = width - (row.length - 1) * NODE_GAP;
      // Nodes that would be too narrow get the least; the others share what is left.
      let open = row;
      let free = room;
      for (;;) {
        const sum = open.reduce((all, { capacity }) => all + capacity, 0) || 1;
        const narrow = open.filter(({ capacity }) => (free * capacity) / sum < narrowest);
        if (narrow.length === 0 || narrow.length === open.length) return free / sum;
        open = open.filter((node) => !narrow.includes(node));
        free -= narrow.length * narrowest;
      }
    }),
  );
  return rows.map((row) => row.map((node) => ({ node, width: Math.max(narrowest, Math.floor(node.capacity * unit)) })));
}

function placeAside(
  quiet: readonly NodeInput[],
  { left, width, footer }: { readonly left: number; readonly width: number; readonly footer: number },
): readonly PlacedNode[] {
  let top = 0;
  return quiet.map(({ name, slots }) => {
    const columns = columnsIn(width);
    const height = heightFor(slots, columns, footer);
    const box = { name, left, top, width, height, columns };
    top += height + NODE_GAP;
    return box;
  });
}
