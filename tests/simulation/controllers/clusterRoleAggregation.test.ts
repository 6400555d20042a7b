import { describe, expect, it } from "vitest";
import type { ClusterRole, KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import type { Client } from "../../../server/simulation/controllerkit/Client.ts";
import { NO_USAGE } from "../../../server/simulation/controllerkit/UsageSource.ts";
import { clusterRoleAggregationController } from "../../../server/simulation/controllers/clusterRoleAggregation.ts";
import { makeWorld } from "../api/kinds/world.ts";

const ROLES = "clusterroles.rbac.authorization.k8s.io";

function start() {
  const world = makeWorld({ policy: true });
  const written: string[] = [];
  const due = new Set<string>();
  const update = <T extends KubeObject>(resource: string, object: T): T => {
    written.push(object.metadata.name);
    return world.api.update(world.api.definition(resource), { ...object, metadata: { ...object.metadata } } as never, {
      user: { username: "system:serviceaccount:kube-system:clusterrole-aggregation-controller", groups: [] },
      trusted: true,
      warnings: [],
    }) as T;
  };
  const controller = clusterRoleAggregationController({
    runtime: world.runtime,
    store: world.store,
    client: { update } as unknown as Client,
    recorder: { event: () => {} },
    usage: NO_USAGE,
    enqueue: (key) => due.add(key),
  });
  for (const { resource, handle } of controller.watches) world.store.subscribe(resource, handle);
  const settle = () => {
    for (const key of due) {
      due.delete(key);
      expect(controller.reconcile(key)).toBeUndefined();
    }
  };
  return { world, controller, written, settle };
}

describe("ClusterRole aggregation", () => {
  it("RES-26 finds the roles of a new cluster aggregated as it would", () => {
    const { controller, written } = start();
    for (const name of ["admin", "edit", "view", "cluster-admin"]) controller.reconcile(name);
    expect(written).toEqual([]);
  });

  it("RES-26 carries a labelled role's rules through view and edit to admin, and takes them away with it", () => {
    const { world, settle, written } = start();
    const rule = { apiGroups: ["example.com"], resources: ["things"], verbs: ["get"] };
    const has = (name: string) =>
      (world.get<ClusterRole>(ROLES, name).rules ?? []).some(({ resources }) => resources?.includes("things"));
    world.create(ROLES, {
      metadata: { name: "things", labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" } } as never,
      rules: [rule],
    });
    settle();
    expect(["view", "edit", "admin"].map(has)).toEqual([true, true, true]);
    const writes = written.length;
    settle();
    expect(written.length).toBe(writes);
    world.store.remove(ROLES, "", "things");
    settle();
    expect(["view", "edit", "admin"].map(has)).toEqual([false, false, false]);
  });
});
