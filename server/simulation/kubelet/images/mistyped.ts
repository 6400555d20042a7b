/**
 * Names of Docker's own library that are nearly those of an image in it. That library holds what Docker looks after and nothing
 * else, so there is no `ngnix`; a pull of one is refused as one of a private image is.
 */

/** Shorter names are near to too many others. */
const SHORTEST = 5;
/** Images of the library that are near to another one. */
const REAL = new Set(["mono"]);

/** Whether a name of the library is one of `known` with a letter more, less or changed, or two neighbours swapped. */
export function isMistyped(name: string, known: Iterable<string>): boolean {
  if (REAL.has(name)) return false;
  for (const other of known) if (other.length >= SHORTEST && other !== name && isNear(name, other)) return true;
  return false;
}

function isNear(left: string, right: string): boolean {
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  const [a, b] = [left.slice(same), right.slice(same)];
  return (
    a.slice(1) === b.slice(1) ||
    a.slice(1) === b ||
    a === b.slice(1) ||
    (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  );
}
