/** `--sort-by`: objects and rows in the order of a field. Mirrors kubectl get/sorter.go. */
import { compareQuantity, parseQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import { PlainError } from "../errors.ts";
import { compareText, isObject } from "../json.ts";
import { klogLine } from "../klog.ts";
import { goSortedOrder } from "./goSort.ts";
import { findResults } from "./jsonpath/evaluate.ts";
import { type Node, parseJsonPath, relaxedPath } from "./jsonpath/parse.ts";

/** A field has values that have no order; kubectl logs that and ends. */
export class Unsortable extends PlainError {}

/** What is sorted, as Go's log names it, and when, in ms. */
export interface Sorting {
  readonly rows: boolean;
  readonly now: number;
}

/** Indexes of the values in order. Throws when none of them has the field, and `Unsortable`. */
export function sortedOrder(values: readonly unknown[], field: string, sorting: Sorting): readonly number[] {
  let path: string;
  try {
    path = relaxedPath(field);
  } catch {
    path = field;
  }
  let nodes: readonly Node[];
  try {
    nodes = parseJsonPath(path);
  } catch (error) {
    throw new Error(`sorting error: ${(error as Error).message}`);
  }
  const keys = values.map((value) => findResults(nodes, value)[0]?.[0]);
  const found = values.map((value) => (findResults(nodes, value)[0] ?? []).length > 0);
  if (values.length > 0 && !found.some(Boolean))
    throw new Error(`couldn't find any field with path ${JSON.stringify(path)} in the list of objects`);
  return goSortedOrder(values.length, (left, right) => {
    if (!found[left]) return true;
    if (!found[right]) return false;
    const type = unsortableType(keys[left], keys[right]);
    if (type !== undefined) throw unsortable(/^\{[.@$]?\}$/.test(path) ? "map" : type, path, sorting);
    return less(keys[left], keys[right]);
  });
}

function unsortable(type: string, path: string, { rows, now }: Sorting): Unsortable {
  const [place, kind] = rows
    ? ["sorter.go:375", "[][][]reflect.Value"]
    : ["sorter.go:329", "*unstructured.Unstructured"];
  // The whole object is no member of anything.
  const form = type === "map" ? type : "interface";
  const problem = `Field ${path} in ${kind} is an unsortable type: ${form}, err: unsortable type: ${type}`;
  return new Unsortable(klogLine(place, problem, now).trimEnd());
}

/** Go's type of the first value when the two cannot be put in order. */
function unsortableType(left: unknown, right: unknown): string | undefined {
  if (left === null || left === undefined || right === null || right === undefined) return undefined;
  const alike = typeof left === typeof right && (typeof left === "number" || typeof left === "string");
  return alike ? undefined : goTypeOf(left);
}

function less(left: unknown, right: unknown): boolean {
  if (left === null || left === undefined) return right !== null && right !== undefined;
  if (right === null || right === undefined) return false;
  if (typeof left === "number") return left < (right as number);
  const [one, other] = [left as string, right as string];
  return isQuantity(one) && isQuantity(other) ? compareQuantity(one, other) < 0 : compareText(one, other) < 0;
}

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  return isObject(value) ? "map[string]interface {}" : typeof value === "boolean" ? "bool" : typeof value;
}

function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch {
    return false;
  }
}
