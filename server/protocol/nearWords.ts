/** Whether one word may have been meant for another. Pure: server and page judge alike. */

/** A letter more, less or changed, or two neighbours swapped; a word is not near to itself. */
export function isNear(left: string, right: string): boolean {
  if (left === right) return false;
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
