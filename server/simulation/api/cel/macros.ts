/** Calls that are more than calls: they name variables and evaluate a part again and again. Models cel-go parser/macro.go. */
import type { CelNode } from "./parse.ts";

export interface Macro {
  readonly kind: string;
  readonly names: readonly string[];
  readonly range: CelNode;
  readonly body: readonly CelNode[];
  /** It is written wrong. */
  readonly problem?: string;
}

/** How many parts follow the variables, for one variable and for two. */
const FORMS: { readonly [kind: string]: { readonly one?: readonly number[]; readonly two?: readonly number[] } } = {
  all: { one: [1], two: [1] },
  exists: { one: [1], two: [1] },
  exists_one: { one: [1], two: [1] },
  existsOne: { one: [1], two: [1] },
  map: { one: [1, 2] },
  filter: { one: [1] },
  transformList: { two: [1, 2] },
  transformMap: { two: [1, 2] },
  transformMapEntry: { two: [1, 2] },
  optMap: { one: [1] },
  optFlatMap: { one: [1] },
  sortBy: { one: [1] },
};

/** The macro a method call is; undefined for an ordinary one. */
export function macroOf(node: CelNode): Macro | undefined {
  const [name, receiver, args] = node.args as readonly [string, CelNode, readonly CelNode[]];
  if (name === "bind" && receiver.op === "id" && receiver.args === "cel" && args.length === 3) {
    const [variable, value, body] = args as readonly [CelNode, CelNode, CelNode];
    if (variable.op !== "id") return problem(name, receiver, "cel.bind() variable names must be simple identifiers");
    return { kind: "bind", names: [variable.args as string], range: value, body: [body] };
  }
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  if (!form) return undefined;
  // With as many arguments either form has, `map` of three is one variable with a filter.
  const count = form.one?.includes(args.length - 1) ? 1 : form.two?.includes(args.length - 2) ? 2 : 0;
  if (count === 0) return undefined;
  const variables = args.slice(0, count);
  if (variables.some(({ op }) => op !== "id")) return problem(name, receiver, "argument must be a simple name");
  const kind = name === "existsOne" ? "exists_one" : name;
  return {
    kind,
    names: variables.map((variable) => variable.args as string),
    range: receiver,
    body: args.slice(count),
  };
}

function problem(kind: string, range: CelNode, text: string): Macro {
  return { kind, names: [], range, body: [], problem: text };
}

/** `optional.of`, `sets.contains`: a function whose name has a dot; undefined when the call cannot be one. */
export function qualifiedCall(node: CelNode): string | undefined {
  const [name, receiver] = node.args as readonly [string, CelNode];
  return receiver.op === "id" ? `${receiver.args as string}.${name}` : undefined;
}
