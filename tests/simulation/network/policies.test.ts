import { describe, expect, it } from "vitest";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { create, curl, ipOf, pod, POLICIES, webWorld } from "./world.ts";
import { pass, send } from "../../support/clusters.ts";

function policy(cluster: Cluster, name: string, spec: object): void {
  create(cluster, POLICIES, { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name }, spec });
}

describe("NetworkPolicy", () => {
  it("NET-20 drops what no policy allows", () => {
    const cluster = webWorld();
    pod(cluster, "other", "k8s-worker2", { role: "other" });
    pass(cluster, 60);
    policy(cluster, "deny", { podSelector: {}, policyTypes: ["Ingress"] });
    const url = `http://${ipOf(cluster, "web-b")}:8080/`;
    expect(curl(cluster, "client", url)).toMatchObject({ exitCode: 28, reason: "policy" });
    policy(cluster, "allow", {
      podSelector: { matchLabels: { app: "web" } },
      ingress: [{ from: [{ podSelector: { matchLabels: { role: "client" } } }], ports: [{ port: 8080 }] }],
    });
    expect(curl(cluster, "client", url).exitCode).toBe(0);
    expect(curl(cluster, "other", url).reason).toBe("policy");
    send(cluster, "DELETE", `${POLICIES}/deny`);
    send(cluster, "DELETE", `${POLICIES}/allow`);
    expect(curl(cluster, "other", url).exitCode).toBe(0);
  });

  it("NET-20 keeps a pod from sending what no policy lets it send", () => {
    const cluster = webWorld();
    const url = (name: string): string => `http://${ipOf(cluster, name)}:8080/`;
    policy(cluster, "egress", {
      podSelector: { matchLabels: { role: "client" } },
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: `${ipOf(cluster, "web-a")}/32` } }], ports: [{ port: 8080 }] }],
    });
    expect(curl(cluster, "client", url("web-a")).exitCode).toBe(0);
    expect(curl(cluster, "client", url("web-b"))).toMatchObject({ exitCode: 28, reason: "policy" });
    expect(curl(cluster, "client", url("web-b")).hops.at(-1)).toMatchObject({
      code: "policy",
      place: { kind: "NetworkPolicy", namespace: "default", name: "egress" },
    });
    // An answer to what was let in is let out.
    expect(curl(cluster, "web-b", url("client")).exitCode).toBe(0);
    expect(curl(cluster, "web-b", url("web-a")).exitCode).toBe(0);
  });

  it("NET-21 knows ports by name, pods of namespaces, and lets a pod reach itself", () => {
    const cluster = webWorld();
    const ports = [{ name: "web", containerPort: 8080 }];
    const containers = [{ name: "c", image: "kubetm/app", ports }];
    pod(cluster, "named", "k8s-worker2", { app: "named" }, { containers });
    pass(cluster, 60);
    const url = `http://${ipOf(cluster, "named")}:8080/`;
    const inDefault = { matchLabels: { "kubernetes.io/metadata.name": "default" } };
    const peer = (role: string): object => ({ namespaceSelector: inDefault, podSelector: { matchLabels: { role } } });
    const cases: readonly (readonly [object, boolean])[] = [
      [{ ports: [{ port: "web" }] }, true],
      [{ ports: [{ port: "other" }] }, false],
      [{ from: [peer("client")] }, true],
      [{ from: [peer("nobody")] }, false],
      [{}, true],
    ];
    for (const [rule, passes] of cases) {
      policy(cluster, "one", { podSelector: { matchLabels: { app: "named" } }, ingress: [rule] });
      expect([rule, curl(cluster, "client", url).exitCode === 0]).toEqual([rule, passes]);
      expect(curl(cluster, "named", url).exitCode).toBe(0);
      send(cluster, "DELETE", `${POLICIES}/one`);
    }
  });

  it("NET-21 knows namespaces, address blocks, ranges of ports and protocols", () => {
    const cluster = webWorld();
    const target = ipOf(cluster, "web-b");
    const url = `http://${target}:8080/`;
    const cases: readonly (readonly [object, boolean])[] = [
      [{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "default" } } }] }, true],
      [{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "x" } } }] }, false],
      [{ from: [{ ipBlock: { cidr: "20.96.0.0/12" } }] }, true],
      [{ from: [{ ipBlock: { cidr: "20.96.0.0/12", except: [`${ipOf(cluster, "client")}/32`] } }] }, false],
      [{ ports: [{ port: 8000, endPort: 8100 }] }, true],
      [{ ports: [{ port: 8000, endPort: 8079 }] }, false],
      [{ ports: [{ port: 8080, protocol: "UDP" }] }, false],
    ];
    for (const [rule, passes] of cases) {
      policy(cluster, "one", { podSelector: { matchLabels: { app: "web" } }, ingress: [rule] });
      expect([rule, curl(cluster, "client", url).exitCode === 0]).toEqual([rule, passes]);
      expect(curl(cluster, "k8s-worker2", url).exitCode).toBe(0);
      send(cluster, "DELETE", `${POLICIES}/one`);
    }
  });
});
