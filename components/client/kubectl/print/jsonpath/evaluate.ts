/** What a JSONPath template finds in a value. Mirrors client-go util/jsonpath. */
import { compareText, isObject, goJson } from "../../json.ts";
import { writeJson } from "../writeJson.ts";
import type { Node } from "./parse.ts";

export interface JsonPathOptions {
  readonly allowMissingKeys?: boolean;
}

/** One list of results for each part of the template. */
export function findResults(nodes: readonly Node[], data: unknown, options: JsonPathOptions = {}): unknown[][] {
  return new Evaluation(options.allowMissingKeys ?? true).find(nodes, data);
}

/** The text of all results; as JSON lists when `json`. */
export function jsonPathText(results: readonly (readonly unknown[])[], json: boolean): string {
  if (json) return results.map((part) => writeJson(part)).join("");
  return results.map((part) => part.map(valueText).join(" ")).join("");
}

function valueText(value: unknown): string {
  if (typeof value === "object" && value !== null) return goJson(value);
  return value === null || value === undefined ? "null" : String(value);
}

class Evaluation {
  private begin = 0;
  private inRange = 0;
  private end = 0;
  private lastEnd: Node | undefined;

  constructor(private readonly allowMissing: boolean) {}

  find(nodes: readonly Node[], data: unknown): unknown[][] {
    const all: unknown[][] = [];
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index] as Node;
      const results = this.walk([data], node);
      if (this.end > 0 && this.end <= this.inRange) {
        this.end--;
        this.lastEnd = node;
        break;
      }
      if (this.begin > 0) {
        this.begin--;
        this.inRange++;
        const rest = nodes.slice(index + 1);
        if (results.length === 0) this.find(rest, null);
        for (const value of results) all.push(...this.find(rest, value));
        this.inRange--;
        const at = nodes.findIndex((other, position) => position > index && other === this.lastEnd);
        if (at > 0) index = at;
        continue;
      }
      all.push(results);
    }
    return all;
  }

  private walkAll(values: readonly unknown[], nodes: readonly Node[]): readonly unknown[] {
    return nodes.reduce<readonly unknown[]>((current, node) => this.walk(current, node), values);
  }

  private walk(values: readonly unknown[], node: Node): unknown[] {
    switch (node.type) {
      case "list":
        return [...this.walkAll(values, node.nodes)];
      case "text":
        return [node.text];
      case "value":
        return values.map(() => node.value);
      case "field":
        return this.field(values, node.name);
      case "array":
        return values.flatMap((value) => (value === null || value === undefined ? [] : slice(value, node)));
      case "filter":
        return values.flatMap((value) => this.filter(value, node));
      case "wildcard":
        return values.flatMap(membersOf);
      case "recursive":
        return values.flatMap(withDescendants);
      case "union":
        return node.lists.flatMap((list) => [...this.walkAll(values, list)]);
      case "identifier":
        return this.identifier(values, node.name);
    }
  }

  private identifier(values: readonly unknown[], name: string): unknown[] {
    if (name === "range") {
      this.begin++;
      return [...values];
    }
    if (name !== "end") throw new Error(`unrecognized identifier ${name}`);
    if (this.inRange === 0) throw new Error("not in range, nothing to end");
    this.end++;
    return [];
  }

  private field(values: readonly unknown[], name: string): unknown[] {
    if (values.length === 0) return [];
    const found = values
      .filter((value) => isObject(value) && Object.hasOwn(value, name))
      .map((value) => (value as Record<string, unknown>)[name]);
    if (found.length === 0 && !this.allowMissing) throw new Error(`${name} is not found`);
    return found;
  }

  private filter(value: unknown, { left, right, operator }: Node & { readonly type: "filter" }): unknown[] {
    if (!Array.isArray(value)) throw new Error(`${goValue(value)} is not array or slice and cannot be filtered`);
    return value.filter((item) => {
      let lefts: readonly unknown[] = [];
      try {
        lefts = this.walkAll([item], left);
      } catch (error) {
        if (operator !== "exists") throw error;
      }
      if (operator === "exists") return lefts.length > 0;
      if (lefts.length === 0) return false;
      if (lefts.length > 1) throw new Error("can only compare one element at a time");
      const rights = this.walkAll([item], right);
      if (rights.length === 0) return false;
      if (rights.length > 1) throw new Error("can only compare one element at a time");
      return compare(lefts[0], rights[0], operator);
    });
  }
}

function slice(value: unknown, { params }: Node & { readonly type: "array" }): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${goTypeOf(value)} is not array or slice`);
  const { length } = value;
  let from = params[0].known ? params[0].value : 0;
  if (from < 0) from += length;
  let to = params[1].known ? params[1].value : length;
  if (to < 0 || (to === 0 && params[1].derived)) to += length;
  if (from === to) return [];
  if (from >= length || from < 0) throw new Error(`array index out of bounds: index ${from}, length ${length}`);
  if (to > length || to < 0) throw new Error(`array index out of bounds: index ${to - 1}, length ${length}`);
  if (from > to) throw new Error(`starting index ${from} is greater than ending index ${to}`);
  const step = params[2].known ? params[2].value : 1;
  if (step <= 0) throw new Error("step must be > 0");
  return value.slice(from, to).filter((_, index) => index % step === 0);
}

function membersOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value)
    ? Object.keys(value)
        .sort(compareText)
        .map((key) => value[key])
    : [];
}

function withDescendants(value: unknown): unknown[] {
  const members = membersOf(value);
  if (typeof value === "string" && value !== "") return [value];
  return members.length === 0 ? [] : [value, ...members.flatMap(withDescendants)];
}

type Kind = "int" | "float" | "string" | "bool";

function kindOf(value: unknown): Kind {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  throw new Error("invalid type for comparison");
}

function compare(left: unknown, right: unknown, operator: string): boolean {
  if (!["<", ">", "==", "!=", "<=", ">="].includes(operator))
    throw new Error(`unrecognized filter operator ${operator}`);
  const kind = kindOf(left);
  if (kind !== kindOf(right)) throw new Error("incompatible types for comparison");
  const equal = left === right;
  if (operator === "==") return equal;
  if (operator === "!=") return !equal;
  if (kind === "bool") throw new Error("invalid type for comparison");
  const less =
    kind === "string" ? compareText(left as string, right as string) < 0 : (left as number) < (right as number);
  if (operator === "<") return less;
  if (operator === "<=") return less || equal;
  return operator === ">" ? !less && !equal : !less;
}

function goTypeOf(value: unknown): string {
  if (isObject(value)) return "map[string]interface {}";
  if (typeof value === "string") return "string";
  return typeof value === "boolean" ? "bool" : Number.isInteger(value) ? "int64" : "float64";
}

function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(" ")}]`;
  if (isObject(value))
    return `map[${Object.keys(value)
      .sort(compareText)
      .map((key) => `${key}:${goValue(value[key])}`)
      .join(" ")}]`;
  return value === null || value === undefined ? "<nil>" : String(value);
}
