import { describe, expect, it } from "vitest";
import type { Service } from "../../../../server/protocol/kubernetes/index.ts";
import { makeWorld } from "./world.ts";

const body = (name: string, spec: object = {}) => ({ metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });
const lastOctet = (service: Service) => Number(service.spec.clusterIP?.split(".")[3]);

describe("Service addresses", () => {
  it("RES-1 picks from the upper part and falls back to the lower when that is full", () => {
    // A /27 has 30 addresses; the first 16 are for people to choose from.
    const world = makeWorld({ services: "10.0.0.0/27" });
    const octets = Array.from({ length: 14 }, (_, index) =>
      lastOctet(world.create<Service>("services", body(`s${index}`))),
    );
    expect([...octets].sort((left, right) => left - right)).toEqual([
      17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
    ]);
    const rest = Array.from({ length: 16 }, (_, index) =>
      lastOctet(world.create<Service>("services", body(`t${index}`))),
    );
    expect(Math.max(...rest)).toBe(16);
    expect(new Set(rest).size).toBe(16);
    expect(world.refusal(() => world.create("services", body("one-more")))).toContain("range is full");
  });

  it("RES-2 refuses a taken address, and gives it again once its Service is gone", () => {
    const world = makeWorld();
    const first = world.create<Service>("services", body("a", { clusterIP: "10.96.0.77" }));
    expect(world.refusal(() => world.create("services", body("b", { clusterIP: "10.96.0.77" })))).toBe(
      'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.77"]: failed to allocate IP 10.96.0.77: provided IP is already allocated',
    );
    world.api.delete(world.api.definition("services"), first, {
      options: {},
      context: { user: { username: "x", groups: [] }, warnings: [] },
    });
    expect(world.create<Service>("services", body("b", { clusterIP: "10.96.0.77" })).spec.clusterIP).toBe("10.96.0.77");
  });

  it("RES-2 a dry run shows the network's address and ports from 32769 on, and takes what is asked for", () => {
    const world = makeWorld();
    world.create<Service>("services", body("a", { clusterIP: "10.96.0.77" }));
    const ports = [
      { name: "h", port: 80 },
      { name: "s", port: 443 },
    ];
    const { spec } = world.create<Service>("services", body("b", { type: "NodePort", ports }), { dryRun: true });
    expect([spec.clusterIP, ...(spec.ports ?? []).map(({ nodePort }) => nodePort)]).toEqual([
      "10.96.0.0",
      32769,
      32770,
    ]);
    const taken = body("b", { clusterIP: "10.96.0.77", type: "NodePort", ports: [{ port: 80, nodePort: 80 }] });
    expect(world.create<Service>("services", taken, { dryRun: true }).spec.ports?.[0]?.nodePort).toBe(80);
  });

  it("RES-61 an address is an IPAddress while its Service has it, and Endpoints go with the Service", () => {
    const world = makeWorld();
    const names = (resource: string): string[] =>
      [...world.api.store.list(resource)].map(({ metadata }) => metadata.name).filter((name) => name !== "kubernetes");
    const { metadata, spec } = world.create<Service>("services", body("a", { clusterIP: "10.96.0.77" }));
    world.create("endpoints", { metadata: { name: "a" } });
    expect(names("ipaddresses.networking.k8s.io")).toContain("10.96.0.77");
    const context = { user: { username: "x", groups: [] }, warnings: [] };
    const definition = world.api.definition("services");
    const { clusterIP: _address, clusterIPs: _addresses, ...rest } = spec;
    const outside = { ...rest, type: "ExternalName", externalName: "a.example" };
    const draft = { apiVersion: "v1", kind: "Service", metadata: { ...metadata }, spec: outside };
    world.api.update(definition, draft as never, context);
    expect(names("ipaddresses.networking.k8s.io")).not.toContain("10.96.0.77");
    expect(names("endpoints")).toEqual(["a"]);
    const stored = world.api.get(definition, metadata.namespace ?? "", "a");
    world.api.delete(definition, stored, { options: {}, context });
    expect(names("endpoints")).toEqual([]);
  });

  it("RES-2 tells an address outside the range from one at its edge", () => {
    const world = makeWorld();
    expect(world.refusal(() => world.create("services", body("a", { clusterIP: "1.2.3.4" })))).toContain(
      "the provided network does not match the current range",
    );
    expect(world.refusal(() => world.create("services", body("a", { clusterIP: "10.96.0.0" })))).toContain(
      "The range of valid IPs is 10.96.0.0/12",
    );
  });

  it("RES-3 shares a node port between equal port numbers and keeps to the range", () => {
    const world = makeWorld();
    const ports = [
      { name: "t", port: 53 },
      { name: "u", port: 53, protocol: "UDP" },
      { name: "h", port: 80 },
    ];
    const { spec } = world.create<Service>("services", body("dns", { type: "NodePort", ports }));
    const [tcp, udp, http] = (spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0);
    expect(tcp).toBe(udp);
    expect(http).not.toBe(tcp);
    for (const port of [tcp, http]) expect(port).toBeGreaterThanOrEqual(30086);
    expect(
      world.refusal(() =>
        world.create("services", body("x", { type: "NodePort", ports: [{ port: 80, nodePort: 80 }] })),
      ),
    ).toContain(
      "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767",
    );
    expect(
      world.refusal(() =>
        world.create("services", body("x", { type: "NodePort", ports: [{ port: 1, nodePort: http }] })),
      ),
    ).toContain("provided port is already allocated");
  });

  it("RES-4 keeps address and node port over an update without them, and drops both for ExternalName", () => {
    const world = makeWorld();
    const before = world.create<Service>("services", body("s", { type: "NodePort" }));
    const after = world.update<Service>("services", body("s", { type: "NodePort", ports: [{ port: 8080 }] }));
    expect(after.spec.clusterIP).toBe(before.spec.clusterIP);
    expect(after.spec.ports?.[0]?.nodePort).toBe(before.spec.ports?.[0]?.nodePort);
    const named = world.update<Service>("services", {
      metadata: { name: "s" },
      spec: { ...after.spec, type: "ExternalName", externalName: "a.example" },
    });
    expect(named.spec).toEqual({
      type: "ExternalName",
      externalName: "a.example",
      sessionAffinity: "None",
      ports: [{ port: 8080, protocol: "TCP", targetPort: 8080 }],
    });
    expect([...world.store.byIndex("services", "clusterIP", before.spec.clusterIP ?? "")]).toEqual([]);
    expect([...world.store.byIndex("services", "nodePort", String(before.spec.ports?.[0]?.nodePort))]).toEqual([]);
  });

  it("RES-4 does not let an address change", () => {
    const world = makeWorld();
    const { spec } = world.create<Service>("services", body("s"));
    const moved = () => world.update("services", body("s", { clusterIP: "10.96.9.9", clusterIPs: ["10.96.9.9"] }));
    expect(world.refusal(moved)).toContain('spec.clusterIPs[0]: Invalid value: ["10.96.9.9"]: may not change once set');
    expect(world.get<Service>("services", "s").spec.clusterIP).toBe(spec.clusterIP);
  });

  it("RES-5 allots the same to the same requests", () => {
    const run = (seed: number) => {
      const world = makeWorld({ seed });
      return ["a", "b", "c"].map((name) => world.create<Service>("services", body(name, { type: "NodePort" })).spec);
    };
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
  });
});
