/** The last steps of a request: the pod, the container that listens, its answer. */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { HopPlace, Trace } from "../../protocol/network.ts";
import type { Processes } from "../controllerkit/Processes.ts";
import type { Journey } from "./Journey.ts";
import { refused } from "./outcomes.ts";
import { placeOf } from "./source.ts";
import { protocolOf, type Target } from "./target.ts";

export class PodDoor {
  constructor(private readonly options: { readonly processes: Processes }) {}

  /** Whether a process of the pod listens on the port, by the same protocol. */
  listens(pod: Pod, target: Target): boolean {
    return this.listener(pod, target) !== undefined;
  }

  enter(journey: Journey, pod: Pod): Trace {
    const { target, hops } = journey;
    const at = `Pod ${pod.metadata.namespace}/${pod.metadata.name}`;
    const place = placeOf(pod);
    if (target.scheme === "icmp") return this.pong(journey, { at, place });
    const container = this.listener(pod, target);
    const address = pod.status?.podIP;
    const here = { ...(address ? { ip: address } : {}), port: target.port };
    if (container === undefined) {
      hops.push({ code: "failure", at, detail: `no process listens on ${target.port}`, place, ...here });
      return refused(target, hops);
    }
    hops.push({ code: "container", at, detail: `${container}:${target.port}`, place, ...here });
    if (target.scheme === "tcp" || target.scheme === "udp")
      return { hops, exitCode: 0, ...(address ? { address } : {}) };
    if (target.scheme === "https") {
      hops.push({ code: "failure", at, detail: "the process speaks http, not https", place });
      return {
        hops,
        exitCode: 35,
        error: "curl: (35) OpenSSL/3.0.0: error:0A00010B:SSL routines::wrong version number",
        reason: "hung-up",
      };
    }
    return this.exchange(journey, pod, { at, place });
  }

  /** A ping comes back. */
  pong({ hops, target }: Journey, { at, place }: { readonly at: string; readonly place: HopPlace }): Trace {
    hops.push({ code: "answer", at, detail: "echo reply", place });
    return { hops, exitCode: 0, address: target.host };
  }

  private exchange(
    { target, hops, sender, source }: Journey,
    pod: Pod,
    { at, place }: { readonly at: string; readonly place: HopPlace },
  ): Trace {
    const { headers, body, method = "GET" } = target.message ?? {};
    const response = this.options.processes.http(pod.metadata.uid, {
      method,
      path: target.path,
      port: target.port,
      headers: { host: target.port === 80 ? target.named : `${target.named}:${target.port}`, ...headers },
      from: sender.address || source.address,
      ...(body === undefined ? {} : { body }),
    });
    if (!response) {
      hops.push({ code: "failure", at, detail: `no process listens on ${target.port}`, place });
      return refused(target, hops);
    }
    const { status, contentType, duration } = response;
    const took = duration ? { duration } : {};
    if (response.hungUp) {
      hops.push({ code: "failure", at, detail: "the process hung up without an answer", place });
      return { hops, exitCode: 52, error: "curl: (52) Empty reply from server", reason: "hung-up", ...took };
    }
    hops.push({ code: "answer", at, detail: String(status), place });
    return {
      hops,
      response: {
        status,
        body: response.body,
        contentType,
        ...(response.headers ? { headers: response.headers } : {}),
      },
      exitCode: 0,
      ...took,
      ...(pod.status?.podIP ? { address: pod.status.podIP } : {}),
    };
  }

  private listener(pod: Pod, target: Target): string | undefined {
    const protocol = declaredProtocol(pod, target.port);
    if (protocol !== undefined && protocol !== protocolOf(target)) return undefined;
    return this.options.processes.listener(pod.metadata.uid, target.port);
  }
}

/** The protocol a port is declared with when it is declared with one only. */
function declaredProtocol(pod: Pod, port: number): string | undefined {
  const protocols = new Set<string>();
  for (const { ports = [] } of pod.spec.containers)
    for (const { containerPort, protocol = "TCP" } of ports) if (containerPort === port) protocols.add(protocol);
  return protocols.size === 1 ? [...protocols][0] : protocols.size === 0 ? undefined : undefined;
}
