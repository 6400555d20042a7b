/**
 * A list told by an older one: which items it shares with that, and which are new. Items are the same when they are the
 * same object, or pairs of the same key and the same value; nothing is compared in depth.
 */

/** Items `from` up to `to` of the older list. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** New items are gathered up to so many; so many that are looked at in between are told of, so that others get their turn. */
const GATHERED = 256;
const LOOKED_AT = 4_096;

/** Parts in the list's order: runs of the older list, and new items. Undefined between: time to let others have a turn. */
export function* againstBase(
  items: readonly unknown[],
  base: readonly unknown[],
): Generator<Run | readonly unknown[] | undefined> {
  const find = finder(base);
  let run: { from: number; to: number } | undefined;
  let fresh: unknown[] = [];
  let next = 0;
  for (let index = 0; index < items.length; index++) {
    if (index % LOOKED_AT === LOOKED_AT - 1) yield undefined;
    const item = items[index];
    // Mostly the next one; the index of all is made when that is not so.
    const place = next < base.length && same(base[next], item) ? next : find(item);
    if (place === undefined) {
      if (run) yield run;
      run = undefined;
      fresh.push(item);
      if (fresh.length >= GATHERED) {
        yield fresh;
        fresh = [];
      }
      continue;
    }
    if (fresh.length > 0) {
      yield fresh;
      fresh = [];
    }
    if (run?.to === place) run.to++;
    else {
      if (run) yield run;
      run = { from: place, to: place + 1 };
    }
    next = place + 1;
  }
  if (run) yield run;
  if (fresh.length > 0) yield fresh;
}

function finder(base: readonly unknown[]): (item: unknown) => number | undefined {
  let places: Map<unknown, number> | undefined;
  return (item) => {
    places ??= new Map(base.map((other, place) => [keyOf(other), place]));
    const place = places.get(keyOf(item));
    return place !== undefined && same(base[place], item) ? place : undefined;
  };
}

const isPair = (item: unknown): item is readonly [unknown, unknown] => Array.isArray(item) && item.length === 2;
const keyOf = (item: unknown): unknown => (isPair(item) ? item[0] : item);

function same(left: unknown, right: unknown): boolean {
  return left === right || (isPair(left) && isPair(right) && left[0] === right[0] && left[1] === right[1]);
}
