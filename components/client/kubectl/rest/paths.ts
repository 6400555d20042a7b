/** Paths of resources. */
import type { Mapping } from "./RestMapper.ts";

type Of = Pick<Mapping, "group" | "version" | "resource" | "namespaced" | "unversioned">;

/** `/api/v1` or `/apis/apps/v1`. */
export function rootPath({ group, version, unversioned }: Pick<Mapping, "group" | "version" | "unversioned">): string {
  if (unversioned) return "/api";
  return group ? `/apis/${group}/${version}` : `/api/${version}`;
}

/** The collection; of all namespaces when `namespace` is empty. */
export function collectionPath(mapping: Of, namespace: string): string {
  const within = mapping.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${rootPath(mapping)}${within}/${mapping.resource}`;
}

export function objectPath(mapping: Of, namespace: string, name: string, subresource = ""): string {
  return `${collectionPath(mapping, namespace)}/${encodeURIComponent(name)}${subresource ? `/${subresource}` : ""}`;
}
