/** The schema's types under the names and in the form OpenAPI documents of Kubernetes have them. */
import { fieldDescription } from "./fieldDescriptions.ts";
import schemaText from "../schema/schema-1.36.json" with { type: "json" };

type Node = { readonly [member: string]: unknown };

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const types = (schemaText as unknown as { readonly types: { readonly [name: string]: Node } }).types;

const PACKAGES: { readonly [prefix: string]: string } = {
  "meta.v1": "io.k8s.apimachinery.pkg.apis.meta.v1",
  "api.resource": "io.k8s.apimachinery.pkg.api.resource",
  runtime: "io.k8s.apimachinery.pkg.runtime",
  "util.intstr": "io.k8s.apimachinery.pkg.util.intstr",
  "apiextensions.v1": "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1",
  "apiregistration.v1": "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1",
  "metrics.v1beta1": "io.k8s.metrics.pkg.apis.metrics.v1beta1",
};

const typesByKind = new Map<string, string>();
for (const [name, node] of Object.entries(types)) {
  for (const { group, version, kind } of (node["x-kubernetes-group-version-kind"] ??
    []) as readonly GroupVersionKind[]) {
    typesByKind.set(`${group}/${version}/${kind}`, name);
  }
}

/** The schema type of a kind, `core.v1.Pod`; undefined for kinds without a schema. */
export function typeOfKind(group: string, version: string, kind: string): string | undefined {
  return typesByKind.get(`${group}/${version}/${kind}`);
}

/** Whether a name is that of a type of the built-in schema, `core.v1.Pod`. */
export function isTypeName(name: string): boolean {
  return Object.hasOwn(types, name);
}

/** `io.k8s.api.core.v1.Pod` for `core.v1.Pod`. */
export function definitionName(type: string): string {
  const dot = type.lastIndexOf(".");
  const prefix = type.slice(0, dot);
  return `${PACKAGES[prefix] ?? `io.k8s.api.${prefix}`}${type.slice(dot)}`;
}

/** The types given and all they refer to, by definition name; references are written after `base`. */
export function schemasOf(roots: Iterable<string>, base: string): { readonly [name: string]: Node } {
  const found = new Map<string, Node>();
  const waiting = [...roots];
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    const node = types[type];
    if (!node || found.has(definitionName(type))) continue;
    found.set(definitionName(type), describe(type, convert(node, base, (next) => waiting.push(next)) as Node));
  }
  return Object.fromEntries([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** A converted type with the descriptions of itself and its fields. */
function describe(type: string, node: Node): Node {
  const textOf = (field: string): object => {
    const description = fieldDescription(type, field);
    return description === undefined ? {} : { description };
  };
  const properties = node.properties as { readonly [field: string]: Node } | undefined;
  const described =
    properties && Object.entries(properties).map(([field, part]) => [field, { ...textOf(field), ...part }] as const);
  return { ...textOf(""), ...node, ...(described ? { properties: Object.fromEntries(described) } : {}) };
}

/** A schema node with its references renamed. In OpenAPI 3 they stand in `allOf`, beside what else the node says. */
function convert(node: unknown, base: string, refer: (type: string) => void): unknown {
  if (Array.isArray(node)) return node.map((part) => convert(part, base, refer));
  if (typeof node !== "object" || node === null) return node;
  const { $ref, ...rest } = node as { readonly $ref?: unknown } & Node;
  const converted: Record<string, unknown> = {};
  for (const [member, part] of Object.entries(rest)) converted[member] = convert(part, base, refer);
  if (typeof $ref !== "string") return converted;
  refer($ref);
  const reference = { $ref: base + definitionName($ref) };
  if (!base.startsWith("#/components/")) return { ...converted, ...reference };
  const isStruct = types[$ref]?.properties !== undefined;
  return { ...converted, allOf: [reference], ...(isStruct && converted.default === undefined ? { default: {} } : {}) };
}
