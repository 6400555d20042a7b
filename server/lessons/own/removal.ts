/** What was removed of lessons and drafts stays for some days, unless its place is needed. */
import { SHELF_LIMITS } from "./texts.ts";

interface Removable {
  readonly removedAt?: number;
}

export const isThere = ({ removedAt }: Removable): boolean => removedAt === undefined;

/** Removed, and can still be brought back at this wall time. */
export const isRemoved = ({ removedAt }: Removable, wall: number): boolean =>
  removedAt !== undefined && removedAt > wall - SHELF_LIMITS.keptRemoved;

/** Of what is stored that which goes for good now: what was removed too long ago, and all that was where the rest has no place. */
export function doomed<T extends Removable>(
  all: readonly T[],
  wall: number,
  fits: (all: readonly T[]) => boolean,
): T[] {
  const isTight = !fits(all);
  return all.filter((one) => !isThere(one) && (isTight || !isRemoved(one, wall)));
}
