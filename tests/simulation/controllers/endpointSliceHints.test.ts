import { describe, expect, it } from "vitest";
import type { EndpointSlice } from "../../../server/protocol/kubernetes/index.ts";
import { pass, send } from "../../support/clusters.ts";
import { curl, service, SERVICES, webWorld } from "../network/world.ts";

describe("trafficDistribution", () => {
  it("CTRL-86 NET-14 gives endpoints hints, and traffic stays in the zone", () => {
    const cluster = webWorld();
    for (const [node, zone] of [
      ["k8s-worker1", "a"],
      ["k8s-worker2", "b"],
    ])
      send(cluster, "PATCH", `/api/v1/nodes/${node}`, {
        body: { metadata: { labels: { "topology.kubernetes.io/zone": zone } } },
      });
    service(cluster, "near", {
      selector: { app: "web" },
      ports: [{ port: 80, targetPort: 8080 }],
      trafficDistribution: "PreferSameZone",
    });
    pass(cluster, 5);
    const hints = (): unknown =>
      (
        [
          ...cluster.store.byIndex("endpointslices.discovery.k8s.io", "service", "default/near"),
        ] as unknown as EndpointSlice[]
      ).flatMap(({ endpoints }) => (endpoints ?? []).map((endpoint) => endpoint.hints?.forZones?.[0]?.name));
    expect((hints() as string[]).sort()).toEqual(["a", "b"]);
    const names = new Set<string>();
    for (let index = 0; index < 10; index++)
      names.add(curl(cluster, "client", "http://near/hostname").response?.body.trim() ?? "");
    expect([...names]).toEqual(["Hostname : web-a"]);
    send(cluster, "PATCH", `${SERVICES}/near`, { body: { spec: { trafficDistribution: null } } });
    pass(cluster, 5);
    expect(hints()).toEqual([undefined, undefined]);
  });
});
