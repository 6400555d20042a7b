/** Arguments of the form `key=value` and `key-` after resources. Models kubectl pkg/cmd/util GetResourcesAndPairs. */

export interface ResourcesAndPairs {
  readonly resources: readonly string[];
  readonly pairs: readonly string[];
}

/** Splits arguments where pairs begin; `kind` is what messages call them. */
export function splitPairs(args: readonly string[], kind: string): ResourcesAndPairs {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const arg of args) {
    const isPair = (arg.includes("=") && !arg.startsWith("=")) || (arg.endsWith("-") && arg !== "-");
    if (isPair) pairs.push(arg);
    else if (pairs.length === 0) resources.push(arg);
    else throw new Error(`all resources must be specified before ${kind} changes: ${arg}`);
  }
  return { resources, pairs };
}

export interface Pairs {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** What pairs set and remove; `removes`: whether `key-` is allowed. */
export function parsePairs(args: readonly string[], kind: string, removes: boolean): Pairs {
  const set = new Map<string, string>();
  const remove: string[] = [];
  const invalid: string[] = [];
  for (const arg of args) {
    const equals = arg.indexOf("=");
    if (equals > 0) set.set(arg.slice(0, equals), arg.slice(equals + 1));
    else if (removes && arg.endsWith("-") && arg !== "-") remove.push(arg.slice(0, -1));
    else invalid.push(arg);
  }
  if (invalid.length > 0) throw new Error(`invalid ${kind} format: ${invalid.join(", ")}`);
  return { set, remove };
}
