/**
 * What people break on purpose, as annotations that kubelets, network and controllers read: on a Node, and for the image
 * registry of everybody on the namespace kube-system. `faultRequests.ts` writes them; nobody keeps anything else.
 */
import type { KubeObject, Node } from "../../protocol/kubernetes/index.ts";
import { FAULTS_ANNOTATION, type Faults, NODE_FAULTS } from "../../protocol/faults.ts";
import type { Store } from "../store/Store.ts";

const NONE: Faults = {};
const read = new Map<string, Faults>();
const REMEMBERED = 256;

/** The faults an object carries; what is no list of faults counts as none. */
export function faultsOf(object: KubeObject | undefined): Faults {
  const text = object?.metadata.annotations?.[FAULTS_ANNOTATION];
  if (text === undefined) return NONE;
  let faults = read.get(text);
  if (!faults) {
    if (read.size >= REMEMBERED) read.clear();
    read.set(text, (faults = parseFaults(text)));
  }
  return faults;
}

function parseFaults(text: string): Faults {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return NONE;
  }
  if (typeof value !== "object" || value === null) return NONE;
  const known = NODE_FAULTS.filter((fault) => typeof (value as Record<string, unknown>)[fault] === "string");
  return Object.fromEntries(known.map((fault) => [fault, (value as Record<string, string>)[fault]]));
}

/** Whether the node's kubelet is not heard: it has stopped, stands still or is cut off. */
export function isSilent(node: KubeObject | undefined): boolean {
  const { stop, pause, partition } = faultsOf(node);
  return stop !== undefined || pause !== undefined || partition !== undefined;
}

/** Why the API server does not reach the node's kubelet, in Go's words; undefined when it does. */
export function silenceOf(node: Node | undefined): string | undefined {
  if (!isSilent(node)) return undefined;
  const address = node?.status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "";
  return `dial tcp ${address}:10250: ${faultsOf(node).stop === undefined ? "i/o timeout" : "connect: no route to host"}`;
}

/** Whether a pull on the node fails whatever the image. */
export function isRegistryBroken(store: Store, node: Node | undefined): boolean {
  return (
    faultsOf(node).registry !== undefined || faultsOf(store.get("namespaces", "", "kube-system")).registry !== undefined
  );
}

/** Whether packets get from one node to another; "" stands for the world outside. */
export function areConnected(store: Store, from: string, to: string): boolean {
  const faults = (name: string): Faults => (name === "" ? NONE : faultsOf(store.get("nodes", "", name)));
  if (faults(from).stop !== undefined || faults(to).stop !== undefined) return false;
  return from === to || (faults(from).partition === undefined && faults(to).partition === undefined);
}
