/** Keys by priority, the highest first, then by their order. */
interface Rank {
  readonly priority: number;
  readonly order: number;
}

interface Item extends Rank {
  readonly key: string;
}

/** A binary heap whose removed items stay until they come up. */
export class ReadyQueue {
  private readonly heap: Item[] = [];
  private readonly present = new Map<string, Item>();

  get empty(): boolean {
    return this.present.size === 0;
  }

  get first(): string | undefined {
    for (;;) {
      const top = this.heap[0];
      if (!top) return undefined;
      if (this.present.get(top.key) === top) return top.key;
      this.pop();
    }
  }

  add(key: string, { priority, order }: Rank): void {
    const item = { key, priority, order };
    this.present.set(key, item);
    this.heap.push(item);
    this.up(this.heap.length - 1);
  }

  remove(key: string): boolean {
    return this.present.delete(key);
  }

  private pop(): void {
    const last = this.heap.pop();
    if (!last || this.heap.length === 0) return;
    this.heap[0] = last;
    this.down(0);
  }

  private before(left: number, right: number): boolean {
    const one = this.heap[left] as Item;
    const other = this.heap[right] as Item;
    return one.priority === other.priority ? one.order < other.order : one.priority > other.priority;
  }

  private up(start: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private down(start: number): void {
    let at = start;
    for (;;) {
      let next = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.heap.length && this.before(child, next)) next = child;
      if (next === at) return;
      this.swap(at, next);
      at = next;
    }
  }

  private swap(left: number, right: number): void {
    const item = this.heap[left] as Item;
    this.heap[left] = this.heap[right] as Item;
    this.heap[right] = item;
  }
}
