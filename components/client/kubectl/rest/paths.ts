/** Paths of resources. */
import type { Mapping } from "./RestMapper.ts";

type Of = Pick<Mapping, "group" | "version" | "resource" | "namespaced" | "unversioned">;

/** `/api/v1` or `/apis/apps/v1`. */
function rootPath({ group, version, unversioned }: Pick<Mapping, "group" | "version" | "unversioned">): string {
  if (unversioned) return "/api";
  return group ? `/apis/${group}/${version}` : `/api/${version}`;
}

/** Refuses what cannot be a part of a path. */
function segment(what: string, text: string): string {
  const problems =
    text === "." || text === ".."
      ? [`may not be '${text}'`]
      : ["/", "%"].filter((sign) => text.includes(sign)).map((sign) => `may not contain '${sign}'`);
  if (problems.length > 0) throw new Error(`invalid ${what} ${JSON.stringify(text)}: [${problems.join(" ")}]`);
  return encodeURIComponent(text);
}

/** The collection; of all namespaces when `namespace` is empty. Throws for a namespace that cannot be in a path. */
export function collectionPath(mapping: Of, namespace: string): string {
  const within = mapping.namespaced && namespace ? `/namespaces/${segment("namespace", namespace)}` : "";
  return `${rootPath(mapping)}${within}/${mapping.resource}`;
}

export function objectPath(mapping: Of, namespace: string, name: string, subresource = ""): string {
  return `${collectionPath(mapping, namespace)}/${segment("resource name", name)}${subresource ? `/${subresource}` : ""}`;
}
