/**
 * Cluster IPs and node ports: which are free, and which a Service gets.
 *
 * Models kubernetes pkg/registry/core/service/{storage/alloc.go,ipallocator,portallocator}. Nothing is kept beside the
 * stored Services: an address is taken when a Service in the store has it. Dynamic picks come from the upper part of a
 * range, so that people may choose fixed ones from the lower part without meeting them.
 */
import { parseAddress, parseCidr } from "../validation/addresses.ts";
import { aggregateText } from "../../machinery/fieldErrors.ts";
import { ApiError, FieldError } from "../../machinery/status.ts";
import type { StrategyContext } from "../../ResourceDefinition.ts";
import { resourceNames } from "../resourceNames.ts";
import { nameIsPathSegment } from "../validation/names.ts";
import { needsHealthCheckPort, type ServiceDraft } from "./fields.ts";

const NODE_PORTS = { first: 30000, last: 32767 } as const;
const NODE_PORT_STATIC = bandSize(NODE_PORTS.last - NODE_PORTS.first + 1, { divisor: 32, least: 16, most: 128 });

const target = { names: resourceNames("", "services") };

/** The field is wrong, and the whole Service with it. */
export function refuse(service: ServiceDraft, ...errors: FieldError[]): ApiError {
  return ApiError.invalid(target, service.metadata.name ?? "", errors);
}

function bandSize(
  size: number,
  { divisor, least, most }: { readonly divisor: number; readonly least: number; readonly most: number },
): number {
  return size < least ? 0 : Math.min(Math.max(least, Math.floor(size / divisor)), most);
}

interface AddressRange {
  /** First and last usable address as numbers, and where the dynamic part begins. */
  readonly first: number;
  readonly last: number;
  readonly dynamic: number;
}

const ranges = new Map<string, AddressRange>();

function rangeOf(cidrText: string): AddressRange {
  let range = ranges.get(cidrText);
  if (!range) {
    const cidr = parseCidr(cidrText);
    if (!cidr || cidr.network.length !== 4) throw new Error(`${cidrText} is no IPv4 range`);
    const base = numberOf(cidr.network);
    const size = 2 ** (32 - cidr.length);
    range = {
      first: base + 1,
      last: base + size - 2,
      dynamic: base + 1 + bandSize(size, { divisor: 16, least: 16, most: 256 }),
    };
    ranges.set(cidrText, range);
  }
  return range;
}

const numberOf = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
const textOf = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

function isTaken(context: StrategyContext, index: "clusterIP" | "nodePort", key: string): boolean {
  for (const _service of context.store.byIndex("services", index, key)) return true;
  return false;
}

/** Walks once around [from, to] beginning at random; undefined when all are taken. */
function pick(
  context: StrategyContext,
  band: { readonly from: number; readonly to: number },
  free: (value: number) => boolean,
): number | undefined {
  const size = band.to - band.from + 1;
  if (size <= 0) return undefined;
  const start = context.runtime.random.int(size);
  for (let step = 0; step < size; step++) {
    const value = band.from + ((start + step) % size);
    if (free(value)) return value;
  }
  return undefined;
}

/** Gives the Service its cluster IP, the one it asks for or a free one; in a dry run the network's own. */
export function allocateClusterIP(service: ServiceDraft, context: StrategyContext): void {
  const { spec } = service;
  const asked = spec.clusterIPs?.[0] ?? "";
  if (asked !== "") {
    const problem = clusterIPProblem(asked, context);
    if (problem)
      throw refuse(
        service,
        FieldError.invalid("spec.clusterIPs", spec.clusterIPs, `failed to allocate IP ${asked}: ${problem}`),
      );
    return;
  }
  const range = rangeOf(context.network.services);
  if (context.dryRun) {
    spec.clusterIP = textOf(range.first - 1);
    spec.clusterIPs = [spec.clusterIP];
    return;
  }
  const free = (address: number) => !isTaken(context, "clusterIP", textOf(address));
  const address =
    pick(context, { from: range.dynamic, to: range.last }, free) ??
    pick(context, { from: range.first, to: range.dynamic - 1 }, free);
  if (address === undefined)
    throw ApiError.internalError(
      `failed to allocate a serviceIP for Service "${service.metadata.name}": range is full`,
    );
  // Its IPAddress could not say whose it is.
  const { name } = service.metadata;
  const wrong = name
    ? nameIsPathSegment(name, false).map((message) => FieldError.invalid("spec.parentRef.name", name, message))
    : [FieldError.required("spec.parentRef.name", "")];
  if (wrong.length > 0)
    throw refuse(
      service,
      FieldError.invalid(
        "spec.clusterIPs",
        [""],
        `failed to allocate IP: IPAddress.networking.k8s.io "${textOf(address)}" is invalid: ${aggregateText(wrong)}`,
      ),
    );
  spec.clusterIP = textOf(address);
  spec.clusterIPs = [spec.clusterIP];
}

function clusterIPProblem(asked: string, context: StrategyContext): string | undefined {
  const bytes = parseAddress(asked)?.bytes ?? [];
  const range = rangeOf(context.network.services);
  const address = bytes.length === 4 ? numberOf(bytes) : -1;
  if (address < range.first - 1 || address > range.last + 1)
    return "the provided network does not match the current range";
  if (address < range.first || address > range.last) {
    return `the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${context.network.services}`;
  }
  return !context.dryRun && isTaken(context, "clusterIP", asked) ? "provided IP is already allocated" : undefined;
}

/** What upstream counts on from in a dry run, which finds no free port but makes one up. */
const MADE_UP = 32_768;

/** Node ports taken while one Service is worked out; they count as taken at once. */
export class NodePortOperation {
  private readonly taken = new Set<number>();

  constructor(private readonly context: StrategyContext) {}

  /** What is wrong with the port, or nothing: then it is taken. */
  take(port: number): string | undefined {
    if (!this.context.dryRun && (port < NODE_PORTS.first || port > NODE_PORTS.last)) {
      return `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.first}-${NODE_PORTS.last}`;
    }
    if (!this.isFree(port)) return "provided port is already allocated";
    this.taken.add(port);
    return undefined;
  }

  takeAny(what: string): number {
    if (this.context.dryRun) {
      const made = (this.taken.size === 0 ? MADE_UP : Math.max(...this.taken)) + 1;
      this.taken.add(made);
      return made;
    }
    const dynamic = NODE_PORTS.first + NODE_PORT_STATIC;
    const free = (port: number) => this.isFree(port);
    const port =
      pick(this.context, { from: dynamic, to: NODE_PORTS.last }, free) ??
      pick(this.context, { from: NODE_PORTS.first, to: dynamic - 1 }, free);
    if (port === undefined) throw ApiError.internalError(`failed to allocate a ${what}: range is full`);
    this.taken.add(port);
    return port;
  }

  private isFree(port: number): boolean {
    return !this.taken.has(port) && !isTaken(this.context, "nodePort", String(port));
  }
}

/** Ports of a new Service: equal port numbers (TCP and UDP) share one node port. */
export function allocateNodePorts(service: ServiceDraft, operation: NodePortOperation): void {
  const ports = service.spec.ports ?? [];
  const byPort = new Map<number, number>();
  for (const [index, port] of ports.entries()) {
    if (!port.nodePort && service.spec.allocateLoadBalancerNodePorts === false && service.spec.type === "LoadBalancer")
      continue;
    const path = `spec.ports[${index}].nodePort`;
    const shared = byPort.get(port.port);
    if (shared === undefined) {
      const asked = ports.find((other) => other.port === port.port && other.nodePort)?.nodePort;
      if (asked) {
        const problem = operation.take(asked);
        if (problem) throw refuse(service, FieldError.invalid(path, asked, problem));
      }
      port.nodePort = asked || operation.takeAny("nodePort");
      byPort.set(port.port, port.nodePort);
    } else if (!port.nodePort) port.nodePort = shared;
    else if (port.nodePort !== shared) {
      const problem = operation.take(port.nodePort);
      if (problem) throw refuse(service, FieldError.invalid(path, port.nodePort, problem));
    }
  }
}

/** Ports of an updated Service: those it had stay its own. */
export function updateNodePorts(service: ServiceDraft, held: readonly number[], operation: NodePortOperation): void {
  const seen = new Set<string>();
  const taken = new Set<number>();
  for (const [index, port] of (service.spec.ports ?? []).entries()) {
    if (!port.nodePort && service.spec.allocateLoadBalancerNodePorts === false && service.spec.type === "LoadBalancer")
      continue;
    if (!port.nodePort) port.nodePort = operation.takeAny("nodePort");
    else if (!held.includes(port.nodePort) && !taken.has(port.nodePort)) {
      const problem = operation.take(port.nodePort);
      if (problem) throw refuse(service, FieldError.invalid(`spec.ports[${index}].nodePort`, port.nodePort, problem));
      taken.add(port.nodePort);
    }
    const key = `${port.protocol}/${port.nodePort}`;
    if (seen.has(key)) throw ApiError.plain(`duplicate nodePort: {${port.protocol} ${port.nodePort}}`);
    seen.add(key);
  }
}

export function allocateHealthCheckPort(service: ServiceDraft, operation: NodePortOperation): void {
  if (!needsHealthCheckPort(service)) return;
  const asked = service.spec.healthCheckNodePort;
  if (!asked) {
    service.spec.healthCheckNodePort = operation.takeAny("HealthCheck NodePort 0");
    return;
  }
  const problem = operation.take(asked);
  if (problem) throw ApiError.internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${problem}`);
}
