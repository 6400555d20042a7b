/**
 * OpenAPI documents: per group and version (v3), and all in one (v2). What kubectl needs to check, explain, create and
 * apply: types with their descriptions, list and patch rules, and paths with their query parameters.
 * Models k8s.io/kube-openapi pkg/builder3 and apiserver pkg/endpoints.
 */
import type { ResourceNames } from "../ResourceDefinition.ts";
import { groupVersion, type ServedGroup, type ServedVersion } from "./groups.ts";
import { customDefinitionName, customSchemas } from "./customSchemas.ts";
import { definitionName, isTypeName, schemasOf, typeOfKind } from "./openApiSchemas.ts";

const COMPONENTS = "#/components/schemas/";
const DEFINITIONS = "#/definitions/";
const INFO = { title: "Kubernetes", version: "v1.36.2" };
const MEDIA = ["application/json", "application/yaml"];
const PROTOBUF = "application/vnd.kubernetes.protobuf";
const STRATEGIC = "application/strategic-merge-patch+json";
const PATCHES = ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"];
const ALWAYS_THERE = [
  "meta.v1.DeleteOptions",
  "meta.v1.Status",
  "meta.v1.Patch",
  "meta.v1.WatchEvent",
  "meta.v1.APIResourceList",
];

type Method = "get" | "post" | "put" | "patch" | "delete";
type Operation = { readonly [member: string]: unknown };
type PathItem = { [method in Method]?: Operation } & { parameters?: readonly object[] };

interface Verb {
  readonly method: Method;
  readonly action: string;
  readonly query: readonly string[];
}

const WRITE = ["dryRun", "fieldManager", "fieldValidation"];
const LIST = [
  "allowWatchBookmarks",
  "continue",
  "fieldSelector",
  "labelSelector",
  "limit",
  "resourceVersion",
  "resourceVersionMatch",
  "sendInitialEvents",
  "timeoutSeconds",
  "watch",
];
const DELETE = [
  "dryRun",
  "gracePeriodSeconds",
  "ignoreStoreReadErrorWithClusterBreakingPotential",
  "orphanDependents",
  "propagationPolicy",
];
const VERBS: { readonly [verb: string]: Verb } = {
  create: { method: "post", action: "post", query: WRITE },
  list: { method: "get", action: "list", query: LIST },
  deletecollection: {
    method: "delete",
    action: "deletecollection",
    query: [...DELETE, "continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "timeoutSeconds"],
  },
  get: { method: "get", action: "get", query: [] },
  update: { method: "put", action: "put", query: WRITE },
  patch: { method: "patch", action: "patch", query: [...WRITE, "force"] },
  delete: { method: "delete", action: "delete", query: DELETE },
};
const COLLECTION = ["create", "list", "deletecollection"];
const ITEM = ["get", "update", "patch", "delete"];
const NUMBERS = new Set(["limit", "timeoutSeconds", "gracePeriodSeconds"]);
const BOOLEANS = new Set([
  "allowWatchBookmarks",
  "force",
  "ignoreStoreReadErrorWithClusterBreakingPotential",
  "orphanDependents",
  "sendInitialEvents",
  "watch",
]);

/** Where `/openapi/v3` says each document is; the hash changes when a document does. */
export function openApiIndex(groups: readonly ServedGroup[]): object {
  const paths: Record<string, object> = {};
  for (const { group, versions } of groups) {
    for (const version of versions) {
      const path = documentPath(group, version.version);
      paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(version.resources)}` };
    }
  }
  return { paths };
}

/** `api/v1`, `apis/apps/v1`. */
export function documentPath(group: string, version: string): string {
  return `${group === "" ? "api" : "apis"}/${groupVersion(group, version)}`;
}

/** The OpenAPI 3 document of one group and version. */
export function openApiDocument(group: string, served: ServedVersion): object {
  const roots = new Set(ALWAYS_THERE);
  const paths = pathsOf(served.resources, roots);
  const securitySchemes = {
    BearerToken: { description: "Bearer Token authentication", in: "header", name: "authorization", type: "apiKey" },
  };
  return {
    openapi: "3.0.0",
    info: INFO,
    paths: { [`/${documentPath(group, served.version)}/`]: {}, ...paths },
    components: {
      schemas: { ...schemasOf(roots, COMPONENTS), ...customSchemas(served.resources, COMPONENTS) },
      securitySchemes,
    },
  };
}

/** OpenAPI 2 has no choice of types: what is a text or a number is a text there. */
function withoutChoices(schemas: ReturnType<typeof schemasOf>): ReturnType<typeof schemasOf> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      if (!("oneOf" in schema)) return [name, schema];
      const { oneOf: _, ...rest } = schema;
      return [name, { ...rest, type: "string" }];
    }),
  );
}

/** The OpenAPI 2 document of everything: definitions, and paths with their query parameters and kinds. */
export function swaggerDocument(groups: readonly ServedGroup[]): object {
  const roots = new Set(ALWAYS_THERE);
  const custom: object[] = [];
  const paths: { [path: string]: PathItem } = {};
  for (const { versions } of groups)
    for (const { resources } of versions) {
      for (const [path, item] of Object.entries(pathsOf(resources, roots))) paths[path] = swaggerPath(item);
      custom.push(customSchemas(resources, DEFINITIONS));
    }
  return {
    swagger: "2.0",
    info: INFO,
    paths,
    definitions: Object.assign(withoutChoices(schemasOf(roots, DEFINITIONS)), ...custom),
  };
}

function swaggerPath({ parameters, ...operations }: PathItem): PathItem {
  const item: PathItem = parameters ? { parameters: parameters.map(swaggerParameter) } : {};
  for (const [method, { requestBody: _, responses: __, parameters: own, ...rest }] of Object.entries(operations))
    item[method as Method] = {
      ...(own ? { parameters: (own as readonly object[]).map(swaggerParameter) } : {}),
      responses: { "200": { description: "OK" }, "401": { description: "Unauthorized" } },
      ...rest,
    };
  return item;
}

/** In OpenAPI 2 a parameter is its own schema. */
function swaggerParameter(parameter: object): object {
  const { schema, ...rest } = parameter as { readonly schema: object };
  return { ...rest, ...schema };
}

function pathsOf(resources: readonly ResourceNames[], roots: Set<string>): { readonly [path: string]: PathItem } {
  const paths: Record<string, PathItem> = {};
  for (const names of resources) {
    const { group, version, plural, namespaced, kind, verbs, subresources } = names;
    const base = `/${documentPath(group, version)}`;
    const collection = namespaced ? `${base}/namespaces/{namespace}/${plural}` : `${base}/${plural}`;
    const own = { group, version, kind };
    const add = (
      path: string,
      verb: string,
      about: { readonly group: string; readonly version: string; readonly kind: string },
    ) => {
      const known = VERBS[verb];
      if (!known) return;
      const item = (paths[path] ??= { parameters: pathParameters(path) });
      item[known.method] = operation(known, { ...about, ...ownTypes(names, about) }, roots);
    };
    for (const verb of verbs) {
      if (COLLECTION.includes(verb)) add(collection, verb, own);
      if (ITEM.includes(verb)) add(`${collection}/{name}`, verb, own);
    }
    if (namespaced && verbs.includes("list")) add(`${base}/${plural}`, "list", own);
    for (const [name, sub] of Object.entries(subresources)) {
      const about = { group: sub.group ?? group, version: sub.version ?? version, kind: sub.kind };
      for (const verb of sub.verbs) add(`${collection}/{name}/${name}`, verb, about);
    }
  }
  return paths;
}

/** Definition names of a custom kind and its list. */
function ownTypes(names: ResourceNames, { kind }: { readonly kind: string }): { readonly custom?: CustomTypes } {
  if (!names.openApi || kind !== names.kind) return {};
  const listKind = names.listKind ?? `${names.kind}List`;
  return { custom: { one: customDefinitionName(names, kind), many: customDefinitionName(names, listKind) } };
}

interface CustomTypes {
  readonly one: string;
  readonly many: string;
}

interface About {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly custom?: CustomTypes;
}

function operation({ method, action, query }: Verb, { custom, ...about }: About, roots: Set<string>): Operation {
  if (custom) for (const type of ["meta.v1.ObjectMeta", "meta.v1.ListMeta"]) roots.add(type);
  const one = custom?.one ?? typeOfKind(about.group, about.version, about.kind);
  const many = custom?.many ?? typeOfKind(about.group, about.version, `${about.kind}List`);
  const answered =
    action === "list" ? many : action === "delete" || action === "deletecollection" ? "meta.v1.Status" : one;
  if (!custom) for (const type of [one, many]) if (type) roots.add(type);
  const body = method === "patch" ? "meta.v1.Patch" : method === "delete" ? "meta.v1.DeleteOptions" : one;
  // No Go types are behind custom kinds: kubectl chooses the patch it sends by what is listed here.
  const media = custom ? MEDIA : [...MEDIA, PROTOBUF];
  const patches = custom ? PATCHES : [...PATCHES, STRATEGIC];
  const takesBody = method !== "get" && body !== undefined;
  return {
    ...(query.length > 0
      ? {
          parameters: query.map((name) => ({
            in: "query",
            name,
            schema: { type: queryType(name), uniqueItems: true },
          })),
        }
      : {}),
    ...(takesBody
      ? {
          requestBody: {
            content: content(method === "patch" ? patches : ["*/*"], body),
            ...(method === "delete" ? {} : { required: true }),
          },
        }
      : {}),
    responses: {
      "200": { description: "OK", ...(answered ? { content: content(media, answered) } : {}) },
      "401": { description: "Unauthorized" },
    },
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": about,
  };
}

function content(media: readonly string[], type: string): object {
  const schema = { $ref: COMPONENTS + (isTypeName(type) ? definitionName(type) : type) };
  return Object.fromEntries(media.map((name) => [name, { schema }]));
}

function queryType(name: string): string {
  return NUMBERS.has(name) ? "integer" : BOOLEANS.has(name) ? "boolean" : "string";
}

function pathParameters(path: string): readonly object[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const pretty = { in: "query", name: "pretty", schema: { type: "string", uniqueItems: true } };
  return [
    ...names.map((name) => ({ in: "path", name, required: true, schema: { type: "string", uniqueItems: true } })),
    pretty,
  ];
}

/** FNV-1a over what a document is made from, as 16 hexadecimal digits. */
function hashOf(resources: readonly ResourceNames[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const char of INFO.version + JSON.stringify(resources))
    hash = ((hash ^ BigInt(char.codePointAt(0) as number)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).toUpperCase().padStart(16, "0");
}
