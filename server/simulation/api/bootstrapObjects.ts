/** What the API server itself puts into a new cluster beside roles: flow control, and the APIServices it answers for. */
import type { KubeObject, ObjectDraft } from "../../protocol/kubernetes/index.ts";
import { timestamp } from "../runtime/time.ts";
import type { ApiServer } from "./ApiServer.ts";
import { MASTERS_GROUP } from "./authorization/attributes.ts";
import { CREATE_ONLY } from "./discovery/Discovery.ts";
import { localApiServices } from "./kinds/apiService.ts";
import { FLOW_CONTROL_OBJECTS } from "./kinds/flowcontrol/suggested.ts";
import type { Draft } from "./ResourceDefinition.ts";

const API_SERVICES = "apiservices.apiregistration.k8s.io";

/** Creates what of these objects the cluster lacks. Specs are frozen and shared by all clusters in a process. */
export function installBootstrapObjects(api: ApiServer): void {
  const names = [...[...api.definitions].map((definition) => definition.names), ...CREATE_ONLY];
  const services = localApiServices(names, timestamp(api.runtime.now));
  for (const { resource, object } of [
    ...FLOW_CONTROL_OBJECTS,
    ...services.map((service) => ({ resource: API_SERVICES, object: service })),
  ])
    install(api, resource, object);
}

function install(api: ApiServer, resource: string, object: ObjectDraft): void {
  const { name = "" } = object.metadata;
  if (api.store.get(resource, "", name)) return;
  const definition = api.definition(resource);
  const context = { user: { username: "system:apiserver", groups: [MASTERS_GROUP] }, trusted: true, warnings: [] };
  const { status, ...draft } = object as ObjectDraft & { readonly status?: object };
  const made = api.create(definition, { ...draft, metadata: { ...draft.metadata } } as Draft<KubeObject>, context);
  if (status && Object.keys(status).length > 0)
    api.updateStatus(definition, { ...made, metadata: { ...made.metadata }, status } as Draft<KubeObject>, context);
}
