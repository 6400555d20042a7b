/** Random lives in which things break as well: nodes, the registry, containers; with policies, Ingresses, autoscalers and requests. */
import type { Cluster } from "../../server/simulation/cluster.ts";
import { send } from "./clusters.ts";
import { type Act, chooser, type Life, sequence } from "./randomLife.ts";

const NODES = ["k8s-master", "k8s-worker1", "k8s-worker2", "k8s-extra"];
const FAULTS = ["stop", "pause", "partition", "memory", "disk", "registry"];
const NS = "/api/v1/namespaces/default";
const POLICIES = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
const INGRESSES = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
const HPAS = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";

/** The acts of a life with faults between them. */
export function faultySequence(seed: number, life: Life = {}): Act[] {
  const choose = chooser(seed * 7 + 1);
  const pick = <T>(items: readonly T[]): T => items[choose(items.length)] as T;
  return sequence(seed, life).flatMap((act) => {
    if (choose(2) === 0) return [act];
    const name = `n${choose(4)}`;
    const node = pick(NODES);
    const fault = pick(FAULTS);
    const label = pick(["a", "b"]);
    const number = choose(5);
    const kind = choose(12);
    const seconds = pick([1, 20, 70, 400]);
    return [
      act,
      (cluster: Cluster, cause: number): void => {
        disturb(cluster, { kind, name, node, fault, label, number, cause });
        cluster.advance(cluster.runtime.now + seconds * 1000);
      },
    ];
  });
}

/** Everything whole again: all that is broken is mended, and no policy holds anything back. */
export function mendAll(cluster: Cluster): void {
  for (const { metadata } of [...cluster.store.list("nodes")])
    send(cluster, "DELETE", `/api/v1/nodes/${metadata.name}/faults`);
  send(cluster, "DELETE", "/faults");
}

interface Disturbance {
  readonly kind: number;
  readonly name: string;
  readonly node: string;
  readonly fault: string;
  readonly label: string;
  readonly number: number;
  readonly cause: number;
}

function disturb(cluster: Cluster, { kind, name, node, fault, label, number, cause }: Disturbance): void {
  const at = { cause };
  switch (kind) {
    case 0:
    case 1:
    case 2:
      return void send(cluster, "POST", `/api/v1/nodes/${node}/faults`, { ...at, body: { type: fault } });
    case 3:
    case 4:
      return void send(cluster, "DELETE", `/api/v1/nodes/${node}/faults`, at);
    case 5:
      return void send(cluster, number > 2 ? "DELETE" : "POST", "/faults", { ...at, body: { type: "registry" } });
    case 6:
      return void send(cluster, "POST", `${NS}/pods/${name}/faults`, { ...at, body: { type: "kill" } });
    case 7:
      if (number > 2) return void send(cluster, "DELETE", "/api/v1/nodes/k8s-extra", at);
      return void send(cluster, "POST", "/machines", { ...at, body: { name: "k8s-extra", cpu: "2", memory: "2Gi" } });
    case 8:
      if (number > 2) return void send(cluster, "DELETE", `${POLICIES}/${name}`, at);
      return void send(cluster, "POST", POLICIES, {
        ...at,
        body: {
          apiVersion: "networking.k8s.io/v1",
          kind: "NetworkPolicy",
          metadata: { name },
          spec: {
            podSelector: { matchLabels: { app: label } },
            ingress: number === 0 ? [] : [{ from: [{ podSelector: {} }], ports: [{ port: 8080 }] }],
          },
        },
      });
    case 9:
      return void send(cluster, "POST", INGRESSES, {
        ...at,
        body: {
          apiVersion: "networking.k8s.io/v1",
          kind: "Ingress",
          metadata: { name },
          spec: {
            ingressClassName: "nginx",
            rules: [
              {
                host: `${name}.example.com`,
                http: {
                  paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { number: 80 } } } }],
                },
              },
            ],
          },
        },
      });
    case 10:
      return void send(cluster, "POST", HPAS, {
        ...at,
        body: {
          apiVersion: "autoscaling/v2",
          kind: "HorizontalPodAutoscaler",
          metadata: { name },
          spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name }, maxReplicas: 1 + number },
        },
      });
    default:
      for (const url of [name, `${name}.example.com`, `udp://${name}:53`, `icmp://${name}`, `http://${name}.default/`])
        send(cluster, "GET", `${NS}/pods/${name}/curl?url=${encodeURIComponent(url)}`, at);
      send(cluster, "GET", `/outside/curl?url=${name}.example.com`, at);
      return void send(cluster, "GET", `${NS}/pods/${name}/dns?name=${name}&type=SRV`, at);
  }
}
