/**
 * Names of Docker's own library that are nearly those of an image in it. That library holds what Docker looks after and nothing
 * else, so there is no `ngnix`; a pull of one is refused as one of a private image is.
 */
import { isNear } from "../../../protocol/nearWords.ts";

/** Shorter names are near to too many others. */
const SHORTEST = 5;
/** Images of the library that are near to another one. */
const REAL = new Set(["mono"]);

/** Whether a name of the library is one of `known` with a letter more, less or changed, or two neighbours swapped. */
export function isMistyped(name: string, known: Iterable<string>): boolean {
  if (REAL.has(name)) return false;
  for (const other of known) if (other.length >= SHORTEST && isNear(name, other)) return true;
  return false;
}
