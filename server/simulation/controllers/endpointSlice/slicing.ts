/**
 * Distributes endpoints over slices of at most a hundred, changing as few slices as it can.
 * Models kubernetes staging/src/k8s.io/endpointslice/reconciler.go reconcileByPortMapping.
 */
import type { DiscoveryV1EndpointPort, Endpoint, EndpointSlice } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../api/json.ts";

export const MAX_ENDPOINTS = 100;

/** Endpoints that serve the same ports, by what identifies each. */
export interface PortGroup {
  readonly ports: readonly DiscoveryV1EndpointPort[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

export interface SliceChanges {
  readonly create: PortGroupContent[];
  readonly update: (readonly [EndpointSlice, readonly Endpoint[]])[];
  readonly remove: EndpointSlice[];
}

export interface PortGroupContent {
  readonly ports: readonly DiscoveryV1EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

interface Draft {
  readonly slice: EndpointSlice;
  endpoints: readonly Endpoint[];
  touched: boolean;
}

/** Tells endpoints apart: the pod and its address. */
export function identityOf(endpoint: Endpoint): string {
  return `${endpoint.targetRef?.uid ?? ""}/${endpoint.addresses[0] ?? ""}`;
}

/** What to do to `slices`, all of one group, for it to hold just the group's endpoints. `stale`: slices to rewrite anyway. */
export function distribute(group: PortGroup, slices: readonly EndpointSlice[], stale: (slice: EndpointSlice) => boolean): SliceChanges {
  const rest = new Map(group.endpoints);
  const drafts = slices.map((slice) => keepWanted(slice, rest, stale));
  const kept = drafts.filter(({ endpoints }) => endpoints.length > 0);
  const remove = drafts.filter(({ endpoints }) => endpoints.length === 0).map(({ slice }) => slice);
  const missing = [...rest.values()];
  fill(kept.filter(({ touched }) => touched).sort((left, right) => right.endpoints.length - left.endpoints.length), missing);
  const create: PortGroupContent[] = [];
  while (missing.length > MAX_ENDPOINTS) create.push({ ports: group.ports, endpoints: missing.splice(0, MAX_ENDPOINTS) });
  if (missing.length > 0) {
    const roomy = tightestFit(kept.filter(({ touched }) => !touched), missing.length);
    if (roomy) fill([roomy], missing);
    else create.push({ ports: group.ports, endpoints: missing });
  }
  const update = kept.filter(({ touched }) => touched).map(({ slice, endpoints }) => [slice, endpoints] as const);
  return { create, update, remove };
}

function keepWanted(slice: EndpointSlice, rest: Map<string, Endpoint>, stale: (slice: EndpointSlice) => boolean): Draft {
  const old = slice.endpoints ?? [];
  let touched = stale(slice);
  let changed = false;
  const endpoints: Endpoint[] = [];
  for (const endpoint of old) {
    const identity = identityOf(endpoint);
    const wanted = rest.get(identity);
    if (!wanted) {
      changed = true;
      continue;
    }
    rest.delete(identity);
    if (equalJson(wanted, endpoint)) endpoints.push(endpoint);
    else {
      endpoints.push(wanted);
      changed = true;
    }
  }
  touched ||= changed;
  return { slice, endpoints: changed ? endpoints : old, touched };
}

function fill(drafts: readonly Draft[], missing: Endpoint[]): void {
  for (const draft of drafts) {
    const room = MAX_ENDPOINTS - draft.endpoints.length;
    if (room <= 0 || missing.length === 0) continue;
    draft.endpoints = [...draft.endpoints, ...missing.splice(0, room)];
    draft.touched = true;
  }
}

/** The fullest slice that still takes `count` more. */
function tightestFit(drafts: readonly Draft[], count: number): Draft | undefined {
  let best: Draft | undefined;
  for (const draft of drafts) {
    if (draft.endpoints.length + count > MAX_ENDPOINTS) continue;
    if (!best || draft.endpoints.length > best.endpoints.length) best = draft;
  }
  return best;
}
