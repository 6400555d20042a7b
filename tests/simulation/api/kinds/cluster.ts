/** An API server with the namespaces and accounts the recordings start from, and no controllers. */
import type { KubeObject } from "../../../../server/protocol/kubernetes/index.ts";
import { ADMISSION_PLUGINS } from "../../../../server/simulation/api/admission/index.ts";
import { ApiServer } from "../../../../server/simulation/api/ApiServer.ts";
import { addStandardIndexes } from "../../../../server/simulation/api/indexes.ts";
import { cloneJson } from "../../../../server/simulation/api/json.ts";
import { BUILT_IN_DEFINITIONS } from "../../../../server/simulation/api/kinds/index.ts";
import { ApiError } from "../../../../server/simulation/api/machinery/status.ts";
import type { Draft } from "../../../../server/simulation/api/ResourceDefinition.ts";
import { Runtime } from "../../../../server/simulation/runtime/Runtime.ts";
import { Store } from "../../../../server/simulation/store/Store.ts";

export const user = { username: "admin", groups: ["system:masters", "system:authenticated"] };

export function newApi(): ApiServer {
  const runtime = new Runtime({ now: Date.UTC(2026, 10, 24), seed: 1 });
  const store = new Store({ clock: runtime, freeze: true });
  addStandardIndexes(store);
  const network = { services: "10.96.0.0/12", pods: "20.96.0.0/12" };
  const api = new ApiServer({
    store,
    runtime,
    network,
    definitions: BUILT_IN_DEFINITIONS,
    admission: ADMISSION_PLUGINS,
  });
  for (const name of ["default", "lab"])
    create(api, "namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  create(api, "serviceaccounts", {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "default", namespace: "lab" },
  });
  return api;
}

export interface Written {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/** What a client's POST does, once its body is decoded. */
export function create(api: ApiServer, resource: string, body: object): Written {
  const definition = api.definition(resource);
  const draft = cloneJson(body) as Draft<KubeObject>;
  draft.metadata ??= {} as Draft<KubeObject>["metadata"];
  if (definition.names.namespaced) draft.metadata.namespace ||= "lab";
  definition.defaults?.(draft);
  const warnings: string[] = [];
  return { object: api.create(definition, draft, { user, warnings }), warnings };
}

/** Changes a copy of the stored object and sends it back, as a PUT. */
export function update<T extends KubeObject>(
  api: ApiServer,
  resource: string,
  change: (draft: Draft<T>) => void,
): KubeObject {
  const definition = api.definition(resource);
  const draft = cloneJson([...api.store.list(resource, "lab")][0]) as Draft<KubeObject>;
  change(draft as Draft<T>);
  definition.defaults?.(draft);
  return api.update(definition, draft, { user, warnings: [] });
}

/** The refusal that `act` ends in. */
export function refusal(act: () => unknown): { readonly code: number; readonly message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

export const podBody = (spec: object = {}, metadata: object = {}): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "x", ...metadata },
  spec: { containers: [{ name: "c", image: "nginx" }], ...spec },
});

export const deploymentBody = (spec: object = {}): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "x" },
  spec: {
    selector: { matchLabels: { app: "a" } },
    template: { metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "c", image: "nginx" }] } },
    ...spec,
  },
});
