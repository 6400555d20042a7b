/** Labs 04, 05 and 09: labels choose what stands behind a Service, and where its address answers. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Trace } from "../../server/simulation/network/Network.ts";
import { LabRoom } from "../support/labRoom.ts";

let room: LabRoom;
beforeEach(async () => {
  room = await LabRoom.open();
});
afterEach(() => room.close());

async function sixPods(): Promise<ReadonlyMap<string, string>> {
  await room.apply("04-labels-six-pods.yaml");
  const addresses = new Map<string, string>();
  for (const name of ["pod-1", "pod-2", "pod-3", "pod-4", "pod-5", "pod-6"])
    addresses.set(name, (await room.ready(name)).status?.podIP ?? "");
  return addresses;
}

describe("labs about labels and Services", () => {
  it("LAB-4 LAB-5 a Service has exactly the pods with its labels, and an edited label counts at once", async () => {
    const addresses = await sixPods();
    expect(new Set(addresses.values()).size).toBe(6);
    await room.apply("05-services-by-label.yaml");
    const at = (...names: readonly string[]): string[] => names.map((name) => `${addresses.get(name)}:8080`).sort();
    await room.pass(1);
    expect(await room.endpoints("svc-for-web")).toEqual(at("pod-1", "pod-4"));
    expect(await room.endpoints("svc-for-production")).toEqual(at("pod-4", "pod-5", "pod-6"));

    await room.ask("PATCH", "/api/v1/namespaces/default/pods/pod-2", { metadata: { labels: { type: "web" } } });
    await room.ask("PATCH", "/api/v1/namespaces/default/pods/pod-4", { metadata: { labels: { lo: null } } });
    await room.pass(1);
    expect(await room.endpoints("svc-for-web")).toEqual(at("pod-1", "pod-2", "pod-4"));
    expect(await room.endpoints("svc-for-production")).toEqual(at("pod-5", "pod-6"));
  });

  it("LAB-9 a labelled pod answers through its Service, by name and by address", async () => {
    await room.apply("09-label-and-service.yaml");
    const pod = await room.ready("pod-2");
    await room.pass(1);
    expect(await room.endpoints("svc-1")).toEqual([`${pod.status?.podIP}:8080`]);
    const { spec } = await room.get<{ readonly spec: { readonly clusterIP: string; readonly type: string } }>(
      "/api/v1/namespaces/default/services/svc-1",
    );
    expect(spec.type).toBe("ClusterIP");
    for (const host of ["svc-1", "svc-1.default.svc.cluster.local", spec.clusterIP])
      expect((await room.curl("pod-2", `${host}:8080/hostname`)).response?.body).toBe("Hostname : pod-2\n");
  });

  it("LAB-11 addresses of pods and Services answer inside the cluster and not from outside", async () => {
    const addresses = await sixPods();
    await room.apply("05-services-by-label.yaml");
    await room.pass(1);
    const { spec } = await room.get<{ readonly spec: { readonly clusterIP: string } }>(
      "/api/v1/namespaces/default/services/svc-for-production",
    );
    const pod = addresses.get("pod-1") as string;
    expect((await room.curl("pod-6", `${pod}:8080/hostname`)).response?.body).toBe("Hostname : pod-1\n");
    expect((await room.curl("pod-1", `${spec.clusterIP}:8080/hostname`)).response?.body).toMatch(
      /^Hostname : pod-[456]\n$/,
    );
    const node = (await room.pod("pod-1")).spec.nodeName;
    expect((await room.get<Trace>(`/api/v1/nodes/${node}/curl?url=${pod}:8080/hostname`)).exitCode).toBe(0);
    for (const address of [pod, spec.clusterIP]) {
      const trace = await room.fromOutside(`${address}:8080/hostname`);
      expect(trace).toMatchObject({ exitCode: 28, reason: "not-from-outside" });
      expect(trace.response).toBeUndefined();
      expect(trace.hops.at(-1)?.detail).toContain("from outside nothing routes to it");
    }
  });
});
