/** Which resources a server of this version has, as its discovery lists them: lookups over `resources.json`. */
import text from "./resources.json" with { type: "json" };

export interface SubresourceInfo {
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly group?: string;
  readonly version?: string;
}

export interface ResourceInfo {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: { readonly [name: string]: SubresourceInfo };
}

export interface GroupInfo {
  readonly group: string;
  readonly preferred: string;
  readonly versions: readonly string[];
}

const content = text as unknown as {
  readonly groups: { readonly [group: string]: { readonly preferred: string; readonly versions: readonly string[] } };
  readonly resources: readonly ResourceInfo[];
};

/** All resources in discovery's order. */
export const resources: readonly ResourceInfo[] = content.resources;

/** Groups in discovery's order; the core group is not among them. */
export const groups: readonly GroupInfo[] = Object.entries(content.groups).map(([group, info]) => ({ group, ...info }));

const byPlural = new Map(resources.map((info) => [`${info.group}/${info.version}/${info.plural}`, info]));
const byKind = new Map(resources.map((info) => [`${info.group}/${info.version}/${info.kind}`, info]));

export function resourceFor(group: string, version: string, plural: string): ResourceInfo | undefined {
  return byPlural.get(`${group}/${version}/${plural}`);
}

export function resourceOfKind(group: string, version: string, kind: string): ResourceInfo | undefined {
  return byKind.get(`${group}/${version}/${kind}`);
}

/** `pods`, `deployments.apps`. */
export function groupResource(info: { readonly group: string; readonly plural: string }): string {
  return info.group === "" ? info.plural : `${info.plural}.${info.group}`;
}

const apiVersions = new Map(resources.map(({ group, version }) => [`${group}/${version}`, `${group}/${version}`]));

/** `v1`, `apps/v1`; one text for all objects of a release's kind. */
export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  const text = group === "" ? version : `${group}/${version}`;
  return apiVersions.get(text) ?? text;
}

/** Group and version of an apiVersion; undefined when it has more than one slash. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } | undefined {
  const parts = apiVersion.split("/");
  if (parts.length > 2) return undefined;
  return parts.length === 2
    ? { group: parts[0] as string, version: parts[1] as string }
    : { group: "", version: apiVersion };
}
