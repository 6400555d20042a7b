/** What the scheduler would decide if a pod asked for something else. Reads objects only; the scheduler's own view is left alone. */
import type { Container, Node, Pod } from "../../protocol/kubernetes/index.ts";
import type { ExplainedDecision } from "../../protocol/scheduling.ts";
import type { Store } from "../store/Store.ts";
import { ClusterView } from "./ClusterView.ts";
import { kept } from "./Decision.ts";
import { explain } from "./explain.ts";
import { refusalMessage } from "./messages.ts";
import { decide } from "./schedulePod.ts";
import { lookupIn } from "./storeLookup.ts";

/** Amounts for the pod in all, as quantities. */
export interface Asked {
  readonly cpu?: string;
  readonly memory?: string;
}

export interface WhatIfOptions {
  readonly store: Store;
  /** Cluster time, ms. */
  readonly now: number;
  /** The node a pod is on or promised to. */
  readonly placeOf: (pod: Pod) => string | undefined;
}

/** The pod counts as not placed yet. Where several nodes are equally good, `node` is left out. */
export function whatIf(pod: Pod, requests: Asked, { store, now, placeOf }: WhatIfOptions): ExplainedDecision {
  const view = new ClusterView(lookupIn(store));
  for (const node of store.list("nodes")) view.setNode(node as Node);
  for (const object of store.list("pods")) {
    const other = object as Pod;
    const nodeName = placeOf(other);
    if (nodeName && other.metadata.uid !== pod.metadata.uid)
      view.setPod(other.spec.nodeName ? other : { ...other, spec: { ...other.spec, nodeName } });
  }
  const asking = askingFor(pod, requests);
  const { decision } = decide(asking, view);
  const best = decision.best.map((place) => decision.nodes[place] as string);
  return {
    time: now,
    ...(best.length === 1 ? { node: best[0] as string } : undefined),
    ...(best.length === 0 ? { message: refusalMessage(decision, "") } : undefined),
    decision: explain(kept(decision, decision.best[0]), asking, view),
  };
}

/** Its first container asks for all that is given, the others and the init containers for none of it. */
function askingFor(pod: Pod, requests: Asked): Pod {
  const { nodeName: _node, ...spec } = pod.spec;
  const bare = (container: Container, index: number): Container => {
    const others = Object.entries(container.resources?.requests ?? {}).filter(([name]) => !(name in requests));
    const asks = Object.fromEntries([...others, ...(index === 0 ? Object.entries(requests) : [])]);
    return { ...container, resources: { ...container.resources, requests: asks } };
  };
  return {
    ...pod,
    spec: {
      ...spec,
      containers: spec.containers.map(bare),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map((one) => bare(one, -1)) } : undefined),
    },
    status: {},
  };
}
