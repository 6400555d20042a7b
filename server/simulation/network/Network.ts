/**
 * Requests inside the cluster, traced hop by hop: DNS, Service, endpoint, container, answer.
 *
 * A request goes where kube-proxy and CoreDNS would send it, by the objects alone: Services, EndpointSlices, Pods, Nodes.
 * From outside the cluster a pod or cluster address does not answer, and the trace says why.
 */
import type { EndpointSlice, Node, Pod, Service } from "../../protocol/kubernetes/index.ts";
import type { Connections, Exchange, HttpMessage, Origin } from "../controllerkit/Connections.ts";
import type { Processes } from "../controllerkit/Processes.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";

/** One station of a request. `code` is a stable name that a screen puts into words. */
export interface Hop {
  readonly code: "dns" | "service" | "endpoint" | "node" | "localhost" | "container" | "answer" | "failure";
  /** The object it passes, `Service default/svc-1`. */
  readonly at: string;
  readonly detail: string;
}

export interface Trace {
  readonly hops: readonly Hop[];
  /** What the asker gets; absent when nothing answered. */
  readonly response?: NonNullable<Exchange["response"]>;
  /** How long it takes, cluster ms; left out for no time at all. */
  readonly duration?: number;
  /** The address asked in the end. */
  readonly address?: string;
  /** curl's exit code: 0, 6 (no such host), 7 (refused), 28 (timed out). */
  readonly exitCode: number;
  /** What curl prints when it fails. */
  readonly error?: string;
  /** Why it failed, as a stable name. */
  readonly reason?:
    | "no-such-host"
    | "refused"
    | "no-endpoints"
    | "no-such-address"
    | "not-from-outside"
    | "no-such-port"
    | "bad-url";
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly message?: HttpMessage | undefined;
}

const DOMAIN = "cluster.local";

export class Network implements Connections {
  constructor(
    private readonly options: {
      readonly store: Store;
      readonly runtime: Runtime;
      readonly processes: Processes;
      readonly podNetwork: string;
      readonly serviceNetwork: string;
    },
  ) {}

  /** Sends a request (a GET, when nothing else is said) and tells what happened to it. */
  request(from: Origin, url: string, message?: HttpMessage): Trace {
    const parsed = parseUrl(url);
    const target = parsed && { ...parsed, message };
    if (!target) return { hops: [], exitCode: 3, error: `curl: (3) URL rejected: ${url}`, reason: "bad-url" };
    const hops: Hop[] = [];
    if (target.host === "localhost" || target.host.startsWith("127.")) return this.local(from, target, hops);
    let address = target.host;
    if (!isAddress(address)) {
      const resolved =
        from.kind === "outside"
          ? undefined
          : this.resolve(target.host, from.kind === "pod" ? from.namespace : "default");
      if (!resolved) {
        hops.push({ code: "dns", at: "CoreDNS", detail: `${target.host}: NXDOMAIN` });
        return { hops, exitCode: 6, error: `curl: (6) Could not resolve host: ${target.host}`, reason: "no-such-host" };
      }
      hops.push({ code: "dns", at: "CoreDNS", detail: `${resolved.name} → ${resolved.address}` });
      address = resolved.address;
    }
    return this.toAddress(from, { ...target, host: address }, hops);
  }

  private local(from: Origin, target: Target, hops: Hop[]): Trace {
    hops.push({
      code: "localhost",
      at: from.kind === "pod" ? `Pod ${from.namespace}/${from.name}` : from.kind,
      detail: `localhost:${target.port}`,
    });
    const pod =
      from.kind === "pod" ? (this.options.store.get("pods", from.namespace, from.name) as Pod | undefined) : undefined;
    return pod ? this.toPod(pod, target, hops) : refused(target, hops);
  }

  private toAddress(from: Origin, target: Target, hops: Hop[]): Trace {
    const { store, podNetwork, serviceNetwork } = this.options;
    for (const node of store.list("nodes")) {
      const own = (node as Node).status?.addresses?.some(({ address }) => address === target.host);
      if (own) return this.toNodePort(node as Node, target, hops);
    }
    const inside = contains(serviceNetwork, target.host) || contains(podNetwork, target.host);
    if (from.kind === "outside" && inside) {
      hops.push({
        code: "failure",
        at: "outside",
        detail: `${target.host} is an address inside the cluster; from outside nothing routes to it`,
      });
      return timedOut(target, hops, "not-from-outside");
    }
    const [service] = store.byIndex("services", "clusterIP", target.host) as Iterable<Service>;
    if (service) return this.toService(service, target, hops);
    const [pod] = store.byIndex("pods", "ip", target.host) as Iterable<Pod>;
    if (pod) return this.toPod(pod, target, hops);
    hops.push({ code: "failure", at: target.host, detail: "no pod, Service or node has this address" });
    return timedOut(target, hops, "no-such-address");
  }

  private toNodePort(node: Node, target: Target, hops: Hop[]): Trace {
    for (const object of this.options.store.list("services")) {
      const service = object as Service;
      const port = service.spec.ports?.find(({ nodePort }) => nodePort === target.port);
      if (!port) continue;
      hops.push({ code: "node", at: `Node ${node.metadata.name}`, detail: `nodePort ${target.port}` });
      return this.toService(service, { ...target, port: port.port }, hops);
    }
    hops.push({ code: "node", at: `Node ${node.metadata.name}`, detail: `nothing listens on ${target.port}` });
    return refused(target, hops);
  }

  private toService(service: Service, target: Target, hops: Hop[]): Trace {
    const { store, runtime } = this.options;
    const { namespace = "", name } = service.metadata;
    const at = `Service ${namespace}/${name}`;
    const port = service.spec.ports?.find((candidate) => candidate.port === target.port);
    if (!port) {
      hops.push({ code: "failure", at, detail: `the Service has no port ${target.port}` });
      return timedOut(target, hops, "no-such-port");
    }
    const ready: { readonly address: string; readonly port: number }[] = [];
    for (const object of store.byIndex("endpointslices.discovery.k8s.io", "service", `${namespace}/${name}`)) {
      const slice = object as EndpointSlice;
      const number = slice.ports?.find((candidate) => (candidate.name ?? "") === (port.name ?? ""))?.port;
      if (number === undefined) continue;
      for (const endpoint of slice.endpoints ?? []) {
        const [address] = endpoint.addresses;
        if (address !== undefined && endpoint.conditions?.ready !== false) ready.push({ address, port: number });
      }
    }
    hops.push({ code: "service", at, detail: `${service.spec.clusterIP}:${target.port}, ${ready.length} ready` });
    if (ready.length === 0) {
      hops.push({ code: "failure", at, detail: "no ready endpoint" });
      return refused(target, hops, "no-endpoints");
    }
    const chosen = ready[ready.length === 1 ? 0 : runtime.random.int(ready.length)] as (typeof ready)[number];
    hops.push({ code: "endpoint", at, detail: `${chosen.address}:${chosen.port}` });
    const [pod] = store.byIndex("pods", "ip", chosen.address) as Iterable<Pod>;
    return pod ? this.toPod(pod, { ...target, port: chosen.port }, hops) : timedOut(target, hops, "no-such-address");
  }

  private toPod(pod: Pod, target: Target, hops: Hop[]): Trace {
    const { processes } = this.options;
    const at = `Pod ${pod.metadata.namespace}/${pod.metadata.name}`;
    const container = processes.listener(pod.metadata.uid, target.port);
    const { headers, body, method = "GET" } = target.message ?? {};
    const response = processes.http(pod.metadata.uid, {
      method,
      path: target.path,
      port: target.port,
      headers: { host: `${target.host}:${target.port}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    if (container === undefined || !response) {
      hops.push({ code: "failure", at, detail: `no process listens on ${target.port}` });
      return refused(target, hops);
    }
    hops.push({ code: "container", at, detail: `${container}:${target.port}` });
    hops.push({ code: "answer", at, detail: String(response.status) });
    const { status, contentType, duration } = response;
    if (response.hungUp)
      return { hops, exitCode: 52, error: "curl: (52) Empty reply from server", ...(duration ? { duration } : {}) };
    return {
      hops,
      response: {
        status,
        body: response.body,
        contentType,
        ...(response.headers ? { headers: response.headers } : {}),
      },
      exitCode: 0,
      ...(duration ? { duration } : {}),
      ...(pod.status?.podIP ? { address: pod.status.podIP } : {}),
    };
  }

  /** Names as CoreDNS answers them, with the search domains of a pod. */
  private resolve(host: string, namespace: string): { readonly name: string; readonly address: string } | undefined {
    const full = host.endsWith(".")
      ? [host.slice(0, -1)]
      : [`${host}.${namespace}.svc.${DOMAIN}`, `${host}.svc.${DOMAIN}`, `${host}.${DOMAIN}`, host];
    for (const name of full) {
      const labels = name.split(".");
      const svc = labels.indexOf("svc");
      if (svc < 2 || labels.slice(svc + 1).join(".") !== DOMAIN) continue;
      const service = this.options.store.get("services", labels[svc - 1] ?? "", labels[svc - 2] ?? "") as
        | Service
        | undefined;
      if (!service) continue;
      const { clusterIP } = service.spec;
      if (svc === 2 && clusterIP && clusterIP !== "None") return { name, address: clusterIP };
      const address = this.headless(service, svc > 2 ? labels[svc - 3] : undefined);
      if (address) return { name, address };
    }
    return undefined;
  }

  private headless(service: Service, hostname: string | undefined): string | undefined {
    for (const object of this.options.store.byIndex(
      "endpointslices.discovery.k8s.io",
      "service",
      `${service.metadata.namespace}/${service.metadata.name}`,
    )) {
      for (const endpoint of (object as EndpointSlice).endpoints ?? []) {
        if (endpoint.conditions?.ready !== false && (hostname === undefined || endpoint.hostname === hostname))
          return endpoint.addresses[0];
      }
    }
    return undefined;
  }
}

function parseUrl(url: string): Target | undefined {
  const match = /^(?:http:\/\/)?(\[[0-9a-f:]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(\/[^\s]*)?$/.exec(url.trim());
  if (!match) return undefined;
  return { host: match[1] ?? "", port: Number(match[2] ?? 80), path: match[3] ?? "/" };
}

function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}

function contains(cidr: string, address: string): boolean {
  const [base = "", bits = "32"] = cidr.split("/");
  const number = (text: string): number => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(base) / size) === Math.floor(number(address) / size);
}

function refused(target: Target, hops: readonly Hop[], reason: Trace["reason"] = "refused"): Trace {
  return {
    hops,
    exitCode: 7,
    error: `curl: (7) Failed to connect to ${target.host} port ${target.port} after 0 ms: Couldn't connect to server`,
    reason,
  };
}

function timedOut(target: Target, hops: readonly Hop[], reason: Trace["reason"]): Trace {
  return {
    hops,
    exitCode: 28,
    error: `curl: (28) Failed to connect to ${target.host} port ${target.port} after 130000 ms: Couldn't connect to server`,
    reason,
  };
}
