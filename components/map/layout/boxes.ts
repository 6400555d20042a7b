/** Measures of the map in its own coordinates, px at a scale of one. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** `width` is the least. */
export const CARD = { width: 140, widest: 190, height: 62 } as const;
/** A card that says why it waits. */
export const WAITING_CARD = { width: 292, height: 46 } as const;
/** Between cards, wide enough for the lines of Services to run in. */
export const GUTTER = 16;
/** Between cards one above the other. */
export const ROW_GAP = 10;
export const PADDING = 12;
export const NODE_GAP = 16;
/** A node's name and gauges, times what stays readable. */
export const FOOTER = 66;
/** The same from afar: a name and two bars without words. */
export const FAR_FOOTER = 40;
/** Magnified by more than this, one looks from afar. */
export const FAR = 1.6;
export const PILL = { height: 30, gap: 12 } as const;
/** Free on all sides of everything; lines to lower rows run in the left one. */
export const MARGIN = 24;
const MIN_COLUMNS_WIDTH = CARD.width + GUTTER + PADDING + 4;
/** No node is narrower: one card and its gutter. */
export const MIN_NODE = MIN_COLUMNS_WIDTH;
/** From afar, times what stays readable: a short name. */
export const MIN_FAR_NODE = 96;
export const MIN_NODE_HEIGHT = 3 * (CARD.height + ROW_GAP) + PADDING;
