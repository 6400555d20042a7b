/** Whether a value is as a comparison says. */
import { RE2JS } from "re2js";
import type { Comparison } from "../../protocol/lessonText/checkSchema.ts";

export function compare(value: unknown, comparison: Comparison): boolean {
  const { is, isNot, oneOf, atLeast, atMost, contains, matches, exists } = comparison;
  const there = value !== undefined && value !== null;
  if (exists !== undefined && exists !== there) return false;
  if (is !== undefined && !same(value, is)) return false;
  if (isNot !== undefined && same(value, isNot)) return false;
  if (oneOf && !oneOf.some((one) => same(value, one))) return false;
  if (atLeast !== undefined && !(Number(value) >= atLeast)) return false;
  if (atMost !== undefined && !(Number(value) <= atMost)) return false;
  if (contains !== undefined && !holds(value, contains)) return false;
  if (matches !== undefined && !(there && RE2JS.compile(matches).matcher(String(value)).find())) return false;
  // Nothing compared: the value must be there.
  return there || Object.values(comparison).some((given) => given !== undefined);
}

/** Numbers and texts of them are the same: YAML writes `2`, Kubernetes sometimes `"2"`. */
const same = (value: unknown, wanted: string | number | boolean): boolean =>
  value === wanted ||
  (value !== undefined && value !== null && typeof value !== "object" && String(value) === String(wanted));

function holds(value: unknown, part: string | number | boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => same(item, part));
  return typeof value === "string" && value.includes(String(part));
}
