/** Keeps the objects that the server has beside others of its own in step with them. */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import type { Store } from "../store/Store.ts";
import type { Definitions } from "./Definitions.ts";
import type { Companion, Draft, ResourceDefinition } from "./ResourceDefinition.ts";

/** What of the API server is needed here. */
export interface Writing {
  readonly store: Store;
  readonly definitions: Pick<Definitions, "find">;
  create(
    definition: ResourceDefinition,
    draft: Draft<KubeObject>,
    context: { readonly user: typeof SERVER; readonly trusted: true; readonly warnings: string[] },
  ): KubeObject;
}

const SERVER = { username: "kube-apiserver", groups: ["system:masters"] };

const keyOf = ({ resource, namespace, name }: Companion): string => `${resource}/${namespace}/${name}`;

/** Makes what `after` has and `before` has not. */
export function makeCompanions(
  api: Writing,
  definition: ResourceDefinition,
  { before, after }: { readonly before?: KubeObject; readonly after: KubeObject },
): void {
  if (!definition.companions) return;
  const had = new Set(before ? definition.companions(before).map(keyOf) : []);
  for (const companion of definition.companions(after)) {
    const { resource, namespace, name, body } = companion;
    const kind = api.definitions.find(resource);
    if (!kind || !body || had.has(keyOf(companion)) || api.store.get(resource, namespace, name)) continue;
    api.create(kind, structuredClone(body) as Draft<KubeObject>, { user: SERVER, trusted: true, warnings: [] });
  }
}

/** Removes what `before` has and `after` has not; without `after` all. */
export function removeCompanions(
  api: Writing,
  definition: ResourceDefinition,
  { before, after }: { readonly before: KubeObject; readonly after?: KubeObject },
): void {
  if (!definition.companions) return;
  const kept = new Set(after ? definition.companions(after).map(keyOf) : []);
  for (const companion of definition.companions(before)) {
    const { resource, namespace, name } = companion;
    if (!kept.has(keyOf(companion)) && api.store.get(resource, namespace, name))
      api.store.remove(resource, namespace, name);
  }
}
