/** What somebody's request did to the faults of a cluster; docs/http.md has the requests. */
import type { DrillFault } from "../protocol/classroom/drills.ts";
import { NODE_FAULTS } from "../protocol/faults.ts";
import type { Done } from "../rooms/RoomObserver.ts";

/** `target` as in DrillAction. `fault` undefined: all of the target end. */
export type FaultDone =
  | { readonly does: "begin"; readonly fault: DrillFault; readonly target: string }
  | { readonly does: "end"; readonly fault: DrillFault | undefined; readonly target: string };

const PATH =
  /^(?:\/api\/v1\/(?:nodes\/(?<node>[^/]+)|namespaces\/(?<namespace>[^/]+)\/pods\/(?<pod>[^/]+)))?\/faults(?:\/(?<fault>[^/]+))?$/;

export function faultDone({ request: { method, path, body }, response }: Done): FaultDone | undefined {
  if (response.status >= 300) return undefined;
  const found = PATH.exec(path.split("?", 1)[0] as string)?.groups;
  if (!found) return undefined;
  const { node, namespace, pod, fault } = found;
  const target = pod === undefined ? decodeURIComponent(node ?? "") : `${namespace}/${pod}`;
  if (method === "DELETE") return { does: "end", fault: NODE_FAULTS.find((one) => one === fault), target };
  if (method !== "POST") return undefined;
  const type = fault ?? typeOf(body);
  const begun = pod !== undefined && type === "kill" ? type : NODE_FAULTS.find((one) => one === type);
  return begun && { does: "begin", fault: begun, target };
}

/** The server took it, so it is JSON. */
function typeOf(body: string | undefined): unknown {
  return (JSON.parse(body ?? "") as { readonly type?: unknown }).type;
}
