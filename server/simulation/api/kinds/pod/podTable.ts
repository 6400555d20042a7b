/** Rows of `kubectl get pods`. Models kubernetes pkg/printers/internalversion/printers.go. */
import type { Pod } from "../../../../protocol/kubernetes/index.ts";
import { podColumns } from "../../../../protocol/kubernetes/podColumns.ts";
import type { Cell, Column, RowCondition } from "../../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, elapsed, NAME_COLUMN, textColumn } from "../columns.ts";

export const POD_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  textColumn("Ready", "The aggregate readiness state of this pod for accepting traffic."),
  textColumn("Status", "The aggregate status of the containers in this pod."),
  textColumn(
    "Restarts",
    "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.",
  ),
  AGE_COLUMN,
  textColumn(
    "IP",
    "podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.",
    1,
  ),
  textColumn(
    "Node",
    "NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes responsible for the lifecycle of this pod. This field should not be used to express a desire for the pod to be scheduled on a specific node. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename",
    1,
  ),
  textColumn(
    "Nominated Node",
    "nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods. This field does not guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes become available sooner. Scheduler may also decide to give the resources on this node to a higher priority pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod is scheduled.",
    1,
  ),
  textColumn(
    "Readiness Gates",
    'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions specified in the readiness gates have status equal to "True" More info: https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates',
    1,
  ),
];

const NONE = "<none>";

export function podRow(pod: Pod, now: number): readonly Cell[] {
  const { readyContainers, totalContainers, status, restarts, lastRestartAt } = podColumns(pod);
  return [
    pod.metadata.name,
    `${readyContainers}/${totalContainers}`,
    status,
    restarts > 0 && lastRestartAt ? `${restarts} (${elapsed(lastRestartAt, now)} ago)` : String(restarts),
    ageCell(pod, now),
    pod.status?.podIPs?.[0]?.ip || NONE,
    pod.spec.nodeName || NONE,
    pod.status?.nominatedNodeName || NONE,
    readinessGates(pod),
  ];
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return NONE;
  const conditions = pod.status?.conditions ?? [];
  const open = gates.filter(
    ({ conditionType }) => conditions.find(({ type }) => type === conditionType)?.status === "True",
  );
  return `${open.length}/${gates.length}`;
}

const SUCCEEDED: readonly RowCondition[] = [
  { type: "Completed", status: "True", reason: "Succeeded", message: "The pod has completed successfully." },
];
const FAILED: readonly RowCondition[] = [
  { type: "Completed", status: "True", reason: "Failed", message: "The pod failed." },
];

export function podRowConditions(pod: Pod): readonly RowCondition[] | undefined {
  const phase = pod.status?.phase;
  return phase === "Succeeded" ? SUCCEEDED : phase === "Failed" ? FAILED : undefined;
}
