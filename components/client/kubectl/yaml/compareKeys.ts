/** The order of members in YAML: numbers inside of names by value, letters after everything else. Mirrors yaml/v2 keyList. */
export function compareKeys(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  for (let index = 0; index < a.length && index < b.length; index++) {
    const x = a[index] as string;
    const y = b[index] as string;
    if (x === y) continue;
    const letters = [isLetter(x), isLetter(y)];
    if (letters[0] && letters[1]) return codeOf(x) - codeOf(y);
    if (letters[0] || letters[1]) return letters[1] ? -1 : 1;
    const first = numberFrom(a, index, x === "0" || y === "0");
    const second = numberFrom(b, index, x === "0" || y === "0");
    // Digits before that are not zeros make both numbers longer alike.
    if (first.value !== second.value) return first.value - second.value;
    if (first.end !== second.end) return first.end - second.end;
    return codeOf(x) - codeOf(y);
  }
  return a.length - b.length;
}

function numberFrom(chars: readonly string[], start: number, zero: boolean): { value: number; end: number } {
  let value = 0;
  if (zero) {
    for (let before = start - 1; before >= 0 && isDigit(chars[before] as string); before--) {
      if (chars[before] !== "0") {
        value = 1;
        break;
      }
    }
  }
  let end = start;
  while (end < chars.length && isDigit(chars[end] as string)) value = value * 10 + Number(chars[end++]);
  return { value, end };
}

function isLetter(char: string): boolean {
  return /\p{L}/u.test(char);
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9";
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}
