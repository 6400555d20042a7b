/**
 * The order Go's `sort.Sort` leaves a list in. It is not stable, and kubectl uses it, so equal elements come out in its
 * order only when it is followed step by step (a pattern-defeating quicksort).
 */

export interface Sortable {
  less(left: number, right: number): boolean;
  swap(left: number, right: number): void;
}

const INSERTION = 12;
const NINTHER = 50;
type Hint = "unknown" | "increasing" | "decreasing";

/** Sorts by index, in place. */
function goSort(length: number, data: Sortable): void {
  new Sorting(data).quick(0, length, bitLength(length));
}

/** The order of `values` by `less`, as a list of indexes. */
export function goSortedOrder(length: number, less: (left: number, right: number) => boolean): number[] {
  const order = Array.from({ length }, (_, index) => index);
  goSort(length, {
    less: (left, right) => less(order[left] as number, order[right] as number),
    swap(left, right) {
      [order[left], order[right]] = [order[right] as number, order[left] as number];
    },
  });
  return order;
}

function bitLength(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log2(value)) + 1;
}

class Sorting {
  private swaps = 0;

  constructor(private readonly data: Sortable) {}

  quick(from: number, to: number, badPivots: number): void {
    let [start, end, limit] = [from, to, badPivots];
    let balanced = true;
    let partitioned = true;
    for (;;) {
      const length = end - start;
      if (length <= INSERTION) return this.insertion(start, end);
      if (limit === 0) return this.heap(start, end);
      if (!balanced) {
        this.breakPatterns(start, end);
        limit--;
      }
      let { pivot, hint } = this.choosePivot(start, end);
      if (hint === "decreasing") {
        for (let left = start, right = end - 1; left < right; left++, right--) this.data.swap(left, right);
        pivot = end - 1 - (pivot - start);
        hint = "increasing";
      }
      if (balanced && partitioned && hint === "increasing" && this.partialInsertion(start, end)) return;
      if (start > 0 && !this.data.less(start - 1, pivot)) {
        start = this.partitionEqual(start, end, pivot);
        continue;
      }
      const split = this.partition(start, end, pivot);
      partitioned = split.already;
      const [left, right] = [split.middle - start, end - split.middle];
      balanced = Math.min(left, right) >= Math.floor(length / 8);
      if (left < right) {
        this.quick(start, split.middle, limit);
        start = split.middle + 1;
      } else {
        this.quick(split.middle + 1, end, limit);
        end = split.middle;
      }
    }
  }

  private insertion(start: number, end: number): void {
    for (let index = start + 1; index < end; index++)
      for (let at = index; at > start && this.data.less(at, at - 1); at--) this.data.swap(at, at - 1);
  }

  private heap(start: number, end: number): void {
    const size = end - start;
    for (let index = Math.floor((size - 1) / 2); index >= 0; index--) this.siftDown(index, size, start);
    for (let index = size - 1; index >= 0; index--) {
      this.data.swap(start, start + index);
      this.siftDown(0, index, start);
    }
  }

  private siftDown(from: number, size: number, start: number): void {
    for (let root = from; ; ) {
      let child = 2 * root + 1;
      if (child >= size) return;
      if (child + 1 < size && this.data.less(start + child, start + child + 1)) child++;
      if (!this.data.less(start + root, start + child)) return;
      this.data.swap(start + root, start + child);
      root = child;
    }
  }

  private partition(start: number, end: number, pivot: number): { middle: number; already: boolean } {
    this.data.swap(start, pivot);
    let [left, right] = [start + 1, end - 1];
    const narrow = (): void => {
      while (left <= right && this.data.less(left, start)) left++;
      while (left <= right && !this.data.less(right, start)) right--;
    };
    narrow();
    const already = left > right;
    while (left <= right) {
      this.data.swap(left++, right--);
      narrow();
    }
    this.data.swap(right, start);
    return { middle: right, already };
  }

  private partitionEqual(start: number, end: number, pivot: number): number {
    this.data.swap(start, pivot);
    let [left, right] = [start + 1, end - 1];
    for (;;) {
      while (left <= right && !this.data.less(start, left)) left++;
      while (left <= right && this.data.less(start, right)) right--;
      if (left > right) return left;
      this.data.swap(left++, right--);
    }
  }

  private partialInsertion(start: number, end: number): boolean {
    let index = start + 1;
    for (let step = 0; step < 5; step++) {
      while (index < end && !this.data.less(index, index - 1)) index++;
      if (index === end) return true;
      if (end - start < NINTHER) return false;
      this.data.swap(index, index - 1);
      if (index - start >= 2)
        for (let at = index - 1; at >= 1 && this.data.less(at, at - 1); at--) this.data.swap(at, at - 1);
      if (end - index >= 2)
        for (let at = index + 1; at < end && this.data.less(at, at - 1); at++) this.data.swap(at, at - 1);
    }
    return false;
  }

  private breakPatterns(start: number, end: number): void {
    const length = end - start;
    if (length < 8) return;
    let random = BigInt(length);
    const mask = BigInt(2 ** bitLength(length) - 1);
    const middle = start + Math.floor(length / 4) * 2;
    for (let index = middle - 1; index <= middle + 1; index++) {
      random = BigInt.asUintN(64, random ^ (random << 13n));
      random ^= random >> 7n;
      random = BigInt.asUintN(64, random ^ (random << 17n));
      const other = Number(random & mask);
      this.data.swap(index, start + (other >= length ? other - length : other));
    }
  }

  private choosePivot(start: number, end: number): { pivot: number; hint: Hint } {
    const length = end - start;
    const quarter = Math.floor(length / 4);
    let [first, second, third] = [start + quarter, start + quarter * 2, start + quarter * 3];
    this.swaps = 0;
    if (length >= 8) {
      if (length >= NINTHER) {
        first = this.median(first - 1, first, first + 1);
        second = this.median(second - 1, second, second + 1);
        third = this.median(third - 1, third, third + 1);
      }
      second = this.median(first, second, third);
    }
    return { pivot: second, hint: this.swaps === 0 ? "increasing" : this.swaps === 12 ? "decreasing" : "unknown" };
  }

  private median(first: number, second: number, third: number): number {
    const [a, b] = this.ordered(first, second);
    const [middle] = this.ordered(b, third);
    return this.ordered(a, middle)[1];
  }

  private ordered(left: number, right: number): readonly [number, number] {
    if (!this.data.less(right, left)) return [left, right];
    this.swaps++;
    return [right, left];
  }
}
