/**
 * Gathers what is to be written within one moment into one write. A write that finds the database locked is tried again
 * for a while without holding the event loop; any other failure goes to all whose items were in it.
 */
import type { StorageError } from "../rooms/StoragePort.ts";
import { storageError } from "./storageErrors.ts";

/** How long a locked database is waited for, ms. */
const PATIENCE_MS = 5_000;
const RETRY_MS = 25;

export interface GroupCommitOptions<Item> {
  /** Stores all items or none. */
  readonly write: (items: readonly Item[]) => Promise<void>;
  readonly size: (item: Item) => number;
  /** A write takes items of this size together at most, and one item in any case. */
  readonly maxSize: number;
  readonly maxItems: number;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: StorageError) => void;
}

export class GroupCommit<Item> {
  private waiting: Waiting<Item>[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly options: GroupCommitOptions<Item>) {}

  /** Resolves when the item is stored. Items are stored in the order of the calls. */
  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    // Whatever else happens in this moment shares the write.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const group = this.takeGroup();
      try {
        await retryWhileLocked(() => this.options.write(group.map(({ item }) => item)));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(storageError(error));
      }
    }
    this.running = undefined;
  }

  private takeGroup(): Waiting<Item>[] {
    const { size, maxSize, maxItems } = this.options;
    let total = 0;
    let count = 0;
    for (const { item } of this.waiting) {
      total += size(item);
      if (count > 0 && (total > maxSize || count >= maxItems)) break;
      count++;
    }
    return this.waiting.splice(0, count);
  }
}

/** Does `action` again and again while the database is locked, for a while. */
export async function retryWhileLocked<T>(action: () => Promise<T>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      const known = storageError(error);
      if (known.trouble !== "locked" || Date.now() > end) throw known;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
