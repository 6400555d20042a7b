/** Memories of events are as long as client-go's. */
const REMEMBERED = 4096;

/** From the oldest entry of a memory on: a map keeps the places of those that left for some time, and this passes each once. */
const oldestOf = new WeakMap<object, IterableIterator<string>>();

/** Sets an entry as the newest; the oldest goes when there are too many. */
export function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  memory.delete(key);
  memory.set(key, value);
  if (memory.size <= REMEMBERED) return;
  let oldest = oldestOf.get(memory);
  if (!oldest) oldestOf.set(memory, (oldest = memory.keys()));
  memory.delete(oldest.next().value as string);
}
