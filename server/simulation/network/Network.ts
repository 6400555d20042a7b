/**
 * Requests inside the cluster, traced hop by hop: DNS, Service, endpoint, node, container, answer.
 *
 * A request goes where kube-proxy and CoreDNS would send it, by the objects alone: Services, EndpointSlices, Pods, Nodes,
 * NetworkPolicies, Ingresses. From outside of the cluster a pod or cluster address does not answer, and the trace says why.
 * Read `dns/`, `serviceRouting.ts`, `barriers.ts`, `policies.ts` and `ingress/` next.
 */
import type { Node, Pod, Service, ServicePort } from "../../protocol/kubernetes/index.ts";
import type { DnsLookup, DnsType, Hop, Trace } from "../../protocol/network.ts";
import { hasIngressController, INGRESS_ADDRESS, INGRESS_LABELS, INGRESS_NAMESPACE } from "../controllerkit/addons.ts";
import type { Connections, HttpMessage, Origin } from "../controllerkit/Connections.ts";
import { areConnected } from "../controllerkit/faults.ts";
import type { Processes } from "../controllerkit/Processes.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import { contains, isAddress } from "./addresses.ts";
import { API_PORT, type AskApi, throughApi } from "./apiServer.ts";
import { arrivalOutside } from "./arrivalOutside.ts";
import { refusedByPolicy, unreachable } from "./barriers.ts";
import { noteLookup } from "./dns/noteLookup.ts";
import { Resolver } from "./dns/Resolver.ts";
import { isOutsideHost } from "./dns/upstream.ts";
import { type Forward, throughIngress } from "./ingress/proxy.ts";
import { refused, timedOut } from "./outcomes.ts";
import { type Peer, podPeer } from "./policies.ts";
import type { Journey } from "./Journey.ts";
import { PodDoor } from "./PodDoor.ts";
import { chooseEndpoint, isMasked, type ServiceArrival } from "./serviceRouting.ts";
import { placeOf, sourceOf } from "./source.ts";
import { protocolOf, type Target, targetOf } from "./target.ts";

const CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

export type { Hop, Trace } from "../../protocol/network.ts";

export interface NetworkOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly processes: Processes;
  readonly podNetwork: string;
  readonly serviceNetwork: string;
  /** Asks the API server, where there is one. */
  readonly askApi?: AskApi;
}

/** A request that was sent, and the command it follows from (0: the cluster's own doing). */
export interface SentRequest {
  readonly from: Origin;
  readonly url: string;
  readonly trace: Trace;
  readonly cause: number;
}

export class Network implements Connections {
  /** Hear of every request. They only look: what they do must not change the cluster. */
  readonly listeners = new Set<(sent: SentRequest) => void>();
  private readonly resolver: Resolver;
  private readonly pods: PodDoor;

  constructor(private readonly options: NetworkOptions) {
    this.resolver = new Resolver(options.store);
    this.pods = new PodDoor(options);
  }

  /** Sends a request (a GET, when nothing else is said) and tells what happened to it. */
  request(from: Origin, url: string, message?: HttpMessage): Trace {
    const trace = this.send(from, url, message);
    for (const listener of this.listeners) listener({ from, url, trace, cause: this.options.runtime.cause });
    return trace;
  }

  private send(from: Origin, url: string, message?: HttpMessage): Trace {
    const parsed = targetOf(url, message);
    if (!parsed) return { hops: [], exitCode: 3, error: `curl: (3) URL rejected: ${url}`, reason: "bad-url" };
    const hops: Hop[] = [];
    const source = sourceOf(this.options.store, from);
    if (!source) {
      hops.push({ code: "failure", at: from.kind, detail: "it has no network (yet)" });
      return { ...refused(parsed, hops, "no-such-pod"), exitCode: 7 };
    }
    const sender: Peer = source.pod ? podPeer(source.pod) : { address: source.address };
    if (source.node && !areConnected(this.options.store, source.node, source.node)) {
      hops.push({ code: "failure", at: `Node ${source.node}`, detail: "the node has no power" });
      return timedOut(parsed, hops, "node-unreachable");
    }
    if (parsed.host === "localhost" || parsed.host.startsWith("127."))
      return this.local({ source, sender, target: parsed, hops }, from);
    if (isAddress(parsed.host)) return this.toAddress({ source, sender, target: parsed, hops });
    const resolved = this.resolver.resolve(source, parsed.host, "A");
    const { clusterServer } = this.resolver;
    const { runtime } = this.options;
    const address = noteLookup(resolved, { hops, host: parsed.host, clusterServer, runtime });
    if (typeof address !== "string") return address;
    return this.toAddress({ source, sender, target: { ...parsed, host: address }, hops });
  }

  /** Looks a name up as a process there would; `server` and `search: false` are dig's ways. */
  lookUp(
    from: Origin,
    name: string,
    options: { readonly type?: DnsType; readonly server?: string; readonly search?: boolean } = {},
  ): DnsLookup | undefined {
    const source = sourceOf(this.options.store, from);
    return source && this.resolver.resolve(source, name, options.type ?? "A", options);
  }

  private local(journey: Journey, from: Origin): Trace {
    const { hops, target, source } = journey;
    const at = from.kind === "pod" ? `Pod ${from.namespace}/${from.name}` : from.kind;
    hops.push({ code: "localhost", at, detail: `localhost:${target.port}`, place: source.place });
    if (from.kind === "pod") {
      const pod = this.options.store.get("pods", from.namespace, from.name) as Pod;
      return this.pods.enter(journey, pod);
    }
    const node = from.kind === "node" ? this.options.store.get("nodes", "", from.name) : undefined;
    return node ? this.atNode(journey, node as Node) : refused(target, hops);
  }

  private toAddress(journey: Journey): Trace {
    const { store, podNetwork, serviceNetwork } = this.options;
    const { target, hops, source } = journey;
    const [node] = store.byIndex("nodes", "address", target.host) as Iterable<Node>;
    if (node) return this.toNode(journey, node);
    const inside = contains(serviceNetwork, target.host) || contains(podNetwork, target.host);
    if (source.node === "" && inside) {
      hops.push({
        code: "failure",
        at: "outside",
        detail: `${target.host} is an address inside the cluster; from outside nothing routes to it`,
      });
      return timedOut(target, hops, "not-from-outside");
    }
    const [service] = store.byIndex("services", "clusterIP", target.host) as Iterable<Service>;
    if (service) return this.toService(journey, service, { external: false, node: source.node, masked: false });
    const [balanced] = store.byIndex("services", "externalIP", target.host) as Iterable<Service>;
    if (balanced) return this.toService(journey, balanced, arrivalOutside(journey, balanced, this.options));
    if (target.host === INGRESS_ADDRESS && hasIngressController(store)) return this.toIngress(journey);
    const [pod] = store.byIndex("pods", "ip", target.host) as Iterable<Pod>;
    if (pod) return this.toPod(journey, pod);
    if (isOutsideHost(target.host)) return this.toWorld(journey);
    hops.push({ code: "failure", at: target.host, detail: "no pod, Service or node has this address" });
    return timedOut(target, hops, "no-such-address");
  }

  /** To an address of a node: node ports first, as packets are rewritten before anything listens. */
  private toNode(journey: Journey, node: Node): Trace {
    const { hops, target, source } = journey;
    const { name } = node.metadata;
    if (!areConnected(this.options.store, source.node, name)) return unreachable(journey, name);
    const blocked = refusedByPolicy(this.options.store, journey, { address: target.host });
    if (blocked) return blocked;
    for (const object of this.options.store.byIndex("services", "nodePort", String(target.port))) {
      const service = object as Service;
      const port = service.spec.ports?.find(
        (each) => each.nodePort === target.port && (each.protocol ?? "TCP") === protocolOf(target),
      );
      if (!port) continue;
      hops.push({
        code: "node",
        at: `Node ${name}`,
        detail: `nodePort ${target.port}`,
        place: placeOf(node),
        ip: target.host,
        port: target.port,
      });
      const arrival = { external: source.node !== name, node: name, masked: isMasked(service, source, name) };
      return this.toService({ ...journey, target: { ...target, port: port.port } }, service, arrival);
    }
    return this.atNode(journey, node);
  }

  /** What listens on a node itself: host ports, and pods in its network. */
  private atNode(journey: Journey, node: Node): Trace {
    const { hops, target } = journey;
    const at = `Node ${node.metadata.name}`;
    const place = placeOf(node);
    if (target.scheme === "icmp") return this.pods.pong(journey, { at, place });
    const { askApi } = this.options;
    if (askApi && target.port === API_PORT && node.metadata.labels?.[CONTROL_PLANE] !== undefined)
      return throughApi(journey, place, askApi);
    for (const object of this.options.store.byIndex("pods", "node", node.metadata.name)) {
      const pod = object as Pod;
      if (pod.status?.phase !== "Running" && pod.status?.phase !== "Pending") continue;
      if (pod.spec.hostNetwork) {
        if (!this.pods.listens(pod, target)) continue;
        hops.push({ code: "node", at, detail: `hostNetwork of ${pod.metadata.name}`, place });
        return this.pods.enter(journey, pod);
      }
      const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
      const port = [...pod.spec.containers, ...sidecars]
        .flatMap(({ ports = [] }) => ports)
        .find(({ hostPort, protocol = "TCP" }) => hostPort === target.port && protocol === protocolOf(target));
      if (!port) continue;
      hops.push({ code: "node", at, detail: `hostPort ${target.port}`, place });
      return this.toPod({ ...journey, target: { ...target, port: port.containerPort } }, pod);
    }
    hops.push({ code: "node", at, detail: `nothing listens on ${target.port}`, place });
    return refused(target, hops);
  }

  private toService(journey: Journey, service: Service, arrival: ServiceArrival): Trace {
    const { target, hops } = journey;
    const { namespace = "", name } = service.metadata;
    const at = `Service ${namespace}/${name}`;
    const place = placeOf(service);
    if (target.scheme === "icmp") {
      hops.push({
        code: "failure",
        at,
        detail: "an address of a Service is no machine: it does not answer a ping",
        place,
      });
      return timedOut(target, hops, "no-such-port");
    }
    const protocol = protocolOf(target);
    const port = service.spec.ports?.find((each) => each.port === target.port && (each.protocol ?? "TCP") === protocol);
    if (!port) {
      hops.push({ code: "failure", at, detail: `the Service has no port ${target.port}/${protocol}`, place });
      return timedOut(target, hops, "no-such-port");
    }
    return this.toEndpoint(journey, { service, port }, arrival);
  }

  private toEndpoint(
    journey: Journey,
    { service, port }: { readonly service: Service; readonly port: ServicePort },
    { external, node, masked }: ServiceArrival,
  ): Trace {
    const { target, hops, source } = journey;
    const at = `Service ${service.metadata.namespace}/${service.metadata.name}`;
    const place = placeOf(service);
    const choice = chooseEndpoint(
      this.options,
      { service, port },
      { node, client: journey.sender.address || source.address, external },
    );
    const address = service.spec.clusterIP === "None" ? target.host : (service.spec.clusterIP ?? target.host);
    const count = "chosen" in choice ? choice.among : 0;
    hops.push({
      code: "service",
      at,
      detail: `${address}:${port.port}, ${count} ready`,
      place,
      ip: address,
      port: port.port,
    });
    if ("failure" in choice) {
      hops.push({ code: "failure", at, detail: choice.detail, place });
      return choice.failure === "no-endpoints"
        ? refused(target, hops, "no-endpoints")
        : timedOut(target, hops, "no-local-endpoints");
    }
    const { chosen, why } = choice;
    hops.push({
      code: "endpoint",
      at,
      detail: `${chosen.address}:${chosen.port}${why ? ` (${why})` : ""}`,
      place,
      ip: chosen.address,
      port: chosen.port,
    });
    const gate = masked ? (this.options.store.get("nodes", "", node) as Node | undefined) : undefined;
    const sender = gate
      ? { address: gate.status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "" }
      : journey.sender;
    const next = { ...journey, sender, target: { ...target, host: chosen.address, port: chosen.port } };
    const from = external ? node : source.node;
    const [pod] = this.options.store.byIndex("pods", "ip", chosen.address) as Iterable<Pod>;
    if (!pod || (pod.spec.hostNetwork && pod.spec.nodeName !== chosen.node)) return this.toManual(next);
    return this.toPod(next, pod, from);
  }

  /** An endpoint that somebody wrote down: a node, something outside, or nothing. */
  private toManual(journey: Journey): Trace {
    const [node] = this.options.store.byIndex("nodes", "address", journey.target.host) as Iterable<Node>;
    if (node) return this.toNode(journey, node);
    if (isOutsideHost(journey.target.host)) return this.toWorld(journey);
    journey.hops.push({ code: "failure", at: journey.target.host, detail: "nothing has this address" });
    return timedOut(journey.target, journey.hops, "no-such-address");
  }

  private toPod(journey: Journey, pod: Pod, from = journey.source.node): Trace {
    const { hops, target } = journey;
    const node = pod.spec.nodeName ?? "";
    if (!areConnected(this.options.store, from, node)) return unreachable(journey, node);
    const blocked = refusedByPolicy(
      this.options.store,
      journey,
      pod.spec.hostNetwork ? { address: target.host } : podPeer(pod),
    );
    if (blocked) return blocked;
    hops.push({
      code: "node",
      at: `Node ${node}`,
      detail: from === node ? "the same node" : from === "" ? "from outside" : `from ${from}`,
      place: { kind: "Node", namespace: "", name: node },
    });
    return this.pods.enter(journey, pod);
  }

  private toIngress(journey: Journey): Trace {
    const { target, hops, source } = journey;
    const { store } = this.options;
    const blocked = refusedByPolicy(this.options.store, journey, {
      address: target.host,
      namespace: INGRESS_NAMESPACE,
      labels: INGRESS_LABELS,
    });
    if (blocked) return blocked;
    const right = target.scheme === "https" ? 443 : 80;
    if (target.port !== right || (target.scheme !== "http" && target.scheme !== "https")) {
      hops.push({ code: "failure", at: "ingress-nginx", detail: `nothing listens on ${target.port}` });
      return refused(target, hops);
    }
    const [node] = store.list("nodes") as Iterable<Node>;
    const forward: Forward = (service, port, request) => {
      const sender: Peer = { address: INGRESS_ADDRESS, namespace: INGRESS_NAMESPACE, labels: INGRESS_LABELS };
      const message: HttpMessage = { ...target.message, headers: request.headers };
      const passed: Target = { ...target, scheme: "http", path: request.path, message };
      const gate = { ...source, node: source.node || (node?.metadata.name ?? "") };
      return this.toEndpoint(
        { source: gate, sender, target: passed, hops: request.hops },
        { service, port },
        { external: false, node: gate.node, masked: false },
      );
    };
    return throughIngress(store, { target, client: source.address, hops }, forward);
  }

  /** A host outside of the cluster, of which we only know that it answers. */
  private toWorld(journey: Journey): Trace {
    const { target, hops, source } = journey;
    if (source.node && !areConnected(this.options.store, source.node, "")) return unreachable(journey, source.node);
    const blocked = refusedByPolicy(this.options.store, journey, { address: target.host });
    if (blocked) return blocked;
    const place = { kind: "Outside", namespace: "", name: target.named } as const;
    hops.push({ code: "outside", at: target.named, detail: `${target.host}, outside of the cluster`, place });
    if (target.scheme === "icmp") return this.pods.pong(journey, { at: target.named, place });
    if (target.port !== 80 && target.port !== 443) return timedOut(target, hops, "no-such-port");
    hops.push({ code: "answer", at: target.named, detail: "200", place });
    const body = `${target.named} (a host outside of the cluster, simulated)\n`;
    return { hops, response: { status: 200, body, contentType: "text/plain" }, exitCode: 0, address: target.host };
  }
}
