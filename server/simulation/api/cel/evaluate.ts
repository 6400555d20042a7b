/**
 * The value of an expression, within a budget: every step costs, so that what loops ends. Models cel-go interpreter.
 */
import { CelError, CostError } from "./errors.ts";
import { operatorName } from "./check.ts";
import { equal } from "./equality.ts";
import { type Macro, macroOf, qualifiedCall } from "./macros.ts";
import type { Overload, Overloads } from "./overloads.ts";
import type { CelNode } from "./parse.ts";
import {
  BuiltMap,
  type CelList,
  CelOptional,
  CelTypeValue,
  CelUint,
  type CelValue,
  fits,
  isMap,
  NONE,
  typeNameOf,
} from "./values.ts";

/** How much evaluations may cost together; counts down. */
export class Budget {
  spent = 0;

  constructor(readonly limit: number) {}

  spend(cost: number): void {
    this.spent += cost;
    if (this.spent > this.limit) throw new CostError("operation cancelled: actual cost limit exceeded");
  }
}

export interface Evaluation {
  readonly overloads: Overloads;
  readonly budget: Budget;
  variable(name: string): CelValue | undefined;
}

interface Scope {
  readonly name: string;
  value: CelValue;
  readonly outer: Scope | undefined;
}

type Nodes = readonly CelNode[];

/** Strings and lists an expression makes are no longer than this. */
const LONGEST = 4 * 1024 * 1024;

/** Evaluates a parsed expression; throws CelError or CostError. */
export function evaluate(root: CelNode, evaluation: Evaluation): CelValue {
  return new Evaluator(evaluation).value(root, undefined);
}

class Evaluator {
  constructor(private readonly about: Evaluation) {}

  value(node: CelNode, scope: Scope | undefined): CelValue {
    switch (node.op) {
      case "value":
        return literal(node.args);
      case "id":
        this.about.budget.spend(1);
        return this.identifier(node.args as string, scope);
      case ".": {
        const [left, name] = node.args as readonly [CelNode, string];
        this.about.budget.spend(1);
        return this.select(left, name, scope);
      }
      case ".?": {
        const [left, name] = node.args as readonly [CelNode, string];
        this.about.budget.spend(1);
        return optionalMember(this.value(left, scope), name);
      }
      case "[]":
      case "[?]": {
        const [left, right] = node.args as readonly [CelNode, CelNode];
        this.about.budget.spend(1);
        const of = this.value(left, scope);
        const index = this.value(right, scope);
        if (node.op === "[?]" || of instanceof CelOptional) return optionalMember(of, index);
        return memberOf(of, index);
      }
      case "list":
        this.about.budget.spend(10);
        return (node.args as Nodes).map((item) => this.value(item, scope));
      case "map": {
        this.about.budget.spend(30);
        const map = new BuiltMap();
        for (const [key, item] of node.args as readonly (readonly [CelNode, CelNode])[]) {
          const name = this.value(key, scope);
          if (map.get(name) !== undefined) throw new CelError(`insert failed: key ${String(name)} already exists`);
          map.set(name, this.value(item, scope));
        }
        return map;
      }
      case "?:": {
        const [condition, yes, no] = node.args as readonly [CelNode, CelNode, CelNode];
        const chosen = this.value(condition, scope);
        if (typeof chosen !== "boolean") throw new CelError("no such overload");
        return this.value(chosen ? yes : no, scope);
      }
      case "&&":
        return this.logical(node.args as Nodes, scope, false);
      case "||":
        return this.logical(node.args as Nodes, scope, true);
      case "!_":
      case "-_":
        return this.apply(node.op, false, [this.value(node.args as CelNode, scope)]);
      case "call":
        return this.call(node, scope);
      case "rcall":
        return this.methodCall(node, scope);
      default: {
        const values = (node.args as Nodes).map((arg) => this.value(arg, scope));
        if (node.op === "==" || node.op === "!=") {
          this.about.budget.spend(1);
          const same = equal(values[0] as CelValue, values[1] as CelValue, (cost) => this.about.budget.spend(cost));
          return (node.op === "==") === same;
        }
        return this.apply(operatorName(node.op), false, values);
      }
    }
  }

  private identifier(name: string, scope: Scope | undefined): CelValue {
    for (let inner = scope; inner; inner = inner.outer) if (inner.name === name) return inner.value;
    const value = this.about.variable(name);
    if (value !== undefined) return value;
    return new CelTypeValue(name === "null_type" ? "null_type" : name);
  }

  private select(left: CelNode, name: string, scope: Scope | undefined): CelValue {
    if (left.op === "." && (left.args as readonly unknown[])[1] === "protobuf" && /^(Timestamp|Duration)$/.test(name))
      return new CelTypeValue(`google.protobuf.${name}`);
    if (left.op === "id") {
      const whole = this.about.variable(`${left.args as string}.${name}`);
      if (whole !== undefined) return whole;
    }
    const of = this.value(left, scope);
    if (of instanceof CelOptional) return optionalMember(of, name);
    return memberOf(of, name);
  }

  /** `&&` and `||` hide an error on one side when the other decides. */
  private logical([left, right]: Nodes, scope: Scope | undefined, decisive: boolean): CelValue {
    const first = this.attempt(left as CelNode, scope);
    if (first === decisive) return decisive;
    const second = this.attempt(right as CelNode, scope);
    if (second === decisive) return decisive;
    for (const side of [first, second]) {
      if (side instanceof CelError) throw side;
      if (typeof side !== "boolean") throw new CelError("no such overload");
    }
    return !decisive;
  }

  private attempt(node: CelNode, scope: Scope | undefined): CelValue | CelError {
    try {
      return this.value(node, scope);
    } catch (error) {
      if (error instanceof CelError) return error;
      throw error;
    }
  }

  private call(node: CelNode, scope: Scope | undefined): CelValue {
    const [name, args] = node.args as readonly [string, Nodes];
    if (name === "has") {
      const [left, member] = (args[0] as CelNode).args as readonly [CelNode, string];
      this.about.budget.spend(1);
      return hasMember(this.value(left, scope), member);
    }
    return this.apply(
      name,
      false,
      args.map((arg) => this.value(arg, scope)),
    );
  }

  private methodCall(node: CelNode, scope: Scope | undefined): CelValue {
    const macro = macroOf(node);
    if (macro) return this.macro(macro, scope);
    const [name, receiver, args] = node.args as readonly [string, CelNode, Nodes];
    const qualified = this.isVariable(receiver, scope) ? undefined : qualifiedCall(node);
    const values = args.map((arg) => this.value(arg, scope));
    if (qualified !== undefined && this.about.overloads.has(qualified)) return this.apply(qualified, false, values);
    const target = this.value(receiver, scope);
    if (target instanceof CelOptional && (name === "or" || name === "orValue") && target.value !== undefined)
      return name === "or" ? target : target.value;
    return this.apply(name, true, [target, ...values]);
  }

  private isVariable(node: CelNode, scope: Scope | undefined): boolean {
    if (node.op !== "id") return true;
    for (let inner = scope; inner; inner = inner.outer) if (inner.name === node.args) return true;
    return this.about.variable(node.args as string) !== undefined;
  }

  private apply(name: string, method: boolean, values: readonly CelValue[]): CelValue {
    const overload = chosen(this.about.overloads.find(name, method), values);
    if (!overload) throw new CelError("no such overload");
    this.about.budget.spend(1 + (overload.cost?.(...values) ?? 0));
    const result = overload.run(...values);
    const size = typeof result === "string" || Array.isArray(result) ? result.length : 0;
    if (size > LONGEST) throw new CostError("operation cancelled: actual cost limit exceeded");
    return result;
  }

  private macro(macro: Macro, scope: Scope | undefined): CelValue {
    const { kind, names, range, body } = macro;
    const over = this.value(range, scope);
    const [first = "", second = ""] = names;
    if (kind === "bind") return this.value(body[0] as CelNode, { name: first, value: over, outer: scope });
    if (kind === "optMap" || kind === "optFlatMap") {
      if (!(over instanceof CelOptional)) throw new CelError("no such overload");
      if (over.value === undefined) return NONE;
      const value = this.value(body[0] as CelNode, { name: first, value: over.value, outer: scope });
      return kind === "optMap" ? new CelOptional(value) : value;
    }
    const entries = entriesOf(over, names.length);
    this.about.budget.spend(entries.length);
    const outer: Scope = { name: first, value: null, outer: scope };
    const inner: Scope = names.length === 2 ? { name: second, value: null, outer } : outer;
    const turn = (entry: readonly [CelValue, CelValue]): Scope => {
      outer.value = entry[0];
      if (inner !== outer) inner.value = entry[1];
      return inner;
    };
    return this.comprehension(kind, { body, entries, turn });
  }

  private comprehension(
    kind: string,
    loop: {
      readonly body: Nodes;
      readonly entries: readonly (readonly [CelValue, CelValue])[];
      turn(entry: readonly [CelValue, CelValue]): Scope;
    },
  ): CelValue {
    const { body, entries, turn } = loop;
    const last = body[body.length - 1] as CelNode;
    const passes = (scope: Scope): boolean => body.length === 1 || this.truth(body[0] as CelNode, scope);
    switch (kind) {
      case "all":
      case "exists": {
        const decisive = kind === "exists";
        let failed: CelError | undefined;
        for (const entry of entries) {
          const value = this.attempt(last, turn(entry));
          if (value === decisive) return decisive;
          if (value instanceof CelError) failed ??= value;
          else if (typeof value !== "boolean") failed ??= new CelError("no such overload");
        }
        if (failed) throw failed;
        return !decisive;
      }
      case "exists_one":
        return entries.filter((entry) => this.truth(last, turn(entry))).length === 1;
      case "filter":
        return entries.filter((entry) => this.truth(last, turn(entry))).map(([value]) => value);
      case "map":
      case "transformList": {
        const list: CelValue[] = [];
        for (const entry of entries) {
          const scope = turn(entry);
          if (passes(scope)) list.push(this.value(last, scope));
        }
        return list;
      }
      case "sortBy":
        return this.sorted(entries, (entry) => this.value(last, turn(entry)));
      default: {
        const map = new BuiltMap();
        for (const entry of entries) {
          const scope = turn(entry);
          if (!passes(scope)) continue;
          const value = this.value(last, scope);
          if (kind === "transformMap") map.set(entry[0], value);
          else if (isMap(value)) for (const key of value.keys()) map.set(key, value.get(key) as CelValue);
        }
        return map;
      }
    }
  }

  private sorted(
    entries: readonly (readonly [CelValue, CelValue])[],
    keyOf: (entry: readonly [CelValue, CelValue]) => CelValue,
  ): CelValue {
    const keyed = entries.map((entry) => [keyOf(entry), entry[0]] as const);
    return keyed
      .sort(([left], [right]) => {
        if (equal(left, right)) return 0;
        return this.apply("_<_", false, [left, right]) === true ? -1 : 1;
      })
      .map(([, value]) => value);
  }

  private truth(node: CelNode, scope: Scope): boolean {
    const value = this.value(node, scope);
    if (typeof value !== "boolean") throw new CelError("no such overload");
    return value;
  }
}

function literal(value: unknown): CelValue {
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array))
    return new CelUint(BigInt((value as { valueOf(): bigint }).valueOf()));
  return value as CelValue;
}

function chosen(overloads: readonly Overload[], values: readonly CelValue[]): Overload | undefined {
  return overloads.find(
    ({ args }) => args.length === values.length && args.every((type, index) => fits(values[index] as CelValue, type)),
  );
}

/** What a comprehension goes over: items or keys, and with two variables places or keys with what stands there. */
function entriesOf(over: CelValue, names: number): readonly (readonly [CelValue, CelValue])[] {
  if (Array.isArray(over))
    return (over as CelList).map((item, index) =>
      names === 2 ? ([BigInt(index), item] as const) : ([item, null] as const),
    );
  if (isMap(over)) return over.keys().map((key) => [key, names === 2 ? (over.get(key) as CelValue) : null] as const);
  throw new CelError("no such overload");
}

function memberOf(of: CelValue, key: CelValue): CelValue {
  if (isMap(of)) {
    const value = of.get(key);
    if (value === undefined) throw new CelError(`no such key: ${keyText(key)}`);
    return value;
  }
  if (Array.isArray(of)) {
    const index = key instanceof CelUint ? key.value : key;
    if (typeof index !== "bigint" && !Number.isInteger(index))
      throw new CelError(`unsupported index type '${typeNameOf(key)}' in list`);
    const value = (of as CelList)[Number(index)];
    if (value === undefined) throw new CelError(`index out of bounds: ${String(index)}`);
    return value;
  }
  // What has no members at all, null for one, lacks this one, too.
  throw new CelError(`no such key: ${keyText(key)}`);
}

function keyText(key: CelValue): string {
  return key instanceof CelUint ? String(key.value) : String(key);
}

function optionalMember(of: CelValue, key: CelValue): CelOptional {
  const inner = of instanceof CelOptional ? of.value : of;
  if (inner === undefined) return NONE;
  try {
    return new CelOptional(memberOf(inner, key));
  } catch (error) {
    if (error instanceof CelError && !error.message.startsWith("no such overload")) return NONE;
    throw error;
  }
}

function hasMember(of: CelValue, name: string): boolean {
  const inner = of instanceof CelOptional ? of.value : of;
  if (inner === undefined) return false;
  if (isMap(inner)) return inner.get(name) !== undefined;
  if (!Array.isArray(inner)) return false;
  throw new CelError("no such overload");
}
