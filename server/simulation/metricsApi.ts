/**
 * metrics.k8s.io/v1beta1: usage of pods and nodes as resources that nobody stores, for kubectl top and autoscalers.
 * Models kubernetes-sigs/metrics-server pkg/api.
 */
import type { KubeObject, Node, Pod } from "../protocol/kubernetes/index.ts";
import { BUILT_IN_DEFINITIONS } from "./api/kinds/index.ts";
import type { Column, ResourceDefinition, ResourceNames } from "./api/ResourceDefinition.ts";
import type { NodeUsage, PodUsage, UsageSource } from "./controllerkit/UsageSource.ts";
import { timestamp } from "./runtime/time.ts";

const GROUP = "metrics.k8s.io";
const VERSION = "v1beta1";

interface Usage {
  readonly cpu: string;
  readonly memory: string;
}

interface PodMetrics extends KubeObject {
  readonly timestamp: string;
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

interface NodeMetrics extends KubeObject {
  readonly timestamp: string;
  readonly window: string;
  readonly usage: Usage;
}

const names = (plural: string, kind: string, namespaced: boolean): ResourceNames => ({
  group: GROUP,
  version: VERSION,
  plural,
  singular: "",
  kind,
  namespaced,
  shortNames: [],
  categories: [],
  verbs: ["get", "list"],
  subresources: {},
});

const COLUMNS: readonly Column[] = ["Name", "cpu", "memory", "Window"].map((name, index) => ({
  name,
  type: "string",
  description: index === 0 ? "Name of the resource" : index === 3 ? "Window of the measurement" : `Usage of ${name}`,
  ...(index === 0 ? { format: "name" } : {}),
}));

const POD_SHAPE: ResourceDefinition<PodMetrics> = {
  names: names("pods", "PodMetrics", true),
  resource: "pods.metrics.k8s.io",
  schemaType: "",
  columns: COLUMNS,
  row: ({ metadata, containers, window }) => {
    const sum = (name: keyof Usage): number =>
      containers.reduce((total, { usage }) => total + Number.parseInt(usage[name], 10), 0);
    return [metadata.name, `${sum("cpu")}n`, `${sum("memory")}Ki`, window];
  },
};

const NODE_SHAPE: ResourceDefinition<NodeMetrics> = {
  names: names("nodes", "NodeMetrics", false),
  resource: "nodes.metrics.k8s.io",
  schemaType: "",
  columns: COLUMNS,
  row: ({ metadata, usage, window }) => [metadata.name, usage.cpu, usage.memory, window],
};

/** What such a cluster's discovery is made of. */
export const DEFINITIONS_WITH_METRICS: readonly ResourceDefinition[] = [
  ...BUILT_IN_DEFINITIONS,
  NODE_SHAPE as unknown as ResourceDefinition,
  POD_SHAPE as unknown as ResourceDefinition,
];

const usageOf = ({ cpu, memory }: { readonly cpu: number; readonly memory: number }): Usage => ({
  cpu: `${cpu}n`,
  memory: `${Math.round(memory / 1024)}Ki`,
});

function metricsOf(
  object: Pod | Node,
  usage: PodUsage | NodeUsage,
): Pick<PodMetrics, "apiVersion" | "metadata" | "timestamp" | "window"> {
  const { name, namespace, labels } = object.metadata;
  const at = timestamp(usage.at);
  const metadata = { name, ...(namespace ? { namespace } : {}), creationTimestamp: at, ...(labels ? { labels } : {}) };
  return {
    apiVersion: `${GROUP}/${VERSION}`,
    metadata: metadata as KubeObject["metadata"],
    timestamp: at,
    window: `${usage.window / 1000}s`,
  };
}

/** All definitions, those of usage answering from `usage`. */
export function definitionsWithMetrics(usage: () => UsageSource): readonly ResourceDefinition[] {
  const pods: ResourceDefinition<PodMetrics> = {
    ...POD_SHAPE,
    computed: ({ store }) => {
      const found: PodMetrics[] = [];
      for (const pod of store.list("pods") as Iterable<Pod>) {
        const used = usage().ofPod(pod.metadata.namespace ?? "", pod.metadata.name);
        if (used)
          found.push({
            kind: "PodMetrics",
            ...metricsOf(pod, used),
            containers: used.containers.map((container) => ({ name: container.name, usage: usageOf(container) })),
          });
      }
      return found;
    },
  };
  const nodes: ResourceDefinition<NodeMetrics> = {
    ...NODE_SHAPE,
    computed: ({ store }) => {
      const found: NodeMetrics[] = [];
      for (const node of store.list("nodes") as Iterable<Node>) {
        const used = usage().ofNode(node.metadata.name);
        if (used) found.push({ kind: "NodeMetrics", ...metricsOf(node, used), usage: usageOf(used) });
      }
      return found;
    },
  };
  return [...BUILT_IN_DEFINITIONS, nodes as unknown as ResourceDefinition, pods as unknown as ResourceDefinition];
}
