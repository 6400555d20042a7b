/**
 * The definitions that the CustomResourceDefinitions in the store bring, worked out again when one of them changes.
 *
 * Nothing is remembered that the store does not say: after a restore the same definitions come of the same objects. Read
 * `definitionsOf.ts` for what a CustomResourceDefinition becomes, `lifecycle.ts` for how it comes to be served.
 */
import type { ManagedFields } from "../machinery/managedFields/ManagedFields.ts";
import type { DynamicDefinitions, ResourceDefinition } from "../ResourceDefinition.ts";
import type { Store } from "../../store/Store.ts";
import { type CustomDefinitions, definitionsOf, isServed } from "./definitionsOf.ts";
import { CRD_RESOURCE, type CustomResourceDefinition } from "./types.ts";

export class CustomResources implements DynamicDefinitions {
  private readonly known = new WeakMap<CustomResourceDefinition, CustomDefinitions>();
  private readonly byResource = new Map<string, ResourceDefinition>();
  private readonly byPath = new Map<string, ResourceDefinition>();
  private storedList: readonly ResourceDefinition[] = [];
  private servedList: readonly ResourceDefinition[] = [];
  private current: readonly CustomResourceDefinition[] = [];
  /** The store's table counts its writes: nothing changed as long as the count is the same. */
  private seen = -1;
  private readonly table: ReturnType<Store["table"]>;

  constructor(
    store: Store,
    private readonly managedFields: ManagedFields,
  ) {
    this.table = store.table(CRD_RESOURCE);
  }

  find(resource: string): ResourceDefinition | undefined {
    this.refresh();
    return this.byResource.get(resource);
  }

  served(group: string, version: string, plural: string): ResourceDefinition | undefined {
    this.refresh();
    return this.byPath.get(`${group}/${version}/${plural}`);
  }

  stored(): readonly ResourceDefinition[] {
    this.refresh();
    return this.storedList;
  }

  all(): readonly ResourceDefinition[] {
    this.refresh();
    return this.servedList;
  }

  private refresh(): void {
    if (this.table.version === this.seen) return;
    this.seen = this.table.version;
    const crds = [...this.table.values()] as CustomResourceDefinition[];
    const served = crds.filter(isServed);
    if (served.length === this.current.length && served.every((crd, index) => crd === this.current[index])) return;
    this.current = served;
    this.byResource.clear();
    this.byPath.clear();
    const all: ResourceDefinition[] = [];
    for (const crd of served) {
      let definitions = this.known.get(crd);
      if (!definitions) this.known.set(crd, (definitions = definitionsOf(crd, this.managedFields)));
      this.byResource.set(definitions.stored.resource, definitions.stored);
      for (const definition of definitions.served) {
        const { group, version, plural } = definition.names;
        this.byPath.set(`${group}/${version}/${plural}`, definition);
        all.push(definition);
      }
    }
    this.storedList = [...this.byResource.values()];
    this.servedList = all;
  }
}
