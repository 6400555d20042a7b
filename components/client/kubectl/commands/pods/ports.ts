/** Ports of `port-forward`: names become numbers, Service ports those of the container. Mirrors kubectl pkg/cmd/portforward. */
import { at, type JsonObject } from "../../json.ts";

function splitPort(text: string): { readonly local: string; readonly remote: string } {
  const [first = "", second, ...more] = text.split(":");
  return second !== undefined && more.length === 0 ? { local: first, remote: second } : { local: first, remote: first };
}

const portsOf = (object: JsonObject): JsonObject[] => (at(object, "spec", "ports") ?? []) as JsonObject[];
const nameOf = (object: JsonObject): string => String(at(object, "metadata", "name") ?? "");

function containerPorts(pod: JsonObject): JsonObject[] {
  const containers = [
    ...((at(pod, "spec", "containers") ?? []) as JsonObject[]),
    ...((at(pod, "spec", "initContainers") ?? []) as JsonObject[]),
  ];
  return containers.flatMap(({ ports }) => (ports ?? []) as JsonObject[]);
}

function podPortNamed(pod: JsonObject, name: string): number {
  const found = containerPorts(pod).find((port) => port["name"] === name);
  if (!found) throw new Error(`Pod '${nameOf(pod)}' does not have a named port '${name}'`);
  return Number(found["containerPort"]);
}

function servicePortNamed(service: JsonObject, name: string): number {
  const found = portsOf(service).find((port) => port["name"] === name);
  if (!found) throw new Error(`Service '${nameOf(service)}' does not have a named port '${name}'`);
  return Number(found["port"]);
}

const isNumber = (text: string): boolean => /^[+-]?\d+$/.test(text);

/** Throws for ports that are UDP alone. */
export function refuseUdp(ports: readonly string[], object: JsonObject, kind: "service" | "pod"): void {
  const list =
    kind === "service"
      ? portsOf(object)
      : ((at(object, "spec", "containers") ?? []) as JsonObject[]).flatMap(
          (one) => (one["ports"] ?? []) as JsonObject[],
        );
  const numbers = (protocol: string): Set<number> =>
    new Set(
      list
        .filter((port) => (port["protocol"] ?? "TCP") === protocol)
        .map((port) => Number(port[kind === "service" ? "port" : "containerPort"])),
    );
  const [udp, tcp] = [numbers("UDP"), numbers("TCP")];
  for (const text of ports) {
    const { remote } = splitPort(text);
    const number = isNumber(remote)
      ? Number(remote)
      : kind === "service"
        ? servicePortNamed(object, remote)
        : podPortNamed(object, remote);
    if (udp.has(number) && !tcp.has(number)) throw new Error(`UDP protocol is not supported for ${remote}`);
  }
}

export function podPorts(ports: readonly string[], pod: JsonObject): string[] {
  return ports.map((text) => {
    const { local, remote } = splitPort(text);
    if (remote === "") throw new Error("remote port cannot be empty");
    const number = isNumber(remote) ? remote : String(podPortNamed(pod, remote));
    return local !== remote ? `${local}:${number}` : number;
  });
}

export function servicePorts(ports: readonly string[], service: JsonObject, pod: JsonObject): string[] {
  return ports.map((text) => {
    const { local: asked, remote } = splitPort(text);
    const port = isNumber(remote) ? Number(remote) : servicePortNamed(service, remote);
    const local = !isNumber(remote) && asked === remote ? String(port) : asked;
    const target = String(targetPort(service, pod, port));
    return local !== target ? `${local}:${target}` : target;
  });
}

function targetPort(service: JsonObject, pod: JsonObject, port: number): number {
  const found = portsOf(service).find((one) => Number(one["port"]) === port);
  if (!found) throw new Error(`Service ${nameOf(service)} does not have a service port ${port}`);
  const target = found["targetPort"];
  if (at(service, "spec", "clusterIP") === "None" || target === undefined || target === 0) return port;
  return typeof target === "number" ? target : podPortNamed(pod, String(target));
}

/** What the forwarder itself refuses. */
export function checkForwarded(ports: readonly string[]): void {
  for (const text of ports) {
    const [local = "", remote = local, ...more] = text.split(":");
    if (more.length > 0) throw new Error(`invalid port format '${text}'`);
    const parse = (port: string, which: string): number => {
      const number = Number(port);
      if (!/^\d+$/.test(port) || number > 65535) {
        const problem = /^\d+$/.test(port) ? "value out of range" : "invalid syntax";
        throw new Error(
          `error parsing ${which} port '${port}': strconv.ParseUint: parsing ${JSON.stringify(port)}: ${problem}`,
        );
      }
      return number;
    };
    parse(local === "" ? "0" : local, "local");
    if (parse(remote, "remote") === 0) throw new Error("remote port must be > 0");
  }
}
