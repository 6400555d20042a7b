/**
 * The type of an expression, or what is wrong with it. Models cel-go checker/checker.go.
 */
import type { CelIssue } from "./errors.ts";
import { type Macro, macroOf, qualifiedCall } from "./macros.ts";
import type { Overload, Overloads } from "./overloads.ts";
import type { CelNode } from "./parse.ts";
import { placeOf } from "./places.ts";
import {
  assignable,
  type Bindings,
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DYN,
  ERROR,
  INT,
  isDyn,
  joined,
  listOf,
  mapOf,
  NULL,
  optionalOf,
  sameType,
  STRING,
  substitute,
  TYPE,
  typeText,
  UINT,
} from "./types.ts";

export interface Declarations {
  readonly overloads: Overloads;
  variable(name: string): CelType | undefined;
}

export interface Checked {
  readonly type: CelType;
  readonly issues: readonly CelIssue[];
}

const TYPE_NAMES = new Set(["int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type", "type"]);

export function checkExpression(root: CelNode, source: string, declarations: Declarations): Checked {
  const checker = new Checker(source, declarations);
  const type = checker.type(root, undefined);
  return { type, issues: checker.issues };
}

interface Scope {
  readonly name: string;
  readonly type: CelType;
  readonly outer: Scope | undefined;
}

type Nodes = readonly CelNode[];

class Checker {
  readonly issues: CelIssue[] = [];

  constructor(
    private readonly source: string,
    private readonly declarations: Declarations,
  ) {}

  type(node: CelNode, scope: Scope | undefined): CelType {
    switch (node.op) {
      case "value":
        return literalType(node.args);
      case "id":
        return this.identifier(node, scope);
      case ".":
        return this.select(node, scope);
      case ".?":
        return optionalOf(
          unwrapped(this.member(node, unwrapped(this.type((node.args as Nodes)[0] as CelNode, scope)))),
        );
      case "[]":
        return this.index(node, scope);
      case "[?]": {
        const [left, right] = node.args as readonly [CelNode, CelNode];
        const of = unwrapped(this.type(left, scope));
        return optionalOf(this.indexType(node, of, this.type(right, scope)));
      }
      case "list":
        return listOf(this.all(node.args as Nodes, scope));
      case "map": {
        const entries = node.args as readonly (readonly [CelNode, CelNode])[];
        const keys = entries.map(([key]) => key);
        const values = entries.map(([, value]) => value);
        return mapOf(this.all(keys, scope), this.all(values, scope));
      }
      case "?:":
        return this.ternary(node, scope);
      case "!_":
      case "-_": {
        const type = this.type(node.args as CelNode, scope);
        return this.resolve(node, node.op === "!_" ? "!_" : "-_", { args: [type], method: false });
      }
      case "call":
        return this.call(node, scope);
      case "rcall":
        return this.methodCall(node, scope);
      default: {
        const args = (node.args as Nodes).map((arg) => this.type(arg, scope));
        return this.resolve(node, operatorName(node.op), { args, method: false });
      }
    }
  }

  private report(node: CelNode, message: string, at = placeOf(this.source, node)): CelType {
    this.issues.push({ at, message });
    return ERROR;
  }

  private identifier(node: CelNode, scope: Scope | undefined): CelType {
    const name = node.args as string;
    for (let inner = scope; inner; inner = inner.outer) if (inner.name === name) return inner.type;
    const type = this.declarations.variable(name);
    if (type) return type;
    if (TYPE_NAMES.has(name)) return TYPE;
    return this.report(node, `undeclared reference to '${name}' (in container '')`);
  }

  private select(node: CelNode, scope: Scope | undefined): CelType {
    const [left, name] = node.args as readonly [CelNode, string];
    if (left.op === "." && (left.args as Nodes)[0]?.op === "id" && this.isProto(node)) return TYPE;
    const whole = left.op === "id" ? this.declarations.variable(`${left.args as string}.${name}`) : undefined;
    if (whole && !isShadowed(left.args as string, scope)) return whole;
    const type = this.type(left, scope);
    if (type.kind === "optional") return optionalOf(this.memberOf(node, type.value, name));
    return this.memberOf(node, type, name);
  }

  /** `google.protobuf.Timestamp`, the name of a type. */
  private isProto(node: CelNode): boolean {
    return /^google\s*\.\s*protobuf\s*\.\s*(Timestamp|Duration)$/.test(this.source.slice(node.start, node.end));
  }

  private member(node: CelNode, type: CelType): CelType {
    return this.memberOf(node, type, (node.args as readonly [CelNode, string])[1]);
  }

  private memberOf(node: CelNode, type: CelType, name: string): CelType {
    if (isDyn(type)) return DYN;
    if (type.kind === "map") return type.value;
    if (type.kind === "object") return type.field(name) ?? this.report(node, `undefined field '${name}'`);
    return this.report(node, `type '${typeText(type)}' does not support field selection`);
  }

  private index(node: CelNode, scope: Scope | undefined): CelType {
    const [left, right] = node.args as readonly [CelNode, CelNode];
    const of = this.type(left, scope);
    const index = this.type(right, scope);
    if (of.kind === "optional") return optionalOf(this.indexType(node, of.value, index));
    return this.indexType(node, of, index);
  }

  private indexType(node: CelNode, of: CelType, index: CelType): CelType {
    const bindings: Bindings = new Map();
    if (isDyn(of)) return DYN;
    if (
      of.kind === "list" &&
      (assignable(INT, index, bindings) || assignable(UINT, index, bindings) || index === DOUBLE)
    )
      return of.element;
    if (of.kind === "map" && assignable(of.key, index, bindings)) return of.value;
    return this.noOverload(node, "_[_]", [of, index]);
  }

  private ternary(node: CelNode, scope: Scope | undefined): CelType {
    const [condition, yes, no] = (node.args as Nodes).map((arg) => this.type(arg, scope)) as [
      CelType,
      CelType,
      CelType,
    ];
    const bindings: Bindings = new Map();
    if (!assignable(BOOL, condition, bindings)) return this.noOverload(node, "_?_:_", [condition, yes, no]);
    if (isDyn(yes) || isDyn(no)) return DYN;
    if (assignable(yes, no, bindings)) return yes === NULL ? no : yes;
    if (assignable(no, yes, bindings)) return no;
    return this.noOverload(node, "_?_:_", [condition, yes, no]);
  }

  /** The common type of some parts; dyn when they differ. */
  private all(nodes: Nodes, scope: Scope | undefined): CelType {
    let type: CelType | undefined;
    for (const node of nodes) {
      const own = this.type(node, scope);
      type = type === undefined ? own : joined(type, own);
    }
    return type ?? DYN;
  }

  private call(node: CelNode, scope: Scope | undefined): CelType {
    const [name, args] = node.args as readonly [string, Nodes];
    if (name === "has") {
      const [arg] = args;
      if (arg?.op !== "." || args.length !== 1) return this.report(node, "invalid argument to has() macro");
      this.type(arg, scope);
      return BOOL;
    }
    return this.resolve(node, name, { args: args.map((arg) => this.type(arg, scope)), method: false });
  }

  private methodCall(node: CelNode, scope: Scope | undefined): CelType {
    const macro = macroOf(node);
    if (macro) return this.macro(node, macro, scope);
    const [name, receiver, args] = node.args as readonly [string, CelNode, Nodes];
    const qualified = this.isDeclared(receiver, scope) ? undefined : qualifiedCall(node);
    if (qualified !== undefined && this.declarations.overloads.has(qualified))
      return this.resolve(node, qualified, { args: args.map((arg) => this.type(arg, scope)), method: false });
    const types = [receiver, ...args].map((arg) => this.type(arg, scope));
    return this.resolve(node, name, { args: types, method: true });
  }

  private isDeclared(node: CelNode, scope: Scope | undefined): boolean {
    if (node.op !== "id") return true;
    for (let inner = scope; inner; inner = inner.outer) if (inner.name === node.args) return true;
    return this.declarations.variable(node.args as string) !== undefined;
  }

  private macro(node: CelNode, macro: Macro, scope: Scope | undefined): CelType {
    if (macro.problem !== undefined) return this.report(node, macro.problem);
    const { kind, names, range, body } = macro;
    const over = this.type(range, scope);
    if (kind === "bind") return this.type(body[0] as CelNode, { name: names[0] as string, type: over, outer: scope });
    if (kind === "optMap" || kind === "optFlatMap") {
      if (over.kind !== "optional" && !isDyn(over)) return this.noOverload(node, kind, [over]);
      const inner = this.type(body[0] as CelNode, { name: names[0] as string, type: unwrapped(over), outer: scope });
      return kind === "optMap" ? optionalOf(inner) : inner;
    }
    const [first, second] = this.iterated(range, over);
    let inner: Scope = { name: names[0] as string, type: names.length === 2 ? second.key : first, outer: scope };
    if (names.length === 2) inner = { name: names[1] as string, type: second.value, outer: inner };
    const types = body.map((one) => this.type(one, inner));
    const bool = (type: CelType | undefined): boolean => type === undefined || assignable(BOOL, type, new Map());
    const last = types[types.length - 1] as CelType;
    switch (kind) {
      case "map":
      case "transformList":
        if (types.length === 2 && !bool(types[0]))
          return this.noOverload(node, "_?_:_", [types[0] as CelType, listOf(last), listOf(last)]);
        return listOf(last);
      case "transformMap":
        return mapOf(second.key, last);
      case "transformMapEntry":
        return last;
      case "filter":
        return bool(last) ? listOf(first) : this.noOverload(node, "_?_:_", [last, listOf(first), listOf(first)]);
      case "sortBy":
        return over;
      default:
        if (bool(last)) return BOOL;
        return this.noOverload(
          node,
          kind === "all" ? "_&&_" : kind === "exists" ? "_||_" : "_?_:_",
          kind === "all" || kind === "exists" ? [BOOL, last] : [last, INT, INT],
        );
    }
  }

  private iterated(
    range: CelNode,
    over: CelType,
  ): readonly [CelType, { readonly key: CelType; readonly value: CelType }] {
    if (isDyn(over)) return [DYN, { key: DYN, value: DYN }];
    if (over.kind === "list") return [over.element, { key: INT, value: over.element }];
    if (over.kind === "map") return [over.key, over];
    this.report(
      range,
      `expression of type '${typeText(over)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    );
    return [ERROR, { key: ERROR, value: ERROR }];
  }

  private resolve(
    node: CelNode,
    name: string,
    { args, method }: { readonly args: readonly CelType[]; readonly method: boolean },
  ): CelType {
    const { overloads } = this.declarations;
    if (!overloads.has(name)) return this.report(node, `undeclared reference to '${name}' (in container '')`);
    let result: CelType | undefined;
    for (const overload of overloads.find(name, method)) {
      const bindings = bound(overload, args);
      if (!bindings) continue;
      const own = substitute(overload.result, bindings);
      result = result === undefined || sameType(result, own) ? own : DYN;
    }
    if (result) return result;
    if (args.includes(ERROR)) return ERROR;
    return this.noOverload(node, name, args, method);
  }

  // The node, the function and what it was given: parts of one message.
  private noOverload(...[node, name, args, method]: readonly [CelNode, string, readonly CelType[], boolean?]): CelType {
    if (args.includes(ERROR)) return ERROR;
    const texts = args.map(typeText);
    const given = method ? `${texts[0]}.(${texts.slice(1).join(", ")})` : `(${texts.join(", ")})`;
    return this.report(node, `found no matching overload for '${name}' applied to '${given}'`);
  }
}

function isShadowed(name: string, scope: Scope | undefined): boolean {
  for (let inner = scope; inner; inner = inner.outer) if (inner.name === name) return true;
  return false;
}

function unwrapped(type: CelType): CelType {
  return type.kind === "optional" ? type.value : type;
}

/** What an overload's parameters become for some arguments; undefined when they do not fit. */
function bound(overload: Overload, args: readonly CelType[]): Bindings | undefined {
  if (overload.args.length !== args.length) return undefined;
  const bindings: Bindings = new Map();
  return overload.args.every((wanted, index) => assignable(wanted, args[index] as CelType, bindings))
    ? bindings
    : undefined;
}

function literalType(value: unknown): CelType {
  switch (typeof value) {
    case "bigint":
      return INT;
    case "number":
      return DOUBLE;
    case "string":
      return STRING;
    case "boolean":
      return BOOL;
  }
  if (value === null) return NULL;
  return value instanceof Uint8Array ? BYTES : UINT;
}

/** `_+_`, `@in`. */
export function operatorName(op: string): string {
  return op === "in" ? "@in" : `_${op}_`;
}
