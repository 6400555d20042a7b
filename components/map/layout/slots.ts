/**
 * Places of pods in a node that hold still: a pod keeps its place while it is there, one that goes leaves a hole, one that
 * comes takes the first hole. So nothing moves but what changed.
 */
export type Slots = ReadonlyMap<string, readonly (string | undefined)[]>;

/** `pods`: node → uids in order of creation; those of "" wait. Returns `before` itself when nothing is to change. */
export function assignSlots(before: Slots, pods: ReadonlyMap<string, readonly string[]>): Slots {
  let changed = before.size !== pods.size;
  const next = new Map<string, readonly (string | undefined)[]>();
  for (const [node, uids] of pods) {
    const known = before.get(node) ?? [];
    const slots = assign(known, uids);
    if (slots !== known || !before.has(node)) changed = true;
    next.set(node, slots);
  }
  return changed ? next : before;
}

function assign(known: readonly (string | undefined)[], uids: readonly string[]): readonly (string | undefined)[] {
  const wanted = new Set(uids);
  const held = new Set(known);
  const gone = known.some((uid) => uid !== undefined && !wanted.has(uid));
  const coming = uids.filter((uid) => !held.has(uid));
  if (!gone && coming.length === 0) return known;
  const slots = known.map((uid) => (uid !== undefined && wanted.has(uid) ? uid : undefined));
  let at = 0;
  for (const uid of coming) {
    while (at < slots.length && slots[at] !== undefined) at++;
    slots[at] = uid;
  }
  while (slots.length > 0 && slots[slots.length - 1] === undefined) slots.pop();
  return slots;
}
