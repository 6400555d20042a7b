import { isNear } from "../../server/protocol/nearWords.ts";

/** Shorter words are near to too many others. */
const SHORTEST = 3;

/** Whether one word may be the other written wrongly: one slip, or another case. `v1` and `v2`, `pod-1` and `pod-2` are not. */
export function isSlip(left: string, right: string): boolean {
  if (left === right || Math.min(left.length, right.length) < SHORTEST) return false;
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  if (withoutDigits(a) === withoutDigits(b)) return a === b;
  return isNear(a, b);
}

function withoutDigits(word: string): string {
  return word.replace(/\d/g, "");
}
