/**
 * The stand-in for kubelets that the recordings were made with: nodes become Ready 300 ms after they are made, pods run
 * 500 ms after they are bound and go 300 ms after they are deleted. Pods labelled `manual` never start.
 */
import type { Node, Pod, PodCondition } from "../../protocol/kubernetes/index.ts";
import type { Cluster } from "../../simulation/cluster.ts";
import { LocalClient } from "../../simulation/controllerkit/LocalClient.ts";
import { microTimestamp, timestamp } from "../../simulation/runtime/time.ts";

const COMPONENT = "stand-in-kubelet";
const ANNOTATION = "kwok.x-k8s.io/node";
const RENEWAL = 10_000;
const REQUEST = 10;
const HOST_IP = "192.168.56.31";
const LEASES = "leases.coordination.k8s.io";

export class StandInKubelet {
  private readonly client: LocalClient;
  private addresses = 0;
  /** It does one thing after the other, by requests that take their time. */
  private freeAt = 0;

  constructor(private readonly cluster: Cluster) {
    const { runtime, store } = cluster;
    this.client = new LocalClient(cluster.api, "system:node:stand-in");
    runtime.register(COMPONENT, (key) => this.run(key));
    store.subscribe("nodes", ({ type, object }) => {
      if (type === "ADDED" && object.metadata.annotations?.[ANNOTATION])
        runtime.enqueue(COMPONENT, `node|${object.metadata.name}`, 300);
    });
    store.subscribe("pods", ({ type, object, previous }) => {
      const pod = object as Pod;
      const key = `${pod.metadata.namespace}|${pod.metadata.name}|${pod.metadata.uid}`;
      if (type === "DELETED" || !pod.spec.nodeName) return;
      if ((previous as Pod | undefined)?.spec.nodeName === undefined && !pod.metadata.labels?.manual)
        this.later(`start|${key}`, 500);
      if (pod.metadata.deletionTimestamp && !previous?.metadata.deletionTimestamp) this.later(`stop|${key}`, 300);
    });
  }

  private later(key: string, delay: number): void {
    const { runtime } = this.cluster;
    this.freeAt = Math.max(this.freeAt + REQUEST, runtime.now);
    runtime.schedule(COMPONENT, key, this.freeAt + delay);
  }

  private run(key: string): void {
    const [what, namespace = "", name = "", uid] = key.split("|");
    if (what === "node") this.nodeReady(namespace);
    else if (what === "lease") this.renew(namespace);
    else {
      const pod = this.cluster.store.get("pods", namespace, name) as Pod | undefined;
      if (pod?.metadata.uid !== uid || !pod) return;
      if (what === "start") this.start(pod);
      else this.client.delete("pods", namespace, name, { gracePeriodSeconds: 0 });
    }
  }

  private nodeReady(name: string): void {
    const node = this.cluster.store.get("nodes", "", name) as Node | undefined;
    if (!node) return;
    const now = timestamp(this.cluster.runtime.now);
    const condition = (type: string, status: string, reason: string, message: string) => ({
      type,
      status,
      lastHeartbeatTime: now,
      lastTransitionTime: now,
      reason,
      message,
    });
    this.client.updateStatus("nodes", {
      ...node,
      status: {
        ...node.status,
        conditions: [
          condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
          condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
          condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
          condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
        ],
        nodeInfo: {
          ...node.status?.nodeInfo,
          kernelVersion: "5.14.0",
          osImage: "Linux",
          containerRuntimeVersion: "containerd://2.1.4",
          kubeletVersion: "v1.36.2",
          operatingSystem: "linux",
          architecture: "amd64",
        },
      },
    } as Node);
    this.renew(name);
  }

  private renew(name: string): void {
    const { store, runtime } = this.cluster;
    // A node that is no longer its own goes silent.
    if (!store.get("nodes", "", name)?.metadata.annotations?.[ANNOTATION]) return;
    const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: microTimestamp(runtime.now) };
    const lease = store.get(LEASES, "kube-node-lease", name);
    if (lease) this.client.update(LEASES, { ...lease, spec });
    else
      this.client.create(LEASES, {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: { name, namespace: "kube-node-lease" },
        spec,
      });
    runtime.schedule(COMPONENT, `lease|${name}`, runtime.now + RENEWAL);
  }

  private start(pod: Pod): void {
    if (pod.metadata.deletionTimestamp) return;
    const now = timestamp(this.cluster.runtime.now);
    const podIP = `20.96.${8 + (this.addresses >> 8)}.${this.addresses++ & 255}`;
    const scheduled = (pod.status?.conditions ?? [])
      .filter(({ type }) => type === "PodScheduled")
      .map(({ observedGeneration: _, ...rest }) => rest as PodCondition);
    const condition = (type: string) => ({
      type,
      status: "True",
      lastProbeTime: null as unknown as string,
      lastTransitionTime: now,
    });
    this.client.updateStatus("pods", {
      ...pod,
      status: {
        ...pod.status,
        phase: "Running",
        conditions: [condition("Initialized"), condition("Ready"), condition("ContainersReady"), ...scheduled],
        hostIP: HOST_IP,
        hostIPs: [{ ip: HOST_IP }],
        podIP,
        podIPs: [{ ip: podIP }],
        startTime: now,
        containerStatuses: pod.spec.containers.map(({ name, image = "" }) => ({
          name,
          state: { running: { startedAt: now } },
          lastState: {},
          ready: true,
          restartCount: 0,
          image,
          imageID: "",
          started: true,
        })),
      },
    } as Pod);
  }
}
