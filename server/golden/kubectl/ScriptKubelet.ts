/**
 * The stand-in for kubelets of the live scripts: a pod runs 600 ms after it is bound, with addresses from .61 on in its
 * node's range, pods of Jobs succeed 2 s later, and deleted pods go after 300 ms. Nodes stay as they are, their Leases are
 * renewed.
 */
import type { Lease, Node, Pod } from "../../protocol/kubernetes/index.ts";
import type { Cluster } from "../../simulation/cluster.ts";
import { LocalClient } from "../../simulation/controllerkit/LocalClient.ts";
import { microTimestamp, timestamp } from "../../simulation/runtime/time.ts";

const COMPONENT = "script-kubelet";
const START = 600;
const SUCCESS = 2000;
const STOP = 300;
const RENEWAL = 10_000;
const LEASES = "leases.coordination.k8s.io";
const FIRST_ADDRESS = 61;

export class ScriptKubelet {
  private readonly client: LocalClient;
  private readonly addresses = new Map<string, number>();

  constructor(private readonly cluster: Cluster) {
    const { runtime, store } = cluster;
    this.client = new LocalClient(cluster.api, "system:node:script");
    runtime.register(COMPONENT, (key) => this.run(key));
    store.subscribe("pods", ({ type, object, previous }) => {
      const pod = object as Pod;
      const key = `${pod.metadata.namespace}|${pod.metadata.name}|${pod.metadata.uid}`;
      if (type === "DELETED" || !pod.spec.nodeName) return;
      if ((previous as Pod | undefined)?.spec.nodeName === undefined) runtime.enqueue(COMPONENT, `start|${key}`, START);
      if (pod.metadata.deletionTimestamp && !previous?.metadata.deletionTimestamp)
        runtime.enqueue(COMPONENT, `stop|${key}`, STOP);
    });
  }

  /** Renews the Leases there are, now and then every ten seconds. */
  renewLeases(): void {
    const { runtime, store } = this.cluster;
    for (const lease of [...store.list(LEASES, "kube-node-lease")] as Lease[])
      this.client.update(LEASES, {
        ...lease,
        spec: { ...lease.spec, renewTime: microTimestamp(runtime.now) },
      } as Lease);
    runtime.schedule(COMPONENT, "leases", runtime.now + RENEWAL);
  }

  private run(key: string): void {
    if (key === "leases") return this.renewLeases();
    const [what, namespace = "", name = "", uid] = key.split("|");
    const pod = this.cluster.store.get("pods", namespace, name) as Pod | undefined;
    if (!pod || pod.metadata.uid !== uid) return;
    if (what === "stop") this.client.delete("pods", namespace, name, { gracePeriodSeconds: 0 });
    else if (what === "start") this.start(pod, key);
    else this.succeed(pod);
  }

  private start(pod: Pod, key: string): void {
    if (pod.metadata.deletionTimestamp) return;
    const { runtime, store } = this.cluster;
    const node = store.get("nodes", "", pod.spec.nodeName ?? "") as Node | undefined;
    const range = (node?.spec?.podCIDR ?? "20.96.0.0/24").replace(/\.0\/\d+$/, "");
    const last = this.addresses.get(range) ?? FIRST_ADDRESS;
    this.addresses.set(range, last + 1);
    const podIP = `${range}.${last}`;
    const hostIP = node?.status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "";
    const now = timestamp(runtime.now);
    const condition = (type: string): object => ({
      type,
      status: "True",
      lastProbeTime: null,
      lastTransitionTime: now,
    });
    this.write(pod, {
      phase: "Running",
      conditions: [
        ...["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady"].map(condition),
        ...(pod.status?.conditions ?? []).filter(({ type }) => type === "PodScheduled"),
      ],
      hostIP,
      hostIPs: [{ ip: hostIP }],
      podIP,
      podIPs: [{ ip: podIP }],
      startTime: now,
      containerStatuses: this.containers(pod, { running: { startedAt: now } }, true),
    });
    if (pod.metadata.ownerReferences?.some(({ kind }) => kind === "Job"))
      runtime.enqueue(COMPONENT, key.replace(/^start/, "succeed"), SUCCESS);
  }

  private succeed(pod: Pod): void {
    const now = timestamp(this.cluster.runtime.now);
    const startedAt = pod.status?.startTime ?? now;
    const state = { terminated: { exitCode: 0, reason: "Completed", startedAt, finishedAt: now } };
    const ended = new Set(["Ready", "ContainersReady"]);
    this.write(pod, {
      phase: "Succeeded",
      conditions: (pod.status?.conditions ?? []).map((one) =>
        ended.has(one.type) ? { ...one, status: "False", reason: "PodCompleted", lastTransitionTime: now } : one,
      ),
      containerStatuses: this.containers(pod, state, false),
    });
  }

  private containers(pod: Pod, state: object, ready: boolean): object[] {
    return pod.spec.containers.map(({ name, image = "" }) => ({
      name,
      state,
      lastState: {},
      ready,
      restartCount: 0,
      image,
      imageID: "",
      started: ready,
    }));
  }

  private write(pod: Pod, status: object): void {
    this.client.updateStatus("pods", { ...pod, status: { ...pod.status, ...status } } as Pod);
  }
}
