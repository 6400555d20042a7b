/** `--sort-by`: objects and rows in the order of a field. Mirrors kubectl get/sorter.go. */
import { compareQuantity, parseQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import { compareText, isObject } from "../json.ts";
import { goSortedOrder } from "./goSort.ts";
import { findResults } from "./jsonpath/evaluate.ts";
import { type Node, parseJsonPath, relaxedPath } from "./jsonpath/parse.ts";

/** Indexes of the values in order. Throws when none of them has the field. */
export function sortedOrder(values: readonly unknown[], field: string): readonly number[] {
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
    return less(keys[left], keys[right]);
  });
}

function less(left: unknown, right: unknown): boolean {
  if (left === null || left === undefined) return right !== null && right !== undefined;
  if (right === null || right === undefined) return false;
  if (typeof left === "number" && typeof right === "number") return left < right;
  if (typeof left === "string" && typeof right === "string") {
    return isQuantity(left) && isQuantity(right) ? compareQuantity(left, right) < 0 : compareText(left, right) < 0;
  }
  throw new Error(`unsortable type: ${goTypeOf(left)}`);
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
