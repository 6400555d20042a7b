import { describe, expect, it } from "vitest";
import type { Node, Pod, Service } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { contains } from "../../../server/simulation/network/addresses.ts";
import { get, pass, podManifest, PODS, send } from "../../support/clusters.ts";
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

  it("NET-10 lets those on their way out serve while no other is ready", () => {
    const cluster = webWorld();
    for (const name of ["first", "second"])
      pod(cluster, name, "k8s-worker1", { app: "slow" }, { terminationGracePeriodSeconds: 100 });
    service(cluster, "slow", { selector: { app: "slow" }, ports: [{ port: 80, targetPort: 8080 }] });
    pass(cluster, 60);
    expect(served(cluster, "client", "http://slow/hostname")).toEqual(["Hostname : first", "Hostname : second"]);
    send(cluster, "DELETE", `${PODS}/first`);
    pass(cluster, 2);
    expect(served(cluster, "client", "http://slow/hostname")).toEqual(["Hostname : second"]);
    send(cluster, "DELETE", `${PODS}/second`);
    pass(cluster, 2);
    expect(served(cluster, "client", "http://slow/hostname")).toEqual(["Hostname : first", "Hostname : second"]);
    pass(cluster, 120);
    expect(curl(cluster, "client", "http://slow/hostname").reason).toBe("no-endpoints");
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

  it("NET-12 counts the time from the last connection; three hours when nothing else is said", () => {
    const cluster = webWorld();
    const sticky = { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }], sessionAffinity: "ClientIP" };
    service(cluster, "sticky", sticky);
    pass(cluster, 5);
    const { sessionAffinityConfig } = get<Service>(cluster, "services", "sticky")?.spec ?? {};
    expect(sessionAffinityConfig).toEqual({ clientIP: { timeoutSeconds: 10_800 } });
    const names = new Set<string>();
    for (let index = 0; index < 12; index++) {
      names.add(curl(cluster, "client", "http://sticky/hostname").response?.body ?? "");
      pass(cluster, 10_700);
    }
    expect(names.size).toBe(1);
    for (let index = 0; index < 12; index++) {
      pass(cluster, 10_801);
      names.add(curl(cluster, "client", "http://sticky/hostname").response?.body ?? "");
    }
    expect(names.size).toBe(2);
  });

  it("NET-13 the pod sees who sent it, or the node that passed it on", () => {
    const cluster = webWorld();
    const agnhost = { image: "registry.k8s.io/e2e-test-images/agnhost:2.53", args: ["netexec"] };
    const spec = { nodeName: "k8s-worker2", containers: [{ name: "c", ...agnhost }] };
    create(cluster, PODS, podManifest("see", { labels: { app: "see" }, spec }));
    const door = (name: string, nodePort: number, more: object = {}): void =>
      service(cluster, name, {
        type: "NodePort",
        selector: { app: "see" },
        ports: [{ port: 80, targetPort: 8080, nodePort }],
        ...more,
      });
    door("all", 30081);
    door("local", 30082, { externalTrafficPolicy: "Local" });
    pass(cluster, 60);
    const seen = (from: string, url: string): string | undefined =>
      curl(cluster, from, `${url}/clientip`).response?.body.split(":")[0];
    const [outside, worker1, worker2] = ["192.168.56.1", "192.168.56.31", "192.168.56.32"];
    expect(seen("client", "http://all")).toBe(ipOf(cluster, "client"));
    expect(seen("outside", `http://${worker1}:30081`)).toBe(worker1);
    expect(seen("outside", `http://${worker2}:30081`)).toBe(worker2);
    expect(seen("outside", `http://${worker2}:30082`)).toBe(outside);
    expect(curl(cluster, "outside", `http://${worker1}:30082/`).reason).toBe("no-local-endpoints");
    // What the node itself sends does not come from outside of it.
    expect(seen("k8s-worker1", `http://${worker1}:30082`)).toBe(worker1);
    expect(seen("client", `http://${worker1}:30082`)).toBe(ipOf(cluster, "client"));
    expect(seen("client", `http://${worker1}:30081`)).toBe(worker1);
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
    const ports = [{ containerPort: 8080, hostPort: 9000 }];
    const mapped = { nodeName: "k8s-worker1", containers: [{ name: "c", image: "kubetm/app", ports }] };
    create(cluster, PODS, podManifest("mapped", { spec: mapped }));
    const sidecar = {
      name: "s",
      image: "kubetm/app",
      restartPolicy: "Always",
      ports: [{ ...ports[0], hostPort: 9001 }],
    };
    const beside = { nodeName: "k8s-worker1", initContainers: [sidecar], containers: [{ name: "c", image: "nginx" }] };
    create(cluster, PODS, podManifest("beside", { spec: beside }));
    pass(cluster, 60);
    expect(curl(cluster, "outside", "http://192.168.56.31:9000/hostname").response?.body).toContain("mapped");
    expect(curl(cluster, "client", "http://192.168.56.31:9001/hostname").response?.body).toContain("beside");
    expect(curl(cluster, "outside", "http://192.168.56.32:9000/").reason).toBe("refused");
  });

  it("NET-18 gives each pod an address of its node's range that no other has, and another one when it is made again", () => {
    const cluster = webWorld();
    for (const index of [1, 2, 3]) pod(cluster, `more-${index}`, "k8s-worker1", {});
    pass(cluster, 60);
    const pods = [...(cluster.store.list("pods", "default") as Iterable<Pod>)];
    const addresses = pods.map(({ status }) => status?.podIP ?? "");
    expect(new Set(addresses).size).toBe(pods.length);
    for (const { spec, status } of pods) {
      const { podCIDR = "" } = get<Node>(cluster, "nodes", spec.nodeName ?? "", "")?.spec ?? {};
      expect(contains(podCIDR, status?.podIP ?? ""), podCIDR).toBe(true);
      expect(status?.podIPs).toEqual([{ ip: status?.podIP }]);
    }
    const before = ipOf(cluster, "web-b");
    send(cluster, "DELETE", `${PODS}/web-b?gracePeriodSeconds=0`);
    pass(cluster, 2);
    pod(cluster, "web-b", "k8s-worker2", { app: "web" });
    pass(cluster, 60);
    expect(addresses).not.toContain(ipOf(cluster, "web-b"));
    expect(curl(cluster, "client", `http://${before}:8080/`).reason).toBe("no-such-address");
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
