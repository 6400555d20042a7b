/** The ready endpoints of a cluster's Services, followed as their slices change. */
import type { EndpointSlice } from "../../protocol/kubernetes/index.ts";
import type { Change } from "../../protocol/messages.ts";
import { objectKey } from "../../protocol/messages.ts";

export const SLICES = "endpointslices.discovery.k8s.io";

/** What a Service lost by one command. */
export interface Loss {
  readonly namespace: string;
  readonly service: string;
  /** Pods that were ready endpoints and are none any more. */
  readonly pods: readonly string[];
  /** How many it still has. */
  readonly left: number;
  /** The command it follows from. */
  readonly by: number;
}

interface Slice {
  readonly service: string;
  readonly pods: ReadonlySet<string>;
}

export class Endpoints {
  /** By namespace and name. */
  private readonly slices = new Map<string, Slice>();

  constructor(slices: Iterable<EndpointSlice>) {
    for (const slice of slices) this.slices.set(keyOf(slice.metadata), sliceOf(slice));
  }

  /** Takes the changes of a moment in; what Services lost by somebody's command. */
  note(changes: readonly Change[]): readonly Loss[] {
    const before = new Map<string, { readonly pods: ReadonlySet<string>; readonly by: number }>();
    for (const change of changes) {
      if (change.resource !== SLICES) continue;
      const { namespace = "", name } = change.op === "delete" ? change : change.object.metadata;
      const key = objectKey(namespace, name);
      const known = this.slices.get(key);
      const next = change.op === "delete" ? undefined : sliceOf(change.object as EndpointSlice);
      const service = objectKey(namespace, (next ?? known)?.service ?? "");
      const first = before.get(service);
      before.set(service, { pods: first?.pods ?? this.podsOf(service), by: change.by || (first?.by ?? 0) });
      if (next) this.slices.set(key, next);
      else this.slices.delete(key);
    }
    return [...before].flatMap(([service, { pods, by }]) => {
      const now = this.podsOf(service);
      const lost = [...pods].filter((pod) => !now.has(pod));
      const [namespace = "", name = ""] = service.split("/");
      return by === 0 || lost.length === 0 ? [] : [{ namespace, service: name, pods: lost, left: now.size, by }];
    });
  }

  private podsOf(service: string): ReadonlySet<string> {
    const pods = new Set<string>();
    for (const [key, slice] of this.slices)
      if (objectKey(key.split("/")[0], slice.service) === service) for (const pod of slice.pods) pods.add(pod);
    return pods;
  }
}

const keyOf = ({ namespace, name }: { readonly namespace?: string; readonly name: string }): string =>
  objectKey(namespace, name);

function sliceOf({ metadata, endpoints }: EndpointSlice): Slice {
  const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
  return {
    service: metadata.labels?.["kubernetes.io/service-name"] ?? "",
    pods: new Set(
      ready.flatMap(({ targetRef }) => (targetRef?.kind === "Pod" && targetRef.name ? [targetRef.name] : [])),
    ),
  };
}
