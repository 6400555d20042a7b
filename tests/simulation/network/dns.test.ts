import { describe, expect, it } from "vitest";
import { send } from "../../support/clusters.ts";
import { create, curl, dns, ipOf, pod, service, webWorld } from "./world.ts";
import { pass } from "../../support/clusters.ts";

describe("DNS", () => {
  it("NET-1 writes resolv.conf by dnsPolicy and dnsConfig", () => {
    const cluster = webWorld();
    pod(cluster, "plain", "k8s-worker1", {}, { dnsPolicy: "Default" });
    pod(
      cluster,
      "own",
      "k8s-worker1",
      {},
      {
        dnsPolicy: "None",
        dnsConfig: {
          nameservers: ["10.96.0.10"],
          searches: ["svc.cluster.local"],
          options: [{ name: "ndots", value: "2" }],
        },
      },
    );
    pass(cluster, 60);
    expect(dns(cluster, "client", "web").resolvConf).toEqual({
      nameservers: ["10.96.0.10"],
      search: ["default.svc.cluster.local", "svc.cluster.local", "cluster.local"],
      options: ["ndots:5"],
    });
    expect(dns(cluster, "plain", "web.default.svc.cluster.local").replies.at(-1)?.status).toBe("NXDOMAIN");
    expect(dns(cluster, "own", "web.default").replies.map(({ name }) => name)).toEqual([
      "web.default.svc.cluster.local",
    ]);
  });

  it("NET-2 tries the search list before a name with few dots", () => {
    const cluster = webWorld();
    expect(dns(cluster, "client", "nobody").replies.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "nobody.default.svc.cluster.local NXDOMAIN",
      "nobody.svc.cluster.local NXDOMAIN",
      "nobody.cluster.local NXDOMAIN",
      "nobody NXDOMAIN",
    ]);
    expect(dns(cluster, "client", "web.default.svc.cluster.local.").replies).toHaveLength(1);
    expect(dns(cluster, "client", "web.default").replies.map(({ status }) => status)).toEqual(["NXDOMAIN", "NOERROR"]);
  });

  it("NET-3 answers for Services, headless ones and endpoints", () => {
    const cluster = webWorld();
    service(cluster, "all", { clusterIP: "None", selector: { app: "web" }, ports: [{ name: "http", port: 80 }] });
    service(cluster, "none", { clusterIP: "None", selector: { app: "nobody" }, ports: [{ port: 80 }] });
    pod(cluster, "named", "k8s-worker2", { app: "web" }, { hostname: "alice", subdomain: "all" });
    pass(cluster, 60);
    const addresses = (name: string): readonly string[] =>
      dns(cluster, "client", name)
        .replies.at(-1)
        ?.answers.map(({ data }) => data) ?? [];
    expect(addresses("web")).toHaveLength(1);
    expect([...addresses("all")].sort()).toEqual(
      [ipOf(cluster, "web-a"), ipOf(cluster, "web-b"), ipOf(cluster, "named")].sort(),
    );
    expect(addresses("alice.all")).toEqual([ipOf(cluster, "named")]);
    expect(addresses(`${ipOf(cluster, "web-a").replaceAll(".", "-")}.all`)).toEqual([ipOf(cluster, "web-a")]);
    expect(dns(cluster, "client", "none").replies[0]?.status).toBe("NXDOMAIN");
    const empty = dns(cluster, "client", "web.default.svc.cluster.local.", "&type=AAAA").replies[0];
    expect([empty?.status, empty?.answers.length, empty?.authority[0]?.type]).toEqual(["NOERROR", 0, "SOA"]);
  });

  it("NET-4 has SRV and PTR records", () => {
    const cluster = webWorld();
    const srv = dns(cluster, "client", "_http._tcp.web.default.svc.cluster.local.", "&type=SRV").replies[0];
    expect(srv?.answers.map(({ data }) => data)).toEqual(["0 100 80 web.default.svc.cluster.local."]);
    const ip = srv?.additional[0]?.data ?? "";
    expect(dns(cluster, "client", ip, "&type=PTR").replies[0]?.answers[0]?.data).toBe("web.default.svc.cluster.local.");
  });

  it("NET-3 leaves endpoints out that are not ready, unless the Service says otherwise", () => {
    const cluster = webWorld();
    service(cluster, "ready", { clusterIP: "None", selector: { app: "late" } });
    service(cluster, "early", { clusterIP: "None", selector: { app: "late" }, publishNotReadyAddresses: true });
    const readinessProbe = { httpGet: { path: "/never", port: 8080 } };
    const containers = [{ name: "c", image: "kubetm/app", readinessProbe }];
    pod(cluster, "late", "k8s-worker1", { app: "late" }, { containers });
    pass(cluster, 60);
    expect(dns(cluster, "client", "ready").replies[0]?.status).toBe("NXDOMAIN");
    expect(dns(cluster, "client", "early").replies[0]?.answers.map(({ data }) => data)).toEqual([
      ipOf(cluster, "late"),
    ]);
  });

  it("NET-4 tells a headless Service's endpoints one by one", () => {
    const cluster = webWorld();
    const ports = [{ name: "http", port: 80, targetPort: 8080 }];
    service(cluster, "all", { clusterIP: "None", selector: { app: "web" }, ports });
    pass(cluster, 5);
    const dashed = (name: string): string =>
      `${ipOf(cluster, name).replaceAll(".", "-")}.all.default.svc.cluster.local.`;
    const [srv] = dns(cluster, "client", "_http._tcp.all.default.svc.cluster.local.", "&type=SRV").replies;
    expect(srv?.answers.map(({ data }) => data).sort()).toEqual(
      [`0 50 8080 ${dashed("web-a")}`, `0 50 8080 ${dashed("web-b")}`].sort(),
    );
    const [none] = dns(cluster, "client", "_https._tcp.all.default.svc.cluster.local.", "&type=SRV").replies;
    expect(none?.status).toBe("NXDOMAIN");
    const names = dns(cluster, "client", ipOf(cluster, "web-a"), "&type=PTR").replies[0]?.answers;
    expect(names?.map(({ data }) => data)).toContain(dashed("web-a"));
    expect(dns(cluster, "client", "20.96.9.9", "&type=PTR").replies[0]?.status).toBe("NXDOMAIN");
  });

  it("NET-5 follows an ExternalName outside", () => {
    const cluster = webWorld();
    service(cluster, "away", { type: "ExternalName", externalName: "www.example.com" });
    const reply = dns(cluster, "client", "away").replies.at(-1);
    expect(reply?.answers.map(({ type }) => type)).toEqual(["CNAME", "A"]);
    expect(curl(cluster, "client", "http://away/").response?.status).toBe(200);
  });

  it("NET-6 knows addresses of pods by name, in namespaces there are", () => {
    const cluster = webWorld();
    expect(dns(cluster, "client", "1-2-3-4.default.pod").replies.at(-1)?.answers[0]?.data).toBe("1.2.3.4");
    expect(dns(cluster, "client", "1-2-3-4.nowhere.pod").replies.at(-1)?.status).toBe("NXDOMAIN");
  });

  it("NET-22 does not resolve where a policy keeps the DNS out of reach", () => {
    const cluster = webWorld();
    create(cluster, "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "mute" },
      spec: { podSelector: { matchLabels: { role: "client" } }, policyTypes: ["Egress"] },
    });
    expect(curl(cluster, "client", "http://web/")).toMatchObject({ exitCode: 28, reason: "dns-unreachable" });
    expect(dns(cluster, "client", "web").failure?.reason).toBe("policy");
    expect(dns(cluster, "web-a", "web").failure).toBeUndefined();
    expect(send(cluster, "GET", "/outside/dns?name=web&type=XX").status).toBe(400);
  });
});
