/** Schemas as the cluster publishes them (OpenAPI v3), and the way from a kind to a field. Pure. */
import type { Step } from "./place.ts";

export interface SchemaNode {
  readonly $ref?: string;
  readonly allOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly enum?: readonly unknown[];
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

export type Schemas = { readonly [name: string]: SchemaNode };

export function kindSchema(schemas: Schemas, apiVersion: string, kind: string): SchemaNode | undefined {
  return Object.values(schemas).find((schema) =>
    schema["x-kubernetes-group-version-kind"]?.some(
      (gvk) => gvk.kind === kind && (gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version) === apiVersion,
    ),
  );
}

/** The schema a node stands for, references followed; its own description goes before that of what it refers to. */
export function resolve(node: SchemaNode | undefined, schemas: Schemas): SchemaNode | undefined {
  const name = referenceOf(node);
  if (!node || !name) return node;
  const target = schemas[name];
  return target && node.description ? { ...target, description: node.description } : target;
}

/** The name a node refers to, such as `io.k8s.api.core.v1.Container`. */
export function referenceOf(node: SchemaNode | undefined): string | undefined {
  const reference = node?.$ref ?? node?.allOf?.[0]?.$ref;
  return reference?.slice(reference.lastIndexOf("/") + 1);
}

/** What stands under a key of a mapping or an index of a list, not yet resolved. */
export function childOf(node: SchemaNode | undefined, step: Step, schemas: Schemas): SchemaNode | undefined {
  const target = resolve(node, schemas);
  if (typeof step === "number") return target?.items;
  const { additionalProperties: rest } = target ?? {};
  return target?.properties?.[step] ?? (typeof rest === "object" ? rest : undefined);
}

export function schemaAt(
  root: SchemaNode | undefined,
  path: readonly Step[],
  schemas: Schemas,
): SchemaNode | undefined {
  let node = root;
  for (const step of path) node = childOf(node, step, schemas);
  return resolve(node, schemas);
}

export function isIntOrString(node: SchemaNode): boolean {
  return node["x-kubernetes-int-or-string"] === true || node.format === "int-or-string";
}

/** `string`, `integer`, `[]Container`, `map[string]`: for people. */
export function typeName(node: SchemaNode | undefined, schemas: Schemas): string {
  const target = resolve(node, schemas);
  if (!target) return "";
  if (isIntOrString(target)) return "integer | string";
  const short = (name: string | undefined): string => name?.slice(name.lastIndexOf(".") + 1) ?? "";
  if (target.items) return `[]${short(referenceOf(target.items)) || typeName(target.items, schemas)}`;
  if (typeof target.additionalProperties === "object")
    return `map[${short(referenceOf(target.additionalProperties)) || typeName(target.additionalProperties, schemas)}]`;
  return short(referenceOf(node)) || (target.type ?? "");
}
