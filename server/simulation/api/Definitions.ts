/** What a server serves: a definition for each resource, built in or brought by objects of the cluster. */
import type { DynamicDefinitions, ResourceDefinition } from "./ResourceDefinition.ts";

const NONE: readonly ResourceDefinition[] = [];

/** Iterates over a definition for each resource, in the form it is stored in. */
export class Definitions implements Iterable<ResourceDefinition> {
  private readonly byResource = new Map<string, ResourceDefinition>();
  private readonly byPath = new Map<string, ResourceDefinition>();
  private readonly views = new Map<string, ResourceDefinition>();

  /** `dynamic`: definitions beside those built in, once there are some. */
  constructor(
    builtIn: readonly ResourceDefinition[],
    private readonly dynamic: () => DynamicDefinitions | undefined,
  ) {
    for (const definition of builtIn) {
      const { group, version, plural } = definition.names;
      this.byResource.set(definition.resource, definition);
      this.byPath.set(`${group}/${version}/${plural}`, definition);
      if (definition.view) this.views.set(definition.view.of, definition);
    }
  }

  *[Symbol.iterator](): Iterator<ResourceDefinition> {
    yield* this.byResource.values();
    yield* this.dynamic()?.stored() ?? NONE;
  }

  /** Definitions that objects of the cluster brought, as they are served; the same array until they change. */
  get brought(): readonly ResourceDefinition[] {
    return this.dynamic()?.all() ?? NONE;
  }

  find(resource: string): ResourceDefinition | undefined {
    return this.byResource.get(resource) ?? this.dynamic()?.find(resource);
  }

  /** What a path leads to. */
  served(group: string, version: string, plural: string): ResourceDefinition | undefined {
    return this.byPath.get(`${group}/${version}/${plural}`) ?? this.dynamic()?.served(group, version, plural);
  }

  /** The built-in resource that shows another one's objects in its own form. */
  viewOf(resource: string): ResourceDefinition | undefined {
    return this.views.get(resource);
  }
}
