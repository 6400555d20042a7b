/** Ports of the node. Models kubernetes pkg/scheduler/framework/plugins/nodeports. */
import type { HostPort } from "../../controllerkit/podResources.ts";
import type { NodeInfo } from "../NodeInfo.ts";
import type { PodEntry } from "../PodProfile.ts";
import { type FilterPlugin, refusal } from "./Plugin.ts";

const TAKEN = refusal("NodePorts", "node(s) didn't have free ports for the requested pod ports");

function collide(left: HostPort, right: HostPort): boolean {
  if (left.port !== right.port || left.protocol !== right.protocol) return false;
  return left.ip === right.ip || left.ip === "0.0.0.0" || right.ip === "0.0.0.0";
}

export function portsCollide(left: readonly HostPort[], right: readonly HostPort[]): boolean {
  return left.some((port) => right.some((other) => collide(port, other)));
}

/** The pod on a node that has one of the ports. */
export function holderOfPorts(wanted: readonly HostPort[], node: NodeInfo): PodEntry | undefined {
  for (const entry of node.withPorts.values()) if (portsCollide(wanted, entry.profile.ports)) return entry;
  return undefined;
}

export const nodePorts: FilterPlugin = {
  name: "NodePorts",
  local: true,
  prepare({ profile: { ports } }) {
    if (ports.length === 0) return undefined;
    return { check: (node) => (holderOfPorts(ports, node) ? TAKEN : undefined) };
  },
};
