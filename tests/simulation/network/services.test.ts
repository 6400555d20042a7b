import { describe, expect, it } from "vitest";
import type { Service } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, pass, send } from "../../support/clusters.ts";
import { codes, create, curl, ipOf, pod, service, SERVICES, webWorld } from "./world.ts";

/** Names of the pods that answer `times` requests. */
function served(cluster: Cluster, from: string, url: string, times = 20): readonly string[] {
  const names = new Set<string>();
  for (let index = 0; index < times; index++) names.add(curl(cluster, from, url).response?.body.trim() ?? "none");
  return [...names].sort();
}

describe("Services", () => {
  it("NET-10 NET-17 goes to a ready endpoint by chance and tells each station", () => {
    const cluster = webWorld();
    const trace = curl(cluster, "client", "http://web/hostname");
    expect(codes(trace)).toEqual(["dns", "service", "endpoint", "node", "container", "answer"]);
    expect(trace.hops[1]?.place).toEqual({ kind: "Service", namespace: "default", name: "web" });
    expect(served(cluster, "client", "http://web/hostname")).toEqual(["Hostname : web-a", "Hostname : web-b"]);
    expect(curl(cluster, "client", "http://web:81/").reason).toBe("no-such-port");
    service(cluster, "empty", { selector: { app: "nobody" }, ports: [{ port: 80 }] });
    expect(curl(cluster, "client", "http://empty/")).toMatchObject({ exitCode: 7, reason: "no-endpoints" });
  });

  it("NET-11 knows named ports, protocols and Endpoints written by hand", () => {
    const cluster = webWorld();
    service(cluster, "udp", { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080, protocol: "UDP" }] });
    expect(curl(cluster, "client", "http://udp/").reason).toBe("no-such-port");
    service(cluster, "manual", { ports: [{ port: 80 }] });
    create(cluster, "/api/v1/namespaces/default/endpoints", {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { name: "manual" },
      subsets: [{ addresses: [{ ip: ipOf(cluster, "web-b") }], ports: [{ port: 8080 }] }],
    });
    pass(cluster, 5);
    expect(curl(cluster, "client", "http://manual/hostname").response?.body).toContain("web-b");
  });

  it("NET-12 keeps a client with its endpoint until the time-out", () => {
    const cluster = webWorld();
    service(cluster, "sticky", {
      selector: { app: "web" },
      ports: [{ port: 80, targetPort: 8080 }],
      sessionAffinity: "ClientIP",
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 30 } },
    });
    pass(cluster, 5);
    expect(served(cluster, "client", "http://sticky/hostname")).toHaveLength(1);
    const names = new Set<string>();
    for (let index = 0; index < 12; index++) {
      pass(cluster, 31);
      names.add(curl(cluster, "client", "http://sticky/hostname").response?.body ?? "");
    }
    expect(names.size).toBe(2);
  });

  it("NET-13 keeps to local endpoints where the policy says so", () => {
    const cluster = webWorld();
    service(cluster, "near", {
      selector: { app: "web" },
      ports: [{ port: 80, targetPort: 8080 }],
      internalTrafficPolicy: "Local",
    });
    service(cluster, "door", {
      type: "NodePort",
      selector: { app: "web" },
      ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
      externalTrafficPolicy: "Local",
    });
    pass(cluster, 5);
    expect(served(cluster, "client", "http://near/hostname")).toEqual(["Hostname : web-a"]);
    expect(
      curl(cluster, "k8s-master", `http://${get<Service>(cluster, "services", "near")?.spec.clusterIP}/`),
    ).toMatchObject({
      exitCode: 28,
      reason: "no-local-endpoints",
    });
    expect(served(cluster, "outside", "http://192.168.56.32:30080/hostname")).toEqual(["Hostname : web-b"]);
    expect(curl(cluster, "outside", "http://192.168.56.30:30080/").reason).toBe("no-local-endpoints");
  });

  it("NET-14 follows hints for nodes and zones when all endpoints have them", () => {
    const cluster = webWorld();
    service(cluster, "close", { ports: [{ port: 80 }] });
    const slice = (name: string, pod: string, node: string): void =>
      create(cluster, "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name, labels: { "kubernetes.io/service-name": "close" } },
        addressType: "IPv4",
        ports: [{ port: 8080 }],
        endpoints: [{ addresses: [ipOf(cluster, pod)], nodeName: node, hints: { forNodes: [{ name: node }] } }],
      });
    slice("a", "web-a", "k8s-worker1");
    slice("b", "web-b", "k8s-worker2");
    expect(served(cluster, "client", "http://close/hostname")).toEqual(["Hostname : web-a"]);
    const ip = get<Service>(cluster, "services", "close")?.spec.clusterIP;
    expect(served(cluster, "k8s-master", `http://${ip}/hostname`)).toHaveLength(2);
  });

  it("NET-15 answers from outside only at node ports and the like", () => {
    const cluster = webWorld();
    const ip = get<Service>(cluster, "services", "web")?.spec.clusterIP;
    expect(curl(cluster, "outside", `http://${ip}/`).reason).toBe("not-from-outside");
    expect(curl(cluster, "outside", `http://${ipOf(cluster, "web-a")}:8080/`).reason).toBe("not-from-outside");
    expect(curl(cluster, "k8s-worker1", `icmp://${ipOf(cluster, "web-b")}`).exitCode).toBe(0);
    const answer = send(cluster, "PATCH", `${SERVICES}/web`, { body: { spec: { type: "NodePort" } } });
    const port = (answer.body as Service).spec.ports?.[0]?.nodePort;
    expect(curl(cluster, "outside", `http://192.168.56.30:${port}/hostname`).response?.status).toBe(200);
  });

  it("NET-16 reaches host ports and pods in the network of their node", () => {
    const cluster = webWorld();
    pod(cluster, "host", "k8s-worker2", {}, { hostNetwork: true });
    pass(cluster, 60);
    expect(curl(cluster, "outside", "http://192.168.56.32:8080/hostname").response?.body).toContain("host");
    expect(curl(cluster, "outside", "http://192.168.56.31:8080/")).toMatchObject({ exitCode: 7, reason: "refused" });
  });

  it("NET-17 takes a POST with method, headers and body, and refuses what is none", () => {
    const cluster = webWorld();
    const path = "/api/v1/namespaces/default/pods/client/curl";
    const sent = send(cluster, "POST", path, {
      body: { url: "http://web/hostname", method: "GET", headers: { A: "b" } },
    });
    expect(sent.body).toMatchObject({ exitCode: 0 });
    expect(send(cluster, "POST", path, { body: { url: 1 } }).status).toBe(400);
    expect(send(cluster, "POST", path, { body: { url: "http://web/", headers: { a: 1 } } }).status).toBe(400);
  });
});
