/** From what people type to resources: plurals, singulars, kinds, short names, groups and versions. Mirrors client-go restmapper. */
import { NoKindMatch, NoResourceMatch } from "../errors.ts";
import type { ApiGroup, ApiResource } from "./served.ts";

export interface Mapping {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural, as in paths. */
  readonly resource: string;
  readonly singular: string;
  readonly namespaced: boolean;
  /** The object that was mapped names no version; it is asked for where no server has it. */
  readonly unversioned?: boolean;
}

export interface PartialResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** `pods.v1.` and `deployments.v1.apps`: all parts; undefined with fewer than two dots. */
export function parseFullResource(text: string): PartialResource | undefined {
  const [resource = "", version, ...group] = text.split(".");
  return version === undefined || group.length === 0 ? undefined : { resource, version, group: group.join(".") };
}

/** `deployments.apps`: what stands before the first dot, and the rest as group. */
export function parseGroupResource(text: string): PartialResource {
  const dot = text.indexOf(".");
  return dot < 0
    ? { resource: text, version: "", group: "" }
    : { resource: text.slice(0, dot), version: "", group: text.slice(dot + 1) };
}

export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group ? `${group}/${version}` : version;
}

export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** `deployments.apps`, or `pods` in the core group. */
export function groupResourceText({ group, resource }: { readonly group: string; readonly resource: string }): string {
  return group ? `${resource}.${group}` : resource;
}

export class RestMapper {
  private readonly all: readonly ApiResource[];

  constructor(
    readonly groups: readonly ApiGroup[],
    private readonly warn: (text: string) => void,
  ) {
    this.all = groups.flatMap(({ versions }) => versions.flatMap(({ resources }) => resources));
  }

  /**
   * The mapping of an argument: a resource with or without version and group, or a kind. Throws the text kubectl has for a
   * type the server does not know.
   */
  mappingFor(text: string): Mapping {
    const full = parseFullResource(text);
    const found = (full && this.find(full)) ?? this.find(parseGroupResource(text));
    if (found) return found;
    const byKind = full && this.findKind(full.resource, full.group, full.version);
    if (byKind) return byKind;
    const { resource: kind, group } = parseGroupResource(text);
    const any = this.findKind(kind, group, "");
    if (any) return any;
    throw new Error(`the server doesn't have a resource type ${JSON.stringify(parseGroupResource(text).resource)}`);
  }

  /** A resource by its names. Throws NoResourceMatch. */
  resourceFor(partial: PartialResource): Mapping {
    const found = this.find(partial);
    if (!found) throw new NoResourceMatch(partial);
    return found;
  }

  /** The mapping of an object's kind. Throws NoKindMatch. Without a version it is found, and asked for without one. */
  kindFor(kind: string, apiVersion: string): Mapping {
    const { group, version } = splitApiVersion(apiVersion);
    const found = this.all.find(
      (resource) => resource.kind === kind && resource.group === group && (!version || resource.version === version),
    );
    if (!found) throw new NoKindMatch(kind, group, [version]);
    return version ? mappingOf(found) : { ...mappingOf(found), unversioned: true };
  }

  hasKind(kind: string, apiVersion: string): boolean {
    return this.all.some((resource) => resource.kind === kind && apiVersionOf(resource) === apiVersion);
  }

  /** Anything of a version that is served, for lists of several kinds. Throws NoKindMatch. */
  anyOf(kind: string, apiVersion: string): Mapping {
    const found = this.all.find((resource) => apiVersionOf(resource) === apiVersion);
    const { group, version } = splitApiVersion(apiVersion);
    if (!found) throw new NoKindMatch(kind, group, [version]);
    return mappingOf(found);
  }

  find(partial: PartialResource): Mapping | undefined {
    const { group, version, resource } = this.expanded(partial);
    const name = resource.toLowerCase();
    const fits = (found: ApiResource): boolean =>
      (found.name === name || singularOf(found) === name) && (!version || found.version === version);
    const exact = this.all.find((found) => fits(found) && (!group || found.group === group));
    // A group may be shortened: `ingresses.networking`.
    const found = exact ?? (group ? this.all.find((other) => fits(other) && other.group.startsWith(group)) : undefined);
    return found && mappingOf(found);
  }

  /** All resources that a name may mean, the likeliest first. */
  findAll(resource: string): readonly Mapping[] {
    const { resource: name } = this.expanded({ group: "", version: "", resource });
    return this.all.filter((found) => found.name === name || singularOf(found) === name).map(mappingOf);
  }

  private findKind(kind: string, group: string, version: string): Mapping | undefined {
    const found = this.all.find(
      (resource) =>
        (resource.kind === kind || resource.kind.toLowerCase() === kind) &&
        resource.group === group &&
        (!version || resource.version === version),
    );
    return found && mappingOf(found);
  }

  /** Short names in full. */
  private expanded(partial: PartialResource): PartialResource {
    const { group, resource } = partial;
    const inGroup = this.all.filter((found) => !group || found.group === group);
    if (inGroup.some((found) => found.name === resource || found.singularName === resource)) return partial;
    const short = inGroup.filter((found) => found.shortNames.includes(resource));
    const first = short[0];
    if (first) {
      const warned = new Set([groupResourceText({ group: first.group, resource: first.name })]);
      for (const { group: otherGroup, name } of short) {
        const other = groupResourceText({ group: otherGroup, resource: name });
        if (warned.has(other)) continue;
        warned.add(other);
        this.warn(`short name ${JSON.stringify(resource)} could also match lower priority resource ${other}`);
      }
      return { group: first.group, version: "", resource: first.name };
    }
    if (!group) return partial;
    const near = this.all.find((found) => found.group.startsWith(group) && found.shortNames.includes(resource));
    return near ? { ...partial, group: near.group, resource: near.name } : partial;
  }
}

function mappingOf(resource: ApiResource): Mapping {
  const { group, version, kind, name, namespaced } = resource;
  return { group, version, kind, resource: name, singular: singularOf(resource), namespaced };
}

function singularOf({ singularName, kind }: ApiResource): string {
  return singularName || kind.toLowerCase();
}
