/**
 * Schemas of custom resources as OpenAPI documents have them. Models apiextensions-apiserver
 * pkg/controller/openapi/builder and pkg/apiserver/schema/kubeopenapi.go.
 */
import { fieldDescription } from "./fieldDescriptions.ts";
import type { ResourceNames } from "../ResourceDefinition.ts";

type Node = { readonly [member: string]: unknown };

const META = "io.k8s.apimachinery.pkg.apis.meta.v1";
/** What OpenAPI 2 has no word for. */
const NOT_IN_V2 = new Set(["anyOf", "oneOf", "not", "default", "nullable"]);

/** `example.lab.v1.Widget`. */
export function customDefinitionName({ group, version }: ResourceNames, kind: string): string {
  return `${group.split(".").reverse().join(".")}.${version}.${kind}`;
}

/** The kind and its list by definition name; references are written after `base`. */
export function customSchemas(resources: readonly ResourceNames[], base: string): { readonly [name: string]: Node } {
  const schemas: Record<string, Node> = {};
  for (const names of resources) {
    if (!names.openApi) continue;
    const own = customDefinitionName(names, names.kind);
    const listKind = names.listKind ?? `${names.kind}List`;
    schemas[own] = kindSchema(names, names.openApi as Node, base);
    schemas[customDefinitionName(names, listKind)] = listSchema({ names, own, listKind }, base);
  }
  return schemas;
}

const isV3 = (base: string): boolean => base.startsWith("#/components/");

function reference(base: string, name: string, description: string | undefined): Node {
  const told = description === undefined ? {} : { description };
  const to = { $ref: base + name };
  return isV3(base) ? { ...told, allOf: [to] } : { ...told, ...to };
}

function typeMembers(): Node {
  const told = (field: string): Node => ({ description: fieldDescription("core.v1.Pod", field), type: "string" });
  return { apiVersion: told("apiVersion"), kind: told("kind") };
}

function kindSchema(names: ResourceNames, schema: Node, base: string): Node {
  const published = (isV3(base) ? schema : withoutV3(schema)) as Node;
  const { group, version, kind } = names;
  return {
    ...published,
    properties: {
      ...(published.properties as Node | undefined),
      ...typeMembers(),
      metadata: reference(base, `${META}.ObjectMeta`, fieldDescription("core.v1.Pod", "metadata")),
    },
    type: "object",
    "x-kubernetes-group-version-kind": [{ group, kind, version }],
  };
}

function listSchema(
  { names, own, listKind }: { readonly names: ResourceNames; readonly own: string; readonly listKind: string },
  base: string,
): Node {
  const { group, version, kind, plural } = names;
  return {
    description: `${listKind} is a list of ${kind}`,
    type: "object",
    required: ["items"],
    properties: {
      ...typeMembers(),
      items: {
        description: `List of ${plural}.`,
        type: "array",
        items: isV3(base) ? { allOf: [{ $ref: base + own }] } : { $ref: base + own },
      },
      metadata: reference(base, `${META}.ListMeta`, fieldDescription("core.v1.PodList", "metadata")),
    },
    "x-kubernetes-group-version-kind": [{ group, kind: listKind, version }],
  };
}

/** A schema in the older form: what may be null or of several types says no type at all. */
function withoutV3(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutV3);
  if (typeof node !== "object" || node === null) return node;
  const schema = node as Node;
  const open = schema.nullable === true || schema["x-kubernetes-int-or-string"] === true;
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (NOT_IN_V2.has(name)) continue;
    if (open && (name === "type" || name === "items" || name === "properties" || name === "format")) continue;
    if (name === "properties" && typeof value === "object" && value !== null)
      result[name] = Object.fromEntries(Object.entries(value).map(([property, inner]) => [property, withoutV3(inner)]));
    else result[name] = name === "enum" || name === "example" ? value : withoutV3(value);
  }
  return result;
}
