/** Which custom resource a kind is, for those who meet it in references. */
import type { Store } from "../../store/Store.ts";
import { parseApiVersion } from "../schema/resources.ts";
import { CRD_RESOURCE, type CustomResourceDefinition, hasCondition } from "./types.ts";

/** The group resource of a custom kind that is served, and whether its objects are in namespaces. */
export function customResourceOf(
  store: Store,
  apiVersion: string,
  kind: string,
): { readonly resource: string; readonly namespaced: boolean } | undefined {
  const parsed = parseApiVersion(apiVersion);
  for (const crd of store.list(CRD_RESOURCE) as Iterable<CustomResourceDefinition>) {
    const { group, names, scope, versions } = crd.spec;
    if (group !== parsed?.group || names.kind !== kind || !hasCondition(crd, "Established")) continue;
    if (versions.some(({ name, served }) => served && name === parsed.version))
      return { resource: `${names.plural}.${group}`, namespaced: scope === "Namespaced" };
  }
  return undefined;
}
