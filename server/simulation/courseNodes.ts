/** The nodes a cluster begins with: the course's three, or any number of equal workers. */
import type { ObjectDraft } from "../protocol/kubernetes/index.ts";
import { timestamp } from "./runtime/time.ts";

export interface NodeShape {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  readonly controlPlane?: true;
}

const COURSE: readonly NodeShape[] = [
  { name: "k8s-master", cpu: "2", memory: "4Gi", controlPlane: true },
  { name: "k8s-worker1", cpu: "2", memory: "3700Mi" },
  { name: "k8s-worker2", cpu: "4", memory: "7Gi" },
];

/** Drafts of the nodes in order. `pods` is what a node may hold. */
export function initialNodes(nodes: "course" | "none" | number, now: number): readonly ObjectDraft[] {
  if (nodes === "none") return [];
  const shapes =
    nodes === "course"
      ? COURSE
      : Array.from(
          { length: nodes },
          (_, index): NodeShape => ({ name: `node-${index + 1}`, cpu: "64", memory: "256Gi" }),
        );
  return shapes.map((shape, index) => nodeDraft(shape, { index, now, pods: nodes === "course" ? 110 : 250 }));
}

/** A machine's node as its kubelet would register it; `index` decides its addresses. */
export function nodeDraft(
  shape: NodeShape,
  { index, now, pods }: { readonly index: number; readonly now: number; readonly pods: number },
): ObjectDraft {
  const { name, cpu, memory, controlPlane } = shape;
  const podCIDR = `20.${96 + (index >> 8)}.${index & 255}.0/24`;
  const resources = {
    cpu,
    memory,
    pods: String(pods),
    "ephemeral-storage": "50Gi",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
  };
  const condition = (type: string, status: string, why: readonly [string, string]): object => ({
    type,
    status,
    lastHeartbeatTime: timestamp(now),
    lastTransitionTime: timestamp(now),
    reason: why[0],
    message: why[1],
  });
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        ...(controlPlane
          ? {
              "node-role.kubernetes.io/control-plane": "",
              "node.kubernetes.io/exclude-from-external-load-balancers": "",
            }
          : {}),
      },
      annotations: {
        "node.alpha.kubernetes.io/ttl": "0",
        "volumes.kubernetes.io/controller-managed-attach-detach": "true",
      },
    },
    spec: {
      podCIDR,
      podCIDRs: [podCIDR],
      ...(controlPlane ? { taints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }] } : {}),
    },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        condition("MemoryPressure", "False", ["KubeletHasSufficientMemory", "kubelet has sufficient memory available"]),
        condition("DiskPressure", "False", ["KubeletHasNoDiskPressure", "kubelet has no disk pressure"]),
        condition("PIDPressure", "False", ["KubeletHasSufficientPID", "kubelet has sufficient PID available"]),
        condition("Ready", "True", ["KubeletReady", "kubelet is posting ready status"]),
      ],
      addresses: [
        { type: "InternalIP", address: `192.168.${56 + ((30 + index) >> 8)}.${(30 + index) & 255}` },
        { type: "Hostname", address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        machineID: "",
        systemUUID: "",
        bootID: "",
        kernelVersion: "6.1.0-podroom",
        osImage: "Podroom (simulated)",
        containerRuntimeVersion: "containerd://2.1.4",
        kubeletVersion: "v1.36.2",
        kubeProxyVersion: "",
        operatingSystem: "linux",
        architecture: "amd64",
      },
      images: [],
    },
  };
}
