/**
 * All kubelets of a cluster as one component: each pod on a node is a key, its life a handful of timed operations. Here
 * its parts are put together, and stands when a pod has a turn.
 *
 * Reading order: `records.ts` and `PodRecords.ts` (what is remembered), this file, `admitting.ts`, `PodWorker.ts` (what
 * happens in a turn), `startOrder.ts`, `ImagePulls.ts`, `Operations.ts`, `Launcher.ts` (processes), `ProgramSteps.ts`,
 * `Prober.ts`, `Stopper.ts`, `Reaper.ts` (ends), `StatusReporter.ts` (what is told). It meets scheduler and controllers
 * through objects only. Models kubernetes pkg/kubelet (syncPod, kuberuntime, pleg) in its observable effects.
 */
import type { Container, LifecycleHandler, Pod } from "../../protocol/kubernetes/index.ts";
import { cloneJson, equalJson } from "../api/json.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { Connections } from "../controllerkit/Connections.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { HttpRequest, HttpResponse, Processes } from "../controllerkit/Processes.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { admit } from "./admitting.ts";
import { ContainerLogs, type LogLine } from "./ContainerLogs.ts";
import { nextDue } from "./dueTimes.ts";
import { EvictionManager } from "./eviction/EvictionManager.ts";
import { Killer } from "./eviction/Killer.ts";
import { type HookResult, runHook } from "./hooks.ts";
import { ImagePulls } from "./ImagePulls.ts";
import { Launcher } from "./Launcher.ts";
import { toBytes } from "./machine/bytes.ts";
import type { MachineOwner } from "./machine/MachineOwner.ts";
import { Machines } from "./machine/Machines.ts";
import { NodeMachines } from "./machine/NodeMachines.ts";
import { Volumes } from "./machine/Volumes.ts";
import { NodeAgent } from "./NodeAgent.ts";
import { Operations } from "./Operations.ts";
import { PodAddresses } from "./PodAddresses.ts";
import { PodPorts } from "./PodPorts.ts";
import { COMPONENT, keyOf, PodRecords } from "./PodRecords.ts";
import { PodWorker } from "./PodWorker.ts";
import { Prober } from "./Prober.ts";
import { rearm } from "./probing.ts";
import { ProgramSteps } from "./ProgramSteps.ts";
import { Reaper } from "./Reaper.ts";
import type { PodRecord } from "./records.ts";
import { wishesOf } from "./resizing.ts";
import { StaticPods } from "./StaticPods.ts";
import { reportSoon, StatusReporter } from "./StatusReporter.ts";
import { Stopper } from "./Stopper.ts";
import { KubeletUsage } from "./usage/KubeletUsage.ts";
import { Meters } from "./usage/Meters.ts";

export interface KubeletOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
}

export class Kubelet implements Processes {
  readonly logs: ContainerLogs;
  readonly usage: KubeletUsage;
  readonly machines: Machines;
  readonly nodeMachines: NodeMachines;
  private readonly records: PodRecords;
  private readonly meters: Meters;
  private readonly volumes: Volumes;
  private readonly pulls: ImagePulls;
  private readonly killer: Killer;
  private readonly evictions: EvictionManager;
  private readonly ports: PodPorts;
  private readonly reaper: Reaper;
  private readonly reporter: StatusReporter;
  private readonly worker: PodWorker;
  private readonly nodes: NodeAgent;
  private readonly statics: StaticPods;

  constructor(private readonly options: KubeletOptions) {
    const { runtime, store } = options;
    this.records = new PodRecords(options);
    this.logs = new ContainerLogs(runtime);
    this.pulls = new ImagePulls(options);
    this.meters = new Meters(runtime);
    this.usage = new KubeletUsage({ runtime, store, meters: this.meters });
    this.volumes = new Volumes(options);
    const { records, logs, pulls, meters, usage, volumes } = this;
    this.machines = new Machines({ runtime, store, logs, meters, usage, volumes, owner: this.owner() });
    const { machines } = this;
    volumes.onUpdate = (uid) => this.volumesChanged(uid);
    logs.pending = (id) => this.pendingLines(id);
    this.killer = new Killer({
      ...options,
      meters,
      machines,
      change: (pod, work) => records.change(pod, work),
      exit: (pod, record, end) => this.reaper.exit(pod, record, end),
    });
    const { killer } = this;
    this.nodeMachines = new NodeMachines({
      runtime,
      store,
      meters,
      record: (uid) => records.get(uid),
      signal: (pod, name, number) => killer.signal(pod, name, number),
      changed: (node) => this.evictions.memoryChanged(node),
      written: (node) => this.statics.check(node),
    });
    const hostMemory = (node: string): number => this.nodeMachines.memory(node);
    this.evictions = new EvictionManager({ ...options, machines, volumes, killer, hostMemory });
    const launcher = new Launcher({ ...options, meters, usage, machines, volumes }, logs);
    const ports = new PodPorts({ runtime, records, machines, launcher });
    this.ports = ports;
    const reporter = new StatusReporter(options);
    this.reporter = reporter;
    const hook = (handler: LifecycleHandler, at: { readonly pod: Pod; readonly spec: Container }): HookResult =>
      runHook(handler, at, { machines, ports });
    const stopper = new Stopper({ ...options, pulls, machines, reporter, hook });
    const reaper = new Reaper({ runtime, logs, machines, meters, launcher, stopper });
    this.reaper = reaper;
    const steps = new ProgramSteps({ runtime, logs, machines, pulls, launcher, reaper });
    const prober = new Prober({ ...options, machines, ports, stopper });
    const addresses = new PodAddresses(runtime, store);
    const operations = new Operations({ ...options, addresses, pulls, launcher, steps, reaper, stopper, hook });
    const parts = { machines, meters, pulls, steps, operations, prober, reaper, stopper, reporter };
    this.worker = new PodWorker({ ...options, records, ...parts });
    this.nodes = new NodeAgent({ ...options, resume: (node, rebooted) => this.resume(node, rebooted) });
    this.statics = new StaticPods({
      ...options,
      files: (node) => volumes.nodeTree(node),
      isSilent: (node) => this.nodes.isSilent(node),
    });
    runtime.register(COMPONENT, (key) => this.sync(key));
    store.subscribe("pods", (event) => this.note(event));
  }

  /** What becomes of a pod when something happens in one of its machines. */
  private owner(): MachineOwner {
    const { records } = this;
    const { runtime } = this.options;
    return {
      record: (uid) => records.get(uid),
      ended: (pod, name, end) => this.killer.kill(pod, name, end),
      levelled: (pod) => this.evictions.memoryChanged(pod.spec.nodeName ?? ""),
      touched: (pod, name) => {
        records.change(pod, (record) => rearm(pod, record, { name, now: runtime.now }));
        this.evictions.filesChanged(pod);
      },
      signalled: (pod, name, number) => this.killer.signalServer(pod, name, number),
    };
  }

  private volumesChanged(uid: string): void {
    const record = this.records.stored(uid);
    const pod = record && this.records.podOf(uid, record);
    if (!pod) return;
    const { now } = this.options.runtime;
    this.records.change(pod, (open) => {
      for (const name of Object.keys(open.containers)) rearm(pod, open, { name, now });
    });
  }

  private pendingLines(id: string): readonly LogLine[] {
    const [uid = "", name = ""] = id.split("/");
    const record = this.records.get(uid);
    const pod = record && this.records.podOf(uid, record);
    return pod ? this.machines.pendingLines(pod, name) : [];
  }

  /** Gives containers and nodes the network. */
  connect(connections: Connections): void {
    this.machines.connections = connections;
    this.nodeMachines.connections = connections;
  }

  /** Looks at a pod only when something a kubelet acts on changed; its own status writes do not count. */
  private note({ type, object, previous }: StoreEvent): void {
    const { runtime } = this.options;
    const { records } = this;
    const pod = object as Pod;
    const before = previous as Pod | undefined;
    if (!pod.spec.nodeName) return;
    if (type === "DELETED" && records.stored(pod.metadata.uid)?.mirror) this.statics.check(pod.spec.nodeName);
    const changed =
      type !== "MODIFIED" ||
      before?.spec !== pod.spec ||
      before.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp;
    const record = before && before.spec !== pod.spec ? records.stored(pod.metadata.uid) : undefined;
    // The first resize: what it had so far is what it has until its node agrees.
    if (record && before && !record.allocated && !equalJson(wishesOf(before), wishesOf(pod)))
      records.store({ ...record, allocated: wishesOf(before) });
    // The status tells which spec it is about, and how gates that others open stand.
    if (before && (before.spec !== pod.spec || !equalJson(gatesOf(before), gatesOf(pod))))
      records.change(pod, (open) => reportSoon(open, runtime.now));
    if (changed) runtime.enqueue(COMPONENT, keyOf(pod));
  }

  private sync(key: string): void {
    const { runtime, store } = this.options;
    const { records, statics } = this;
    const [namespace = "", name = "", uid = ""] = key.split("/");
    const pod = store.get("pods", namespace, name) as Pod | undefined;
    if (pod?.metadata.uid !== uid) return this.renewMirror(uid) ? undefined : this.forget(uid);
    if (this.nodes.isSilent(pod.spec.nodeName ?? "")) return;
    if (pod.metadata.deletionTimestamp && this.renewMirror(uid)) return;
    const known = records.stored(uid);
    const record = known ? cloneJson(known) : admit(pod, { ...this.options, records, statics });
    if (!record) return;
    records.work(record, () => {
      if (!record.failed) this.worker.work(pod, record);
      if (record.statusAt !== undefined && record.statusAt <= runtime.now && record.operation?.kind !== "hook")
        this.reporter.report(pod, record);
    });
    const due = nextDue(pod, record, runtime.now);
    if (due !== undefined && store.get("pods", namespace, name)?.metadata.uid === uid)
      runtime.schedule(COMPONENT, key, Math.max(due, runtime.now));
  }

  /** Puts another mirror in the place of a static pod's that is going or gone; false where there is to be none. */
  private renewMirror(uid: string): boolean {
    const { runtime } = this.options;
    const { records, machines } = this;
    const record = records.stored(uid);
    const mirror = record?.mirror && !record.failed && !record.stopping ? this.statics.renew(record) : undefined;
    if (!record || !mirror) return false;
    const next = { ...record, uid: mirror.metadata.uid, statusAt: runtime.now };
    records.delete(uid);
    records.store(next);
    // Their timers are told by the pod's new name.
    for (const name of Object.keys(next.containers))
      if (machines.has(next.uid, name)) machines.use(mirror, name, () => {});
    runtime.enqueue(COMPONENT, keyOf(mirror));
    return true;
  }

  /** Puts files on a node's disk, by path, as whoever set it up did. */
  writeNodeFiles(node: string, files: { readonly [path: string]: string }): void {
    const tree = this.volumes.nodeTree(node);
    for (const [path, text] of Object.entries(files))
      tree.put?.(path, { type: "f", mode: 0o600, data: toBytes(text), mtime: this.options.runtime.now });
    this.statics.check(node);
  }

  private forget(uid: string): void {
    const record = this.records.stored(uid);
    if (!record) return;
    if (record.operation?.kind === "pull") this.pulls.cancel(record.node, record.operation);
    for (const name of Object.keys(record.containers)) {
      this.logs.forget(`${uid}/${name}`);
      this.meters.stop(`${uid}/${name}`);
      this.machines.stop(uid, name);
    }
    this.volumes.forget(uid);
    this.records.delete(uid);
  }

  /** Ends a container's process; false when none runs. */
  kill(podUid: string, name: string): boolean {
    const known = this.records.stored(podUid);
    const pod = known && this.records.podOf(podUid, known);
    if (!pod || known.containers[name]?.phase !== "running" || this.nodes.isSilent(known.node)) return false;
    this.killer.kill(pod, name, { code: 137 });
    return true;
  }

  /** A node's kubelet works again: it looks at all its pods; what ran before a reboot has ended. */
  private resume(node: string, rebooted: boolean): void {
    const { store, runtime } = this.options;
    this.statics.check(node);
    for (const pod of [...(store.byIndex("pods", "node", node) as Iterable<Pod>)]) {
      runtime.enqueue(COMPONENT, keyOf(pod));
      this.records.change(pod, (record) => {
        if (rebooted && !record.failed) this.reboot(pod, record);
        record.statusAt = runtime.now;
      });
    }
  }

  private reboot(pod: Pod, record: PodRecord): void {
    const { runtime, recorder } = this.options;
    const running = Object.entries(record.containers).filter(([, { phase }]) => phase === "running");
    if (running.length === 0) return;
    for (const [name, container] of running)
      this.reaper.exit(pod, record, { name, container, code: 255, reason: "Unknown" });
    delete record.ip;
    record.operation = { kind: "sandbox", container: "", began: runtime.now, due: runtime.now + 1000 };
    const message = "Pod sandbox changed, it will be killed and re-created.";
    recorder.event(pod, "Normal", { reason: "SandboxChanged", message }, { host: record.node });
  }

  listener(podUid: string, port: number): string | undefined {
    return this.ports.listener(podUid, port);
  }

  http(podUid: string, request: HttpRequest): HttpResponse | undefined {
    return this.ports.http(podUid, request);
  }
}

/** How the conditions stand that a pod's readiness waits for, which others write. */
const gatesOf = ({ spec, status }: Pod): readonly (string | undefined)[] =>
  (spec.readinessGates ?? []).map(
    ({ conditionType }) => status?.conditions?.find(({ type }) => type === conditionType)?.status,
  );
