/**
 * Distributes endpoints over slices of at most a hundred, changing as few slices as it can.
 * Models kubernetes staging/src/k8s.io/endpointslice/reconciler.go reconcileByPortMapping.
 */
import type { DiscoveryV1EndpointPort, Endpoint, EndpointSlice } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../api/json.ts";

export const MAX_ENDPOINTS = 100;

/** Endpoints that serve the same ports, as they should be. */
export interface PortGroup {
  readonly ports: readonly DiscoveryV1EndpointPort[];
  /** By uid of the pod. */
  readonly wanted: Map<string, Endpoint>;
}

/** Which pods are judged: an endpoint of one that is judged and not wanted goes. */
export type Judged = "all" | ReadonlySet<string>;

export interface SliceContent {
  readonly ports: readonly DiscoveryV1EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

export interface SliceChanges {
  readonly create: SliceContent[];
  readonly update: (readonly [EndpointSlice, readonly Endpoint[]])[];
  readonly remove: EndpointSlice[];
}

interface Draft {
  readonly slice: EndpointSlice;
  endpoints: readonly Endpoint[];
  touched: boolean;
}

/** What to do to `slices`, all of the group, for it to hold what is wanted. `stale`: slices to rewrite in any case. */
export function distribute(
  group: PortGroup,
  slices: readonly EndpointSlice[],
  { judged, stale }: { readonly judged: Judged; readonly stale: (slice: EndpointSlice) => boolean },
): SliceChanges {
  const rest = new Map(group.wanted);
  const drafts = slices.map((slice): Draft => {
    const old = slice.endpoints ?? [];
    const endpoints = keepWanted(old, rest, judged);
    return { slice, endpoints, touched: endpoints !== old || stale(slice) };
  });
  const kept = drafts.filter(({ endpoints }) => endpoints.length > 0);
  const remove = drafts.filter(({ endpoints }) => endpoints.length === 0).map(({ slice }) => slice);
  const missing = [...rest.values()];
  fill(
    kept.filter(({ touched }) => touched).sort((left, right) => right.endpoints.length - left.endpoints.length),
    missing,
  );
  const create: SliceContent[] = [];
  while (missing.length > MAX_ENDPOINTS)
    create.push({ ports: group.ports, endpoints: missing.splice(0, MAX_ENDPOINTS) });
  if (missing.length > 0) {
    const roomy = tightestFit(
      kept.filter(({ touched }) => !touched),
      missing.length,
    );
    if (roomy) fill([roomy], missing);
    else create.push({ ports: group.ports, endpoints: missing });
  }
  const update = kept.filter(({ touched }) => touched).map(({ slice, endpoints }) => [slice, endpoints] as const);
  return { create, update, remove };
}

/** The endpoints that stay, in their places; the same list when nothing about them changes. Those found leave `rest`. */
function keepWanted(old: readonly Endpoint[], rest: Map<string, Endpoint>, judged: Judged): readonly Endpoint[] {
  let changed: Endpoint[] | undefined;
  for (let index = 0; index < old.length; index++) {
    const endpoint = old[index] as Endpoint;
    const uid = endpoint.targetRef?.uid ?? "";
    let next: Endpoint | undefined = endpoint;
    if (judged === "all" || judged.has(uid)) {
      next = rest.get(uid);
      // Under another address it is another endpoint, which takes a new place.
      if (next?.addresses[0] !== endpoint.addresses[0]) next = undefined;
      else rest.delete(uid);
      if (next && equalJson(next, endpoint)) next = endpoint;
    }
    if (next !== endpoint) changed ??= old.slice(0, index);
    if (changed && next) changed.push(next);
  }
  return changed ?? old;
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
