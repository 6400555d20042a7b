import type { Node } from "../../server/protocol/kubernetes/index.ts";

export function isControlPlane(node: Node): boolean {
  return node.metadata.labels?.["node-role.kubernetes.io/control-plane"] !== undefined;
}

export function isReady(node: Node): boolean {
  return node.status?.conditions?.find(({ type }) => type === "Ready")?.status === "True";
}
