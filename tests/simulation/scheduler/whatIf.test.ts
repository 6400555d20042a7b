import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LabRoom } from "../../support/labRoom.ts";

interface Told {
  readonly node?: string;
  readonly message?: string;
  readonly decision: { readonly feasible: readonly string[]; readonly refusals: object };
}

let room: LabRoom;
beforeEach(async () => {
  room = await LabRoom.open();
});
afterEach(() => room.close());

const PODS = "/api/v1/namespaces/default/pods";

describe("SCHED-43 what if a pod asked for something else", () => {
  it("is answered by the scheduler as for a pod not placed yet, and changes nothing", async () => {
    await room.ask("POST", PODS, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "asker" },
      spec: { containers: [{ name: "c", image: "nginx", resources: { requests: { memory: "1Gi" } } }] },
    });
    const before = await room.ready("asker");
    const asked = (query: string) => room.ask<Told>("GET", `${PODS}/asker/scheduling?${query}`);
    const large = await asked("memory=5Gi");
    expect(large.body.node).toBe("k8s-worker2");
    expect(Object.keys(large.body.decision.refusals)).toContain("k8s-worker1");
    // Its own 1Gi is not in its way.
    expect((await asked("memory=7Gi")).body.node).toBe("k8s-worker2");
    const tooLarge = await asked("memory=8Gi&cpu=1");
    expect(tooLarge.body.node).toBeUndefined();
    expect(tooLarge.body.message).toContain("2 Insufficient memory");
    expect((await asked("cpu=100m")).body.decision.feasible).toEqual(["k8s-worker1", "k8s-worker2"]);
    expect(await room.pod("asker")).toEqual(before);
    const { body } = await room.ask<Told>("GET", `${PODS}/asker/scheduling`);
    expect(body.node).toBe(before.spec.nodeName);
  });
  it("refuses what is no amount", async () => {
    await room.apply("01-pod-two-containers.yaml");
    for (const query of ["cpu=lots", "memory=-1Gi", "cpu="])
      expect((await room.ask("GET", `${PODS}/pod-1/scheduling?${query}`)).status).toBe(400);
  });
});
