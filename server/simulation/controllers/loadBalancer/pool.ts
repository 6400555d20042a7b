/** A pool of addresses as text: `192.168.200.10-192.168.200.99`, several with commas. */

const LARGEST = 1024;
/** Ranges that are read of a pool. */
const RANGES = 64;

interface Range {
  readonly from: number;
  readonly to: number;
}

export function addressIn(pool: string, address: string): boolean {
  const number = numberOf(address);
  return number !== undefined && rangesOf(pool).some(({ from, to }) => number >= from && number <= to);
}

/** All of them in order, not more than a thousand of each range. */
export function* addressesOf(pool: string): Iterable<string> {
  for (const { from, to } of rangesOf(pool))
    for (let number = from; number <= Math.min(to, from + LARGEST); number++)
      yield [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

function rangesOf(pool: string): readonly Range[] {
  return pool.split(",", RANGES).flatMap((part) => {
    const [first = "", last = first] = part.trim().split(/\s*-\s*/);
    const from = numberOf(first);
    const to = numberOf(last);
    return from === undefined || to === undefined || to < from ? [] : [{ from, to }];
  });
}

function numberOf(address: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
