/**
 * Merges a patch into an object as kustomize does: lists of built-in kinds by their keys, what the patch names first.
 * Models kyaml merge2; the API server's strategic merge is another one.
 */
import { cloneJson, equalJson, isObject, type Json, type JsonObject, setOwn } from "../json.ts";
import { mergeRule } from "../patch/mergeRules.ts";

const DIRECTIVE = "$patch";

/** Lists whose elements have more than one key. */
const KEYS: { readonly [member: string]: readonly string[] } = {
  "core.v1.Container.ports": ["containerPort", "protocol"],
  "core.v1.ServiceSpec.ports": ["port", "protocol"],
  "core.v1.PodSpec.topologySpreadConstraints": ["topologyKey", "whenUnsatisfiable"],
};

/** The object with the patch in it, undefined when the patch deletes it; `type` undefined: no structure is known. */
export function mergePatch(object: JsonObject, patch: JsonObject, type: string | undefined): JsonObject | undefined {
  return mergeMaps(object, cloneJson(patch), type);
}

function mergeMaps(before: JsonObject, patch: JsonObject, type: string | undefined): JsonObject | undefined {
  const directive = takeDirective(patch);
  if (directive === "delete") return undefined;
  if (directive === "replace") return patch;
  for (const name of Object.keys(patch).sort()) {
    const rule = mergeRule(type, name);
    const merged = mergeValues(before[name], patch[name] as Json, {
      type: rule.type,
      keys: rule.merge ? (KEYS[`${type}.${name}`] ?? (rule.mergeKey === undefined ? [] : [rule.mergeKey])) : undefined,
    });
    if (merged === undefined) delete before[name];
    else setOwn(before, name, merged);
  }
  return before;
}

interface Elements {
  readonly type: string | undefined;
  /** What tells elements apart; none for plain values, undefined for lists that are replaced. */
  readonly keys: readonly string[] | undefined;
}

function mergeValues(before: Json | undefined, patch: Json, elements: Elements): Json | undefined {
  if (patch === null) return undefined;
  if (isObject(patch)) {
    if (isObject(before)) return mergeMaps(before, patch, elements.type);
    return added(patch);
  }
  if (!Array.isArray(patch)) return patch;
  if (elements.keys === undefined || !Array.isArray(before)) return added(patch);
  return mergeLists(before, patch, elements);
}

/** Content that is new: what only means something against old content goes. */
function added(value: Json): Json | undefined {
  if (Array.isArray(value)) {
    takeListDirective(value);
    return value.map(added).filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value;
  if (takeDirective(value) === "delete") return undefined;
  const result: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const kept = member === null ? undefined : added(member);
    if (kept !== undefined) setOwn(result, name, kept);
  }
  return result;
}

function mergeLists(before: Json[], patch: Json[], { type, keys }: Elements): Json[] | undefined {
  const directive = takeListDirective(patch);
  if (directive === "delete") return undefined;
  if (directive === "replace") return patch;
  const named = keys as readonly string[];
  if (named.length === 0 || !patch.every(isObject))
    return [...patch, ...before.filter((item) => !includes(patch, item))];
  const used = named.filter((key) => [...patch, ...before].some((item) => isObject(item) && item[key] !== undefined));
  const same = (left: Json, right: Json): boolean =>
    isObject(left) && isObject(right) && used.every((key) => equalJson(left[key] ?? null, right[key] ?? null));
  const rest = [...before];
  const first: Json[] = [];
  for (const item of patch as JsonObject[]) {
    const index = rest.findIndex((other) => same(other, item));
    const old = index < 0 ? undefined : (rest.splice(index, 1)[0] as JsonObject);
    const merged = old ? mergeMaps(old, item, type) : added(item);
    if (merged !== undefined) first.push(merged);
  }
  return [...first, ...rest];
}

function includes(list: readonly Json[], item: Json): boolean {
  return list.some((other) => equalJson(other, item));
}

function takeDirective(map: JsonObject): string | undefined {
  const directive = map[DIRECTIVE];
  if (directive === undefined) return undefined;
  delete map[DIRECTIVE];
  return known(directive);
}

/** A directive for a whole list stands in an element of its own. */
function takeListDirective(list: Json[]): string | undefined {
  const index = list.findIndex(
    (item) => isObject(item) && item[DIRECTIVE] !== undefined && Object.keys(item).length === 1,
  );
  if (index < 0) return undefined;
  return known((list.splice(index, 1)[0] as JsonObject)[DIRECTIVE] as Json);
}

function known(directive: Json): string {
  if (directive !== "delete" && directive !== "replace" && directive !== "merge")
    throw new Error(`unknown patch strategy '${String(directive)}'`);
  return directive;
}
