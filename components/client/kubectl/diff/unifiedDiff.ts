/**
 * The difference of two texts as `diff -u` prints it: hunks with three lines around, or "" when there is none.
 * Lines are matched by the shortest edit (Myers); like GNU diff, runs of changes are slid down as far as they go.
 */
const CONTEXT = 3;

interface Edits {
  /** Which lines of either side are changed. */
  readonly removed: boolean[];
  readonly added: boolean[];
}

export function unifiedDiff(before: string, after: string): string {
  const left = linesOf(before);
  const right = linesOf(after);
  const edits = shortestEdits(left, right);
  slideDown(left, edits.removed, edits.added);
  slideDown(right, edits.added, edits.removed);
  return hunks(left, right, edits);
}

/** Lines with their ends; a last line without one is marked as diff marks it. */
function linesOf(text: string): string[] {
  if (text === "") return [];
  const lines = text.split("\n");
  const last = lines.pop() as string;
  const ended = lines.map((line) => `${line}\n`);
  return last === "" ? ended : [...ended, `${last}\n\\ No newline at end of file\n`];
}

function shortestEdits(left: readonly string[], right: readonly string[]): Edits {
  const removed = left.map(() => true);
  const added = right.map(() => true);
  const max = left.length + right.length;
  const trace: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  search: for (let depth = 0; depth <= max; depth++) {
    trace.push(new Map(furthest));
    const next = new Map(furthest);
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const down =
        diagonal === -depth ||
        (diagonal !== depth && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1));
      let x = down ? (furthest.get(diagonal + 1) ?? 0) : (furthest.get(diagonal - 1) ?? 0) + 1;
      let y = x - diagonal;
      while (x < left.length && y < right.length && left[x] === right[y]) {
        x++;
        y++;
      }
      next.set(diagonal, x);
      furthest.set(diagonal, x);
      if (x >= left.length && y >= right.length) break search;
    }
    furthest = next;
  }
  let x = left.length;
  let y = right.length;
  for (let depth = trace.length - 1; depth >= 0 && (x > 0 || y > 0); depth--) {
    const reached = trace[depth] as Map<number, number>;
    const diagonal = x - y;
    const down =
      diagonal === -depth ||
      (diagonal !== depth && (reached.get(diagonal - 1) ?? -1) < (reached.get(diagonal + 1) ?? -1));
    const from = down ? diagonal + 1 : diagonal - 1;
    const fromX = depth === 0 ? 0 : (reached.get(from) ?? 0);
    const fromY = depth === 0 ? 0 : fromX - from;
    while (x > fromX && y > fromY) {
      x--;
      y--;
      removed[x] = false;
      added[y] = false;
    }
    x = fromX;
    y = fromY;
  }
  return { removed, added };
}

/** Moves each run of changed lines down while the line after it equals its first, unless it faces changes opposite. */
function slideDown(lines: readonly string[], changed: boolean[], opposite: readonly boolean[]): void {
  let end = lines.length;
  while (end > 0) {
    if (!changed[end - 1]) {
      end--;
      continue;
    }
    let start = end;
    while (start > 0 && changed[start - 1]) start--;
    const runStart = start;
    let [from, to] = [start, end];
    const facing = facedBy(changed, from, opposite);
    if (!facing)
      while (to < lines.length && !changed[to] && lines[from] === lines[to]) {
        changed[from++] = false;
        changed[to++] = true;
      }
    end = runStart;
  }
}

/** Whether the run of changes that starts at `from` stands beside changes of the other side. */
function facedBy(changed: readonly boolean[], from: number, opposite: readonly boolean[]): boolean {
  let kept = 0;
  for (let index = 0; index < from; index++) if (!changed[index]) kept++;
  let index = 0;
  while (index < opposite.length && kept > 0) if (!opposite[index++]) kept--;
  return opposite[index] === true;
}

interface Change {
  readonly fromLeft: number;
  readonly toLeft: number;
  readonly fromRight: number;
  readonly toRight: number;
}

function changesOf({ removed, added }: Edits): Change[] {
  const changes: Change[] = [];
  let left = 0;
  let right = 0;
  while (left < removed.length || right < added.length) {
    const [fromLeft, fromRight] = [left, right];
    while (removed[left]) left++;
    while (added[right]) right++;
    if (left > fromLeft || right > fromRight) changes.push({ fromLeft, toLeft: left, fromRight, toRight: right });
    else {
      left++;
      right++;
    }
  }
  return changes;
}

function hunks(left: readonly string[], right: readonly string[], edits: Edits): string {
  const groups: Change[][] = [];
  for (const change of changesOf(edits)) {
    const group = groups[groups.length - 1];
    const previous = group?.[group.length - 1];
    if (group && previous && change.fromLeft - previous.toLeft <= 2 * CONTEXT) group.push(change);
    else groups.push([change]);
  }
  return groups
    .map((group) => {
      const first = group[0] as Change;
      const last = group[group.length - 1] as Change;
      const lead = Math.min(CONTEXT, first.fromLeft);
      const fromLeft = first.fromLeft - lead;
      const fromRight = first.fromRight - lead;
      const toLeft = Math.min(left.length, last.toLeft + CONTEXT);
      const toRight = Math.min(right.length, last.toRight + CONTEXT);
      let text = `@@ -${range(fromLeft, toLeft)} +${range(fromRight, toRight)} @@\n`;
      let at = fromLeft;
      for (const change of group) {
        for (; at < change.fromLeft; at++) text += ` ${left[at]}`;
        for (; at < change.toLeft; at++) text += `-${left[at]}`;
        for (let index = change.fromRight; index < change.toRight; index++) text += `+${right[index]}`;
      }
      for (; at < toLeft; at++) text += ` ${left[at]}`;
      return text;
    })
    .join("");
}

function range(from: number, to: number): string {
  const count = to - from;
  if (count === 1) return String(from + 1);
  return `${count === 0 ? from : from + 1},${count}`;
}
