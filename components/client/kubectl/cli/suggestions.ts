/** Names near to what was typed, by cobra's measure. */

/** Steps from one name to another: letters added, removed or changed; small and capital letters are alike. */
export function distance(left: string, right: string): number {
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + change));
    }
    row = next;
  }
  return row[b.length] as number;
}

interface Named {
  readonly name: string;
  readonly suggestFor?: readonly string[];
  readonly hidden?: boolean;
}

export function suggestions(typed: string, commands: readonly Named[]): string[] {
  return commands
    .filter(
      ({ name, suggestFor, hidden }) =>
        !hidden &&
        (distance(typed, name) <= 2 ||
          name.toLowerCase().startsWith(typed.toLowerCase()) ||
          (suggestFor ?? []).some((other) => other.toLowerCase() === typed.toLowerCase())),
    )
    .map(({ name }) => name);
}
