import type { KubeObject } from "../../../../server/protocol/kubernetes/index.ts";
import { ApiServer } from "../../../../server/simulation/api/ApiServer.ts";
import type { WriteContext } from "../../../../server/simulation/api/WriteContext.ts";
import { installBootstrapPolicy } from "../../../../server/simulation/api/authorization/bootstrapPolicy.ts";
import { addStandardIndexes } from "../../../../server/simulation/api/indexes.ts";
import { cloneJson } from "../../../../server/simulation/api/json.ts";
import { BUILT_IN_DEFINITIONS } from "../../../../server/simulation/api/kinds/index.ts";
import { ApiError } from "../../../../server/simulation/api/machinery/status.ts";
import type { Draft } from "../../../../server/simulation/api/ResourceDefinition.ts";
import { normalizeZeroValues } from "../../../../server/simulation/api/schema/zeroValues.ts";
import { Runtime } from "../../../../server/simulation/runtime/Runtime.ts";
import { Store } from "../../../../server/simulation/store/Store.ts";

export const ADMIN = { username: "admin", groups: ["system:masters"] };

type Body = {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
};

/** A small API server with frozen objects; bodies take the way a client's do, without HTTP. */
export function makeWorld(
  options: { readonly seed?: number; readonly services?: string; readonly policy?: boolean } = {},
) {
  const runtime = new Runtime({ now: Date.parse("2026-03-01T00:00:00Z"), seed: options.seed ?? 1 });
  const store = new Store({ clock: runtime, freeze: true });
  addStandardIndexes(store);
  const network = { services: options.services ?? "10.96.0.0/12", pods: "20.96.0.0/12" };
  const api = new ApiServer({ store, runtime, network, definitions: BUILT_IN_DEFINITIONS, admission: [] });
  if (options.policy) installBootstrapPolicy(api);
  const context = (): WriteContext & { warnings: string[] } => ({ user: ADMIN, warnings: [] });

  function draftOf(resource: string, body: Body): Draft<KubeObject> {
    const definition = api.definition(resource);
    const { group, version, kind } = definition.names;
    const metadata = { ...(definition.names.namespaced ? { namespace: "default" } : {}), ...body.metadata };
    const draft = cloneJson({
      apiVersion: group ? `${group}/${version}` : version,
      kind,
      ...body,
      metadata,
    }) as unknown as Draft<KubeObject>;
    normalizeZeroValues(definition.schemaType, draft);
    definition.defaults?.(draft);
    return draft;
  }
  return {
    runtime,
    store,
    api,
    create: <T extends KubeObject>(resource: string, body: Body, how: { readonly dryRun?: boolean } = {}) =>
      api.create(api.definition(resource), draftOf(resource, body), { ...context(), ...how }) as T,
    update: <T extends KubeObject>(resource: string, body: Body) =>
      api.update(api.definition(resource), draftOf(resource, body), context()) as T,
    get: <T extends KubeObject>(resource: string, name: string, namespace = "default") =>
      api.get(api.definition(resource), api.definition(resource).names.namespaced ? namespace : "", name) as T,
    /** The message of the refusal; throws when there is none. */
    refusal(act: () => unknown): string {
      try {
        act();
      } catch (error) {
        if (error instanceof ApiError) return error.message;
        throw error;
      }
      throw new Error("nothing was refused");
    },
  };
}
