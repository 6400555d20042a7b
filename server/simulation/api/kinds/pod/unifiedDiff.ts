/**
 * A unified diff of two texts, line by line, with three lines of context.
 * Models Python's difflib, whose Go port Kubernetes uses: lines that appear often are not used as anchors.
 */

interface Block {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Step {
  readonly tag: "equal" | "replace" | "delete" | "insert";
  readonly a: readonly [from: number, to: number];
  readonly b: readonly [from: number, to: number];
}

const CONTEXT = 3;
/** From this length on, a line that makes up more than 1 % of the text is no anchor. */
const POPULAR_FROM = 200;

/** The diff without file names; "" when the texts are equal. */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split("\n");
  const b = after.split("\n");
  let text = "";
  for (const group of groups(steps(matchingBlocks(a, b)))) {
    const first = group[0] as Step;
    const last = group.at(-1) as Step;
    text += `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n`;
    for (const step of group) {
      if (step.tag === "equal") {
        for (const line of a.slice(...step.a)) text += ` ${line}\n`;
        continue;
      }
      if (step.tag !== "insert") for (const line of a.slice(...step.a)) text += `-${line}\n`;
      if (step.tag !== "delete") for (const line of b.slice(...step.b)) text += `+${line}\n`;
    }
  }
  return text;
}

function range(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return String(from + 1);
  return `${length === 0 ? from : from + 1},${length}`;
}

function anchorsOf(b: readonly string[]): Map<string, number[]> {
  const anchors = new Map<string, number[]>();
  b.forEach((line, index) => {
    const at = anchors.get(line);
    if (at) at.push(index);
    else anchors.set(line, [index]);
  });
  if (b.length >= POPULAR_FROM) {
    const most = Math.floor(b.length / 100) + 1;
    for (const [line, at] of anchors) if (at.length > most) anchors.delete(line);
  }
  return anchors;
}

function matchingBlocks(a: readonly string[], b: readonly string[]): Block[] {
  const anchors = anchorsOf(b);
  const blocks: Block[] = [];
  const queue: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  for (let bounds = queue.pop(); bounds; bounds = queue.pop()) {
    const [aFrom, aTo, bFrom, bTo] = bounds;
    const block = longestMatch(a, b, { anchors, bounds });
    if (block.size === 0) continue;
    blocks.push(block);
    if (aFrom < block.a && bFrom < block.b) queue.push([aFrom, block.a, bFrom, block.b]);
    if (block.a + block.size < aTo && block.b + block.size < bTo)
      queue.push([block.a + block.size, aTo, block.b + block.size, bTo]);
  }
  blocks.sort((left, right) => left.a - right.a || left.b - right.b);
  const merged: Block[] = [];
  for (const block of blocks) {
    const before = merged.at(-1);
    if (before && before.a + before.size === block.a && before.b + before.size === block.b) {
      merged[merged.length - 1] = { ...before, size: before.size + block.size };
    } else merged.push(block);
  }
  merged.push({ a: a.length, b: b.length, size: 0 });
  return merged;
}

interface Search {
  readonly anchors: ReadonlyMap<string, readonly number[]>;
  readonly bounds: readonly [aFrom: number, aTo: number, bFrom: number, bTo: number];
}

function longestMatch(a: readonly string[], b: readonly string[], { anchors, bounds }: Search): Block {
  const [aFrom, aTo, bFrom, bTo] = bounds;
  let best: Block = { a: aFrom, b: bFrom, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = aFrom; i < aTo; i++) {
    const next = new Map<number, number>();
    for (const j of anchors.get(a[i] as string) ?? []) {
      if (j < bFrom) continue;
      if (j >= bTo) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  // Lines that are no anchors may still lengthen a match.
  let { a: i, b: j, size } = best;
  while (i > aFrom && j > bFrom && a[i - 1] === b[j - 1]) {
    i--;
    j--;
    size++;
  }
  while (i + size < aTo && j + size < bTo && a[i + size] === b[j + size]) size++;
  return { a: i, b: j, size };
}

function steps(blocks: readonly Block[]): Step[] {
  const result: Step[] = [];
  let i = 0;
  let j = 0;
  for (const block of blocks) {
    const tag = i < block.a && j < block.b ? "replace" : i < block.a ? "delete" : j < block.b ? "insert" : undefined;
    if (tag) result.push({ tag, a: [i, block.a], b: [j, block.b] });
    i = block.a + block.size;
    j = block.b + block.size;
    if (block.size > 0) result.push({ tag: "equal", a: [block.a, i], b: [block.b, j] });
  }
  return result;
}

/** Changes with context around them; far ones apart. */
function groups(all: readonly Step[]): Step[][] {
  const list = [...all];
  const first = list[0];
  if (first?.tag === "equal") list[0] = tail(first, CONTEXT);
  const last = list.at(-1);
  if (last?.tag === "equal") list[list.length - 1] = head(last, CONTEXT);
  const result: Step[][] = [];
  let group: Step[] = [];
  for (const step of list) {
    if (step.tag === "equal" && step.a[1] - step.a[0] > 2 * CONTEXT) {
      group.push(head(step, CONTEXT));
      result.push(group);
      group = [tail(step, CONTEXT)];
    } else group.push(step);
  }
  if (group.length > 0) result.push(group);
  return result.filter((candidate) => candidate.some(({ tag }) => tag !== "equal"));
}

function head({ tag, a, b }: Step, count: number): Step {
  return { tag, a: [a[0], Math.min(a[1], a[0] + count)], b: [b[0], Math.min(b[1], b[0] + count)] };
}

function tail({ tag, a, b }: Step, count: number): Step {
  return { tag, a: [Math.max(a[0], a[1] - count), a[1]], b: [Math.max(b[0], b[1] - count), b[1]] };
}
