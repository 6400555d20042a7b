import { describe, expect, test } from "vitest";
import { faultRequest, killRequest } from "../../../components/faults/faultRequests.ts";
import { countFaults, faultsOf, registryFault } from "../../../components/faults/readFaults.ts";
import { type ClusterState, EMPTY_STATE } from "../../../server/protocol/clusterState.ts";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";

const object = (name: string, faults?: string): KubeObject =>
  ({ metadata: { name, ...(faults ? { annotations: { "podroom.io/faults": faults } } : {}) } }) as KubeObject;
const cluster = (nodes: readonly KubeObject[], home: KubeObject): ClusterState => ({
  ...EMPTY_STATE,
  tables: new Map([
    ["nodes", new Map(nodes.map((node) => [`/${node.metadata.name}`, node]))],
    ["namespaces", new Map([["/kube-system", home]])],
  ]),
});

describe("TIME-5 what is broken", () => {
  test("is read from the objects; what is no fault, or no JSON, is none", () => {
    expect(faultsOf(object("a", '{"pause":"2026-11-24T00:00:00Z","fire":"x","disk":3}'))).toEqual({
      pause: "2026-11-24T00:00:00Z",
    });
    for (const text of ["", "null", "{", "[]"]) expect(faultsOf(object("a", text))).toEqual({});
  });
  test("is counted over nodes and the registry of everybody", () => {
    const state = cluster(
      [object("a", '{"stop":"t","disk":"t"}'), object("b")],
      object("kube-system", '{"registry":"t"}'),
    );
    expect(countFaults(state)).toBe(3);
    expect(registryFault(state)).toBe("t");
    expect(countFaults(EMPTY_STATE)).toBe(0);
  });
  test("begins by POST and ends by DELETE of the same place", () => {
    expect(faultRequest("w1", "pause", true)).toMatchObject({ method: "POST", path: "/api/v1/nodes/w1/faults" });
    expect(faultRequest("w1", "pause", false)).toEqual({ method: "DELETE", path: "/api/v1/nodes/w1/faults/pause" });
    expect(faultRequest(undefined, "registry", false).path).toBe("/faults/registry");
    expect(killRequest("default", "web", "c").body).toBe('{"type":"kill","container":"c"}');
  });
});
