/** Pods and Services that run, and requests between them. */
import type { DnsLookup, Trace } from "../../../server/protocol/network.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { newCluster, pass, podManifest, PODS, send } from "../../support/clusters.ts";

export function create(cluster: Cluster, path: string, body: object): void {
  const answer = send(cluster, "POST", path, { body });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
}

export const SERVICES = "/api/v1/namespaces/default/services";
export const POLICIES = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";

export function service(cluster: Cluster, name: string, spec: object): void {
  create(cluster, SERVICES, { apiVersion: "v1", kind: "Service", metadata: { name }, spec });
}

/** A client and two servers labelled app=web on port 8080, one on each worker, behind Service web:80. */
export function webWorld(): Cluster {
  const cluster = newCluster();
  pod(cluster, "client", "k8s-worker1", { role: "client" });
  pod(cluster, "web-a", "k8s-worker1", { app: "web" });
  pod(cluster, "web-b", "k8s-worker2", { app: "web" });
  service(cluster, "web", {
    selector: { app: "web" },
    ports: [{ name: "http", port: 80, targetPort: 8080 }],
  });
  pass(cluster, 60);
  return cluster;
}

export function pod(cluster: Cluster, name: string, node: string, labels: object, spec: object = {}): void {
  create(cluster, PODS, podManifest(name, { image: "kubetm/app", labels, spec: { nodeName: node, ...spec } }));
}

export function ipOf(cluster: Cluster, name: string): string {
  return (
    (cluster.store.get("pods", "default", name) as { status?: { podIP?: string } } | undefined)?.status?.podIP ?? ""
  );
}

export function curl(cluster: Cluster, from: string, url: string): Trace {
  return send(cluster, "GET", `${fromPath(from)}/curl?url=${encodeURIComponent(url)}`).body as Trace;
}

export function dns(cluster: Cluster, from: string, name: string, more = ""): DnsLookup {
  return send(cluster, "GET", `${fromPath(from)}/dns?name=${name}${more}`).body as DnsLookup;
}

function fromPath(from: string): string {
  if (from === "outside") return "/outside";
  return from.startsWith("k8s-") ? `/api/v1/nodes/${from}` : `${PODS}/${from}`;
}

export function codes(trace: Trace): readonly string[] {
  return trace.hops.map(({ code }) => code);
}
