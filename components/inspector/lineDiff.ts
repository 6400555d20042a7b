/** Two texts line by line: what stays, what is gone, what came. Pure. */
export interface DiffLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** Beyond this many lines each, the whole is told as removed and added. */
const MOST = 2_000;

export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [before.trimEnd().split("\n"), after.trimEnd().split("\n")];
  if (old.length > MOST || now.length > MOST) return [...old.map(lineOf("removed")), ...now.map(lineOf("added"))];
  // Lengths of the longest common run of lines from each pair of places on.
  const width = now.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i * width + j] =
        old[i] === now[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      lines.push({ kind: "same", text: old[i++] ?? "" });
      j++;
    } else if ((common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
      lines.push({ kind: "removed", text: old[i++] ?? "" });
    else lines.push({ kind: "added", text: now[j++] ?? "" });
  }
  return [...lines, ...old.slice(i).map(lineOf("removed")), ...now.slice(j).map(lineOf("added"))];
}

function lineOf(kind: DiffLine["kind"]): (text: string) => DiffLine {
  return (text) => ({ kind, text });
}
