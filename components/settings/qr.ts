/** A QR code as one SVG path. Pure. */
import { encode } from "uqr";

export interface QrPath {
  /** Modules a side, the quiet zone of four included. */
  readonly size: number;
  readonly path: string;
}

const QUIET = 4;

export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const parts: string[] = [];
  data.forEach((row, y) => {
    // Dark modules beside each other are one rectangle.
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x++;
      parts.push(`M${from} ${y}h${x - from + 1}v1H${from}z`);
    }
  });
  return { size, path: parts.join("") };
}
