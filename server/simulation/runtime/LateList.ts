/**
 * A list whose items are read from their JSON when somebody asks for them: of a cluster's thousands of Events and fields'
 * owners hardly any is ever looked at. Items are read once, a line of them at a time, and must not be changed.
 */

/** What an array and a late list have in common. */
export interface List<T> extends Iterable<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

class Line {
  private items: readonly unknown[] | undefined;

  constructor(private text: string) {}

  at(index: number): unknown {
    if (!this.items) {
      this.items = JSON.parse(this.text) as unknown[];
      this.text = "";
    }
    return this.items[index];
  }
}

interface Slot {
  readonly line: Line;
  readonly index: number;
}

export class LateList<T = unknown> implements List<T> {
  private readonly slots: Slot[] = [];

  /** `there`: items that are in memory anyway; no others can be added to them. */
  constructor(private readonly there?: readonly T[]) {}

  get length(): number {
    return (this.there ?? this.slots).length;
  }

  at(index: number): T | undefined {
    if (this.there) return this.there[index];
    const slot = this.slots[index];
    return slot && (slot.line.at(slot.index) as T);
  }

  /** Takes over `count` items from the text of a JSON array. */
  add(text: string, count: number): void {
    const line = new Line(text);
    for (let index = 0; index < count; index++) this.slots.push({ line, index });
  }

  /** Takes over items `from` up to `to` of another list, which stay read or unread as they are there. */
  share(other: LateList, from: number, to: number): void {
    for (let index = from; index < to; index++) this.slots.push(other.slots[index] as Slot);
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    if (this.there) yield* this.there;
    else for (const { line, index } of this.slots) yield line.at(index) as T;
  }

  toJSON(): readonly T[] {
    return [...this];
  }
}
