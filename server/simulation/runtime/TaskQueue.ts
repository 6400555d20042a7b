/** Work that is due later, as data: `component` says whose handler runs, `key` what for. */
export interface Task {
  readonly component: string;
  readonly key: string;
  /** Cluster time, ms. */
  readonly due: number;
  /** Order among tasks due at one time. */
  readonly sequence: number;
  /** The command that set this off, 0 when none did. */
  readonly cause: number;
}

/** A task in the heap. As JSON it is the task alone. */
class Entry implements Task {
  live = true;
  readonly component: string;
  readonly key: string;
  readonly due: number;
  readonly sequence: number;
  readonly cause: number;

  constructor({ component, key, due, sequence, cause }: Task) {
    this.component = component;
    this.key = key;
    this.due = due;
    this.sequence = sequence;
    this.cause = cause;
  }

  toJSON(): Task {
    const { component, key, due, sequence, cause } = this;
    return { component, key, due, sequence, cause };
  }
}

/** A binary heap of tasks by (due, sequence), one task at most for each component and key. */
export class TaskQueue {
  private readonly heap: Entry[] = [];
  private readonly byComponent = new Map<string, Map<string, Entry>>();
  private liveCount = 0;

  get size(): number {
    return this.liveCount;
  }

  find(component: string, key: string): Task | undefined {
    return this.byComponent.get(component)?.get(key);
  }

  /** Puts a task in, in place of the one with the same component and key. */
  put(task: Task): void {
    this.remove(task.component, task.key);
    const entry = new Entry(task);
    let keys = this.byComponent.get(task.component);
    if (!keys) this.byComponent.set(task.component, (keys = new Map()));
    keys.set(task.key, entry);
    this.liveCount++;
    this.heap.push(entry);
    this.up(this.heap.length - 1);
  }

  remove(component: string, key: string): boolean {
    const keys = this.byComponent.get(component);
    const entry = keys?.get(key);
    if (!keys || !entry) return false;
    entry.live = false;
    keys.delete(key);
    this.liveCount--;
    if (this.heap.length > 64 && this.heap.length > 4 * this.liveCount) this.compact();
    return true;
  }

  peek(): Task | undefined {
    for (let top = this.heap[0]; top; top = this.heap[0]) {
      if (top.live) return top;
      this.dropTop();
    }
    return undefined;
  }

  /** Takes out the task that `peek` shows. */
  pop(): Task | undefined {
    const top = this.peek();
    if (!top) return undefined;
    this.dropTop();
    this.byComponent.get(top.component)?.delete(top.key);
    this.liveCount--;
    return top;
  }

  /** All tasks in no particular order: cheap, and each says itself when it runs. */
  toArray(): readonly Task[] {
    return this.heap.filter((entry) => entry.live);
  }

  private compact(): void {
    const live = this.heap.filter((entry) => entry.live).sort(before);
    this.heap.length = 0;
    for (const entry of live) this.heap.push(entry);
  }

  private dropTop(): void {
    const last = this.heap.pop();
    if (last && this.heap.length > 0) {
      this.heap[0] = last;
      this.down(0);
    }
  }

  private up(start: number): void {
    const heap = this.heap;
    const entry = heap[start] as Entry;
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (before(heap[parent] as Entry, entry) <= 0) break;
      heap[index] = heap[parent] as Entry;
      index = parent;
    }
    heap[index] = entry;
  }

  private down(start: number): void {
    const heap = this.heap;
    const entry = heap[start] as Entry;
    let index = start;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry) < 0) child++;
      if (before(entry, heap[child] as Entry) <= 0) break;
      heap[index] = heap[child] as Entry;
      index = child;
    }
    heap[index] = entry;
  }
}

function before(left: Task, right: Task): number {
  return left.due - right.due || left.sequence - right.sequence;
}
