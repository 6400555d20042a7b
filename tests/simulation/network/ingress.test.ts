import { describe, expect, it } from "vitest";
import type { Ingress, Service } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, pass, send } from "../../support/clusters.ts";
import { codes, create, curl, pod, POLICIES, service, webWorld } from "./world.ts";

const INGRESSES = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";

function ingress(cluster: Cluster, name: string, spec: object, annotations: object = {}): void {
  create(cluster, INGRESSES, {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, annotations },
    spec: { ingressClassName: "nginx", ...spec },
  });
}

const to = (name: string): object => ({ service: { name, port: { number: 80 } } });

describe("Ingress", () => {
  it("NET-30 tells the address within a minute and routes by host and path", () => {
    const cluster = webWorld();
    service(cluster, "gone", { selector: { app: "nobody" }, ports: [{ port: 80 }] });
    ingress(cluster, "shop", {
      rules: [
        {
          host: "shop.example.com",
          http: {
            paths: [
              { path: "/hostname", pathType: "Exact", backend: to("web") },
              { path: "/empty", pathType: "Prefix", backend: to("gone") },
              { path: "/none", pathType: "Prefix", backend: to("missing") },
            ],
          },
        },
      ],
    });
    pass(cluster, 61);
    const shop = get<Ingress>(cluster, "ingresses.networking.k8s.io", "shop");
    expect(shop?.status?.loadBalancer?.ingress?.[0]?.ip).toBe("192.168.200.1");
    const trace = curl(cluster, "outside", "http://shop.example.com/hostname");
    expect(trace.response?.body).toMatch(/^Hostname : web-/);
    expect(codes(trace)).toEqual(["dns", "ingress", "service", "endpoint", "node", "container", "answer"]);
    const status = (path: string): number | undefined =>
      curl(cluster, "outside", `http://shop.example.com${path}`).response?.status;
    expect([status("/hostname/x"), status("/empty/a"), status("/none"), status("/")]).toEqual([404, 503, 503, 404]);
  });

  it("NET-31 prefers exact hosts, exact paths, long prefixes; a default backend takes the rest", () => {
    const cluster = webWorld();
    ingress(cluster, "a", {
      defaultBackend: to("web"),
      rules: [
        { host: "*.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend: to("missing") }] } },
        { host: "a.example.com", http: { paths: [{ path: "/version", pathType: "Prefix", backend: to("web") }] } },
      ],
    });
    pass(cluster, 61);
    expect(curl(cluster, "client", "http://a.example.com/version").response?.status).toBe(200);
    expect(curl(cluster, "client", "http://b.example.com/version").response?.status).toBe(503);
    expect(curl(cluster, "client", "http://192.168.200.1/hostname").response?.body).toMatch(/^Hostname/);
  });

  it("NET-30 says 502 where nothing listens and 504 where nothing answers", () => {
    const cluster = webWorld();
    service(cluster, "shut", { selector: { app: "web" }, ports: [{ port: 80, targetPort: 9999 }] });
    create(cluster, POLICIES, {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "deny" },
      spec: { podSelector: { matchLabels: { app: "quiet" } } },
    });
    pod(cluster, "quiet", "k8s-worker1", { app: "quiet" });
    service(cluster, "quiet", { selector: { app: "quiet" }, ports: [{ port: 80, targetPort: 8080 }] });
    const path = (name: string): object => ({ path: `/${name}`, pathType: "Prefix", backend: to(name) });
    ingress(cluster, "two", { rules: [{ host: "two.example.com", http: { paths: [path("shut"), path("quiet")] } }] });
    pass(cluster, 61);
    expect(curl(cluster, "outside", "http://two.example.com/shut").response?.status).toBe(502);
    const late = curl(cluster, "outside", "http://two.example.com/quiet");
    expect([late.response?.status, late.duration]).toEqual([504, 60_000]);
  });

  it("NET-31 takes the path that is exact, else the longest, by whole parts", () => {
    const cluster = webWorld();
    const one = (name: string): void =>
      service(cluster, name, { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] });
    const path = (name: string, where: string, pathType: string): object => ({
      path: where,
      pathType,
      backend: to(name),
    });
    for (const name of ["exact", "long", "short"]) one(name);
    ingress(cluster, "paths", {
      rules: [
        {
          host: "paths.example.com",
          http: {
            paths: [path("short", "/a", "Prefix"), path("long", "/a/b", "Prefix"), path("exact", "/a/b", "Exact")],
          },
        },
      ],
    });
    pass(cluster, 61);
    const backend = (asked: string): string | undefined =>
      curl(cluster, "outside", `http://paths.example.com${asked}`)
        .hops.find(({ code }) => code === "ingress")
        ?.detail.split("→ ")[1];
    expect(["/a", "/a/x", "/a/b", "/a/b/", "/a/b/c", "/ab"].map(backend)).toEqual([
      "short:80",
      "short:80",
      "exact:80",
      "long:80",
      "long:80",
      undefined,
    ]);
  });

  it("NET-32 leaves http where ssl-redirect says no", () => {
    const cluster = webWorld();
    const rules = [
      { host: "no.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend: to("web") }] } },
    ];
    const tls = [{ hosts: ["no.example.com"], secretName: "cert" }];
    ingress(cluster, "no", { rules, tls }, { "nginx.ingress.kubernetes.io/ssl-redirect": "false" });
    pass(cluster, 61);
    for (const scheme of ["http", "https"])
      expect(curl(cluster, "outside", `${scheme}://no.example.com/hostname`).response?.status).toBe(200);
  });

  it("NET-32 rewrites paths, ends TLS and sends http to https", () => {
    const cluster = webWorld();
    ingress(
      cluster,
      "re",
      {
        tls: [{ hosts: ["re.example.com"], secretName: "cert" }],
        rules: [
          {
            host: "re.example.com",
            http: { paths: [{ path: "/app(/|$)(.*)", pathType: "ImplementationSpecific", backend: to("web") }] },
          },
        ],
      },
      { "nginx.ingress.kubernetes.io/rewrite-target": "/$2" },
    );
    pass(cluster, 61);
    const moved = curl(cluster, "outside", "http://re.example.com/app/hostname").response;
    expect([moved?.status, moved?.headers?.["location"]]).toEqual([308, "https://re.example.com/app/hostname"]);
    expect(curl(cluster, "outside", "https://re.example.com/app/hostname").response?.body).toMatch(/^Hostname/);
  });
});

describe("load balancers", () => {
  it("NET-33 have an address of the pool that answers from outside, and none without a pool", () => {
    const cluster = webWorld();
    const balanced = { type: "LoadBalancer", selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] };
    service(cluster, "lb", balanced);
    pass(cluster, 2);
    const address = get<Service>(cluster, "services", "lb")?.status?.loadBalancer?.ingress?.[0]?.ip;
    expect(address).toBe("192.168.200.10");
    expect(curl(cluster, "outside", `http://${address}/hostname`).response?.status).toBe(200);
    send(cluster, "DELETE", "/api/v1/namespaces/kube-system/configmaps/load-balancer-pool");
    service(cluster, "pending", balanced);
    pass(cluster, 60);
    expect(get<Service>(cluster, "services", "pending")?.status?.loadBalancer).toEqual({});
    send(cluster, "PATCH", "/api/v1/namespaces/default/services/lb", { body: { spec: { type: "ClusterIP" } } });
    pass(cluster, 2);
    expect(get<Service>(cluster, "services", "lb")?.status?.loadBalancer).toEqual({});
  });
});
