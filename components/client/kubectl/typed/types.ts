/**
 * The built-in types of the Kubernetes API as kubectl's own code knows them: members in the order of Go's structs, which
 * of them are always or never written empty, and how strategic merge patches treat them.
 *
 * `types-1.36.json` is one entry a type. Custom resources are not in it; callers treat them as plain JSON.
 */
import text from "./types-1.36.json" with { type: "json" };

export interface TypeInfo {
  /** Names in the order of the Go struct. */
  readonly fields: readonly string[];
  /** `core.v1.Container`, `[]core.v1.Container` for a list, `{}…` for a map; `quantity` for amounts. */
  readonly types?: { readonly [field: string]: string };
  readonly mergeKeys?: { readonly [field: string]: string };
  /** `merge`, `replace`, `retainKeys`, or two of them with a comma. */
  readonly strategies?: { readonly [field: string]: string };
  /** Members Go always writes, with their zero values. */
  readonly keep?: { readonly [field: string]: unknown };
  /** Members Go leaves out when empty. */
  readonly omit?: readonly string[];
}

const data = text as unknown as {
  readonly kinds: { readonly [kind: string]: string };
  readonly types: { readonly [name: string]: TypeInfo };
};

/** The type's name of a built-in kind, `apps.v1.Deployment`; undefined for others. */
export function typeNameOf(object: { readonly apiVersion?: unknown; readonly kind?: unknown }): string | undefined {
  const key = `${String(object.apiVersion)}/${String(object.kind)}`;
  return Object.hasOwn(data.kinds, key) ? data.kinds[key] : undefined;
}

export function typeNamed(name: string): TypeInfo | undefined {
  return Object.hasOwn(data.types, name) ? data.types[name] : undefined;
}

/** What a list's or map's elements are; undefined when `type` is neither. */
export function elementOf(type: string): { readonly list: boolean; readonly element: string } | undefined {
  if (type.startsWith("[]")) return { list: true, element: type.slice(2) };
  return type.startsWith("{}") ? { list: false, element: type.slice(2) } : undefined;
}
