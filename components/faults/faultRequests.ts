/** The requests that break something and end it again; docs/http.md. Pure. */
import type { NodeFault } from "../../server/protocol/faults.ts";

export interface FaultRequest {
  readonly method: "POST" | "DELETE";
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

/** `node` undefined: the registry of everybody. */
export function faultRequest(node: string | undefined, fault: NodeFault, on: boolean): FaultRequest {
  const path = node === undefined ? "/faults" : `/api/v1/nodes/${encodeURIComponent(node)}/faults`;
  if (!on) return { method: "DELETE", path: `${path}/${fault}` };
  return { method: "POST", path, contentType: "application/json", body: JSON.stringify({ type: fault }) };
}

/** Ends the process of a container; left out: of the pod's first. */
export function killRequest(namespace: string, pod: string, container?: string): FaultRequest {
  return {
    method: "POST",
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/faults`,
    contentType: "application/json",
    body: JSON.stringify({ type: "kill", ...(container ? { container } : {}) }),
  };
}
