/** Schemas of an OpenAPI v3 document, as `explain` walks them. */
import { equalJson, isObject, type JsonObject } from "../../json.ts";

export interface OpenApiDocument {
  readonly paths?: { readonly [path: string]: JsonObject };
  readonly components?: { readonly schemas?: { readonly [name: string]: Schema } };
}

export interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly externalDocs?: { readonly description?: string; readonly url?: string };
  readonly "x-kubernetes-group-version-kind"?: readonly unknown[];
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What a `$ref` means; undefined when there is nothing. */
export function resolveRef(document: OpenApiDocument, ref: string | undefined): Schema | undefined {
  if (!ref?.startsWith("#")) return undefined;
  let found: unknown = document;
  for (const part of ref.slice(1).split("/").filter(Boolean)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return isObject(found) ? (found as Schema) : undefined;
}

export function resolved(document: OpenApiDocument, schema: Schema): Schema {
  return resolveRef(document, schema.$ref) ?? schema;
}

/** The schema of a map's values; undefined when it is none. */
export function valuesOf({ additionalProperties }: Schema): Schema | undefined {
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}

/** The kind behind a resource, from the operations on its paths. */
export function kindOfResource(
  document: OpenApiDocument,
  { group, version, resource }: { readonly group: string; readonly version: string; readonly resource: string },
): GroupVersionKind | undefined {
  const root = `${group ? `/apis/${group}` : "/api"}/${version}`;
  const collections = [`${root}/${resource}`, `${root}/namespaces/{namespace}/${resource}`];
  for (const path of [
    `${root}/${resource}`,
    `${root}/${resource}/{name}`,
    ...collections.slice(1),
    `${collections[1]}/{name}`,
  ]) {
    const element = document.paths?.[path];
    for (const method of ["get", "post", "put", "patch", "delete"]) {
      const operation = element?.[method];
      const kind = isObject(operation) ? operation["x-kubernetes-group-version-kind"] : undefined;
      if (isObject(kind))
        return {
          group: String(kind["group"] ?? ""),
          version: String(kind["version"] ?? ""),
          kind: String(kind["kind"] ?? ""),
        };
    }
  }
  return undefined;
}

export function schemaOfKind(document: OpenApiDocument, kind: GroupVersionKind): Schema | undefined {
  const schemas = document.components?.schemas ?? {};
  for (const name of Object.keys(schemas).sort()) {
    const schema = schemas[name] as Schema;
    if ((schema["x-kubernetes-group-version-kind"] ?? []).some((one) => equalJson(one, kind))) return schema;
  }
  return undefined;
}
