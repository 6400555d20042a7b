/**
 * All kubelets of a cluster as one component: each pod on a node is a key, its life a handful of timed operations.
 *
 * Reading order: `records.ts` (what is remembered), this file (what happens when), `startOrder.ts`, `ImagePulls.ts`,
 * `Launcher.ts` (processes), `probing.ts`, `Stopper.ts`, `podStatus.ts` (what is told). It meets scheduler and controllers through objects only.
 * Models kubernetes pkg/kubelet (syncPod, kuberuntime, pleg) in its observable effects.
 */
import type { Container, LifecycleHandler, Node, Pod } from "../../protocol/kubernetes/index.ts";
import { cloneJson, equalJson } from "../api/json.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { HttpRequest, HttpResponse, Processes } from "../controllerkit/Processes.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { tell } from "./containerEvents.ts";
import { tellResize } from "./resizeEvents.ts";
import { resize, wishesOf } from "./resizing.ts";
import { healthOf } from "./grpcHealth.ts";
import { ContainerLogs } from "./ContainerLogs.ts";
import { nextDue, nextListing } from "./dueTimes.ts";
import { type HookResult, runHook } from "./hooks.ts";
import { ImagePulls } from "./ImagePulls.ts";
import { Launcher } from "./Launcher.ts";
import type { Connections } from "../controllerkit/Connections.ts";
import { DiskPressure } from "./eviction/DiskPressure.ts";
import { LocalStorage } from "./eviction/LocalStorage.ts";
import { NodePressure } from "./eviction/NodePressure.ts";
import { Killer } from "./eviction/Killer.ts";
import { NodeMachines } from "./machine/NodeMachines.ts";
import { execFailure } from "./execProbe.ts";
import { Machines } from "./machine/Machines.ts";
import { toBytes } from "./machine/bytes.ts";
import { Volumes } from "./machine/Volumes.ts";
import { NodeAgent } from "./NodeAgent.ts";
import { mountProblem } from "./mounting.ts";
import { refusalOf } from "./nodeFit.ts";
import { PodAddresses } from "./PodAddresses.ts";
import { allContainers, isEphemeral, isSidecar, mainsAreOver, phaseOf, podStatusOf, restarts } from "./podStatus.ts";
import { armProbes, rearmProbes, runProbes } from "./probing.ts";
import { type ContainerRecord, listenerOf, newContainer, type Operation, type PodRecord } from "./records.ts";
import { terminationMessage } from "./terminationMessage.ts";
import { beginAnew } from "./restartAll.ts";
import { restartsAll } from "./restartRules.ts";
import { StaticPods } from "./StaticPods.ts";
import { nextToStart } from "./startOrder.ts";
import { graceOf, Stopper } from "./Stopper.ts";
import { KubeletUsage } from "./usage/KubeletUsage.ts";
import { Meters } from "./usage/Meters.ts";

const COMPONENT = "kubelet";
const LONGEST_MOUNT_DELAY = 122_000;

export interface KubeletOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
}

export class Kubelet implements Processes {
  readonly logs: ContainerLogs;
  readonly usage: KubeletUsage;
  private readonly meters: Meters;
  readonly machines: Machines;
  readonly nodeMachines: NodeMachines;
  private readonly pressure: NodePressure;
  private readonly localStorage: LocalStorage;
  private readonly disk: DiskPressure;
  private readonly killer: Killer;
  private readonly volumes: Volumes;
  /** Records being worked on: they count before those that are stored. */
  private readonly open = new Map<string, PodRecord>();
  private inProbe = false;
  private readonly pulls: ImagePulls;
  private readonly launcher: Launcher;
  private readonly stopper: Stopper;
  private readonly addresses: PodAddresses;
  private readonly nodes: NodeAgent;
  private readonly statics: StaticPods;

  constructor(private readonly options: KubeletOptions) {
    const { runtime, store } = options;
    this.logs = new ContainerLogs(runtime);
    this.pulls = new ImagePulls(options);
    this.meters = new Meters(runtime);
    this.usage = new KubeletUsage({ runtime, store, meters: this.meters });
    this.volumes = new Volumes(options);
    this.machines = new Machines({
      runtime,
      store,
      logs: this.logs,
      meters: this.meters,
      usage: this.usage,
      volumes: this.volumes,
      owner: {
        record: (uid) => this.open.get(uid) ?? this.records.get(uid),
        ended: (pod, name, { code, reason }) =>
          this.change(pod, (record) => {
            const container = record.containers[name];
            if (container?.phase === "running") this.exit(pod, record, { name, container, code, reason });
          }),
        levelled: (pod) => this.pressure.check(pod.spec.nodeName ?? ""),
        touched: (pod, name) => {
          this.change(pod, (record) => this.rearm(pod, record, name));
          this.localStorage.check(pod);
          this.disk.check(pod);
        },
        signalled: (pod, name, number) =>
          this.change(pod, (record) => {
            const container = record.containers[name];
            const reaction = container?.program?.onTerm;
            const at = this.options.runtime.now;
            if (container && reaction && reaction !== "ignored" && (number === 15 || number === 3))
              container.kill ??= { at: at + reaction.after, code: reaction.exit };
          }),
      },
    });
    this.volumes.onUpdate = (uid) => {
      const record = this.records.get(uid);
      const pod = record && this.podOf(uid, record);
      if (!pod) return;
      this.change(pod, (open) => {
        for (const name of Object.keys(open.containers)) this.rearm(pod, open, name);
      });
    };
    this.logs.pending = (id) => {
      const [uid = "", name = ""] = id.split("/");
      const record = this.open.get(uid) ?? this.records.get(uid);
      const pod = record && this.podOf(uid, record);
      return pod ? this.machines.pendingLines(pod, name) : [];
    };
    this.killer = new Killer({
      ...options,
      meters: this.meters,
      machines: this.machines,
      change: (pod, work) => this.change(pod, work),
      exit: (pod, record, end) => this.exit(pod, record, end),
    });
    this.nodeMachines = new NodeMachines({
      runtime,
      store,
      meters: this.meters,
      record: (uid) => this.open.get(uid) ?? this.records.get(uid),
      signal: (pod, name, number) => this.killer.signal(pod, name, number),
      changed: (node) => this.pressure.check(node),
      written: (node) => this.statics.check(node),
    });
    this.pressure = new NodePressure({
      ...options,
      heldOn: (node) => this.killer.heldOn(node),
      totalOn: (node) => this.killer.totalOn(node),
      hostMemory: (node) => this.nodeMachines.memory(node),
      evict: (pod, eviction) => this.killer.evict(pod, eviction),
      kill: (pod, name) => this.killer.kill(pod, name, { code: 137, reason: "OOMKilled" }),
    });
    this.disk = new DiskPressure({
      ...options,
      volumes: this.volumes,
      machines: this.machines,
      evict: (pod, eviction) => this.killer.evict(pod, eviction),
    });
    this.localStorage = new LocalStorage({
      runtime,
      store,
      volumes: this.volumes,
      machines: this.machines,
      evict: (pod, eviction) => this.killer.evict(pod, eviction),
    });
    this.launcher = new Launcher(
      { ...options, meters: this.meters, usage: this.usage, machines: () => this.machines, volumes: this.volumes },
      this.logs,
    );
    this.stopper = new Stopper({
      ...options,
      pulls: this.pulls,
      report: (pod, record) => this.report(pod, record),
      signal: (pod, container) => this.signal(pod, container),
      hook: (handler, at) => this.hook(handler, at),
    });
    this.addresses = new PodAddresses(runtime, store);
    this.nodes = new NodeAgent({ ...options, resume: (node, rebooted) => this.resume(node, rebooted) });
    this.statics = new StaticPods({
      ...options,
      files: (node) => this.volumes.nodeTree(node),
      isSilent: (node) => this.nodes.isSilent(node),
    });
    runtime.register(COMPONENT, (key) => this.sync(key));
    store.subscribe("pods", (event) => this.note(event));
  }

  /** TERM to process 1 of a container. */
  private signal(pod: Pod, container: string): void {
    if (this.machines.has(pod.metadata.uid, container))
      this.machines.use(pod, container, (machine) => machine.signal(1, 15));
  }

  private hook(handler: LifecycleHandler, at: { readonly pod: Pod; readonly spec: Container }): HookResult {
    return runHook(handler, at, {
      machines: this.machines,
      http: (uid, request) => this.http(uid, request),
      isListening: (uid, port) => this.listener(uid, port) !== undefined,
    });
  }

  /** Gives containers and nodes the network. */
  connect(connections: Connections): void {
    this.machines.connections = connections;
    this.nodeMachines.connections = connections;
  }

  /** Looks at a pod only when something a kubelet acts on changed; its own status writes do not count. */
  private note({ type, object, previous }: StoreEvent): void {
    const pod = object as Pod;
    const before = previous as Pod | undefined;
    if (!pod.spec.nodeName) return;
    if (type === "DELETED" && this.records.get(pod.metadata.uid)?.mirror) this.statics.check(pod.spec.nodeName);
    const changed =
      type !== "MODIFIED" ||
      before?.spec !== pod.spec ||
      before.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp;
    const record = before && before.spec !== pod.spec ? this.records.get(pod.metadata.uid) : undefined;
    // The first resize: what it had so far is what it has until its node agrees.
    if (record && before && !record.allocated && !equalJson(wishesOf(before), wishesOf(pod)))
      this.records.set(pod.metadata.uid, { ...record, allocated: wishesOf(before) });
    // The status tells which spec it is about, and how gates that others open stand.
    if (before && (before.spec !== pod.spec || !equalJson(gatesOf(before), gatesOf(pod))))
      this.change(pod, (open) => this.dirty(open));
    if (changed) this.options.runtime.enqueue(COMPONENT, keyOf(pod));
  }

  private get records(): Map<string, PodRecord> {
    return this.options.runtime.state<PodRecord>("pods-on-nodes");
  }

  private sync(key: string): void {
    const { runtime, store } = this.options;
    const [namespace = "", name = "", uid = ""] = key.split("/");
    const pod = store.get("pods", namespace, name) as Pod | undefined;
    if (pod?.metadata.uid !== uid) return this.renewMirror(uid) ? undefined : this.forget(uid);
    if (this.nodes.isSilent(pod.spec.nodeName ?? "")) return;
    if (pod.metadata.deletionTimestamp && this.renewMirror(uid)) return;
    const known = this.records.get(uid);
    const record = known ? cloneJson(known) : this.admit(pod);
    if (!record) return;
    this.open.set(uid, record);
    try {
      if (!record.failed) this.work(pod, record);
      if (record.statusAt !== undefined && record.statusAt <= runtime.now && record.operation?.kind !== "hook")
        this.report(pod, record);
    } finally {
      this.open.delete(uid);
    }
    this.records.set(uid, record);
    const due = nextDue(pod, record, this.options.runtime.now);
    if (due !== undefined && store.get("pods", namespace, name)?.metadata.uid === uid)
      runtime.schedule(COMPONENT, key, Math.max(due, runtime.now));
  }

  /** Puts another mirror in the place of a static pod's that is going or gone; false where there is to be none. */
  private renewMirror(uid: string): boolean {
    const { runtime } = this.options;
    const record = this.records.get(uid);
    const mirror = record?.mirror && !record.failed && !record.stopping ? this.statics.renew(record) : undefined;
    if (!record || !mirror) return false;
    const next = { ...record, uid: mirror.metadata.uid, statusAt: runtime.now };
    this.records.delete(uid);
    this.records.set(next.uid, next);
    // Their timers are told by the pod's new name.
    for (const name of Object.keys(next.containers))
      if (this.machines.has(next.uid, name)) this.machines.use(mirror, name, () => {});
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
    const record = this.records.get(uid);
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

  /** Takes a pod bound to an existing node; refuses one that was put where it does not fit. */
  private admit(pod: Pod): PodRecord | undefined {
    const { runtime, recorder } = this.options;
    const node = this.nodeOf(pod);
    if (!node || pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") return undefined;
    const mirror = this.statics.mirrorOf(pod);
    const record: PodRecord = {
      uid: pod.metadata.uid,
      node: node.metadata.name,
      startTime: runtime.now,
      ...(mirror ? { mirror } : {}),
      containers: {},
      statusAt: runtime.now,
    };
    const refusal = refusalOf(pod, node, { store: this.options.store, isAdmitted: (uid) => this.isAdmitted(uid) });
    if (refusal) {
      recorder.event(pod, "Warning", refusal, { host: node.metadata.name });
      return { ...record, failed: { reason: refusal.reason, message: `Pod was rejected: ${refusal.message}` } };
    }
    const waiting = (pod.spec.initContainers ?? []).length > 0 ? "PodInitializing" : "ContainerCreating";
    for (const container of allContainers(pod)) record.containers[container.name] = newContainer(waiting);
    record.operation = {
      kind: "sandbox",
      container: "",
      began: runtime.now,
      due: runtime.now + 300 + runtime.random.int(400),
    };
    return record;
  }

  private isAdmitted(uid: string): boolean {
    const record = this.records.get(uid);
    return record !== undefined && !record.failed;
  }

  /** All that is due for a pod now. */
  private work(pod: Pod, record: PodRecord): void {
    const { runtime } = this.options;
    for (const [name, container] of Object.entries(record.containers))
      this.runProgram(pod, record, { name, container });
    if (pod.metadata.deletionTimestamp) {
      this.stopper.stop(pod, record);
      return this.askProbes(pod, record);
    }
    if (record.anewAt !== undefined && record.anewAt <= runtime.now) this.beginAnew(pod, record);
    this.stopper.checkDeadline(pod, record);
    if (record.ending) {
      this.stopper.end(pod, record, record.ending);
      return this.askProbes(pod, record);
    }
    this.stopper.stopSidecars(pod, record);
    this.resize(pod, record);
    this.askProbes(pod, record);
    if (record.operation && record.operation.due <= runtime.now) this.complete(pod, record);
    if (!record.operation) this.startNext(pod, record);
  }

  private askProbes(pod: Pod, record: PodRecord): void {
    const { runtime } = this.options;
    for (const spec of allContainers(pod)) {
      const container =
        record.containers[spec.name] ?? (record.containers[spec.name] = newContainer("ContainerCreating"));
      if (container.phase !== "running") continue;
      const outcome = runProbes(spec, container, {
        pod,
        record,
        runtime,
        recorder: this.options.recorder,
        http: (request) => this.probe(() => this.http(pod.metadata.uid, request)),
        isListening: (port) => this.listener(pod.metadata.uid, port) !== undefined,
        health: (port) => {
          const name = this.listener(record.uid, port);
          return name === undefined ? undefined : healthOf(this.machines, { pod, record, name, port });
        },
        exec: (spec, command, timeout) => this.probe(() => execFailure(this.machines, { pod, spec, command, timeout })),
      });
      if (outcome.changed) record.statusAt = runtime.now;
      if (outcome.kill) this.stopper.terminate(pod, spec, { container, grace: outcome.kill.grace });
    }
  }

  /** What a probe does changes nothing that it would have to look at again. */
  private probe<T>(ask: () => T): T {
    this.inProbe = true;
    try {
      return ask();
    } finally {
      this.inProbe = false;
    }
  }

  /** A pod that asks for other resources than it has gets them, or is told why not. */
  private resize(pod: Pod, record: PodRecord): void {
    const { allocated } = record;
    // Until the first change a record holds nothing: what the spec asks for is what the pod has.
    if (!allocated) return;
    const before = record.resize?.message;
    const again = resize(pod, record, {
      store: this.options.store,
      node: this.nodeOf(pod),
      isAdmitted: (uid) => this.isAdmitted(uid),
      held: (name) => this.meters.get(`${record.uid}/${name}`)?.memory ?? 0,
    });
    if (record.allocated === allocated && before === record.resize?.message) return;
    record.statusAt = this.options.runtime.now;
    tellResize(this.options.recorder, pod, { record, before: allocated });
    for (const name of again) {
      const container = record.containers[name];
      if (container?.phase === "running") this.exit(pod, record, { name, container, code: 137 });
    }
    // Other limits: other throttling.
    for (const { name } of allContainers(pod))
      if (this.machines.has(record.uid, name)) this.machines.use(pod, name, () => {});
  }

  private complete(pod: Pod, record: PodRecord): void {
    const { runtime } = this.options;
    const operation = record.operation;
    delete record.operation;
    if (!operation) return;
    if (operation.kind === "sandbox") {
      const problem = mountProblem(pod, this.options.store);
      if (problem) return this.waitForMount(pod, record, problem);
      record.ip = pod.spec.hostNetwork ? this.hostIP(pod) : this.addresses.allocate(record.node);
      return;
    }
    const spec = allContainers(pod).find(({ name }) => name === operation.container);
    const container = record.containers[operation.container];
    if (!spec || !container) return;
    if (operation.kind === "hook") return this.afterHook(pod, record, operation);
    if (operation.kind === "pull") {
      const pulled = this.pulls.finish(pod, spec, { container, operation });
      if (pulled)
        record.operation = {
          kind: "create",
          container: spec.name,
          began: runtime.now,
          due: runtime.now + 40 + runtime.random.int(60),
        };
      else this.dirty(record);
      return;
    }
    const launched = this.launcher.launch(pod, spec, { container, record });
    if (typeof launched === "string") {
      container.trouble = { reason: "RunContainerError", message: launched };
      this.exit(pod, record, { name: spec.name, container, code: 128, reason: "StartError", message: launched });
    } else if (launched) {
      delete container.trouble;
      this.runProgram(pod, record, { name: spec.name, container });
      const handler = spec.lifecycle?.postStart;
      if (handler && container.phase === "running") {
        const { took, problem } = this.hook(handler, { pod, spec });
        // Until the hook is done the kubelet does and tells nothing else of the pod.
        container.probes = {};
        record.operation = {
          kind: "hook",
          container: spec.name,
          began: runtime.now,
          due: runtime.now + took,
          ...(problem === undefined ? {} : { problem }),
        };
      }
    }
    this.dirty(record);
  }

  /** A postStart hook is over: one that failed takes its container with it. */
  private afterHook(pod: Pod, record: PodRecord, { container: name, problem }: Operation): void {
    const container = record.containers[name];
    if (container?.phase !== "running") return;
    const spec = allContainers(pod).find((candidate) => candidate.name === name) as Container;
    const { recorder, runtime } = this.options;
    if (problem === undefined)
      return armProbes(spec, container, { runtime, seenAt: nextListing(record.node, runtime.now) });
    container.trouble = { reason: "PostStartHookError", message: problem };
    tell(recorder, pod, spec, { type: "Warning", reason: "FailedPostStartHook", message: "PostStartHook failed" });
    tell(recorder, pod, spec, { reason: "Killing", message: "FailedPostStartHook" });
    this.stopper.terminate(pod, spec, { container, grace: graceOf(pod) });
    const { kill } = container as ContainerRecord;
    // The kubelet waits for its end.
    if (kill) record.operation = { kind: "hook", container: name, began: runtime.now, due: kill.at };
  }

  /** A rule starts the whole pod again: it is told, then all that runs is killed without grace. */
  private beginAnew(pod: Pod, record: PodRecord): void {
    this.report(pod, record);
    if (record.operation?.kind === "pull") this.pulls.cancel(record.node, record.operation);
    delete record.operation;
    for (const spec of allContainers(pod)) {
      const container = record.containers[spec.name];
      if (container?.phase !== "running" || isEphemeral(pod, spec.name)) continue;
      tell(this.options.recorder, pod, spec, { reason: "Killing", message: "killing" });
      this.exit(pod, record, { name: spec.name, container, code: 137 });
    }
    beginAnew(pod, record);
    delete record.anewAt;
    record.statusAt = this.options.runtime.now;
  }

  /** Changes a pod's record from outside of its own turn. */
  private change(pod: Pod, work: (record: PodRecord) => void): void {
    const { uid } = pod.metadata;
    const open = this.open.get(uid);
    if (open) return work(open);
    const stored = this.records.get(uid);
    if (!stored) return;
    const record = cloneJson(stored);
    this.open.set(uid, record);
    try {
      work(record);
    } finally {
      this.open.delete(uid);
    }
    this.records.set(uid, record);
    const { runtime } = this.options;
    const due = nextDue(pod, record, runtime.now);
    if (due !== undefined) runtime.enqueue(COMPONENT, keyOf(pod), Math.max(0, due - runtime.now));
  }

  private rearm(pod: Pod, record: PodRecord, name: string): void {
    const container = record.containers[name];
    if (container?.phase === "running") rearmProbes(pod, container, { name, now: this.options.runtime.now });
  }

  /** What a volume needs is not there: tried again after half a second, then later and later. */
  private waitForMount(pod: Pod, record: PodRecord, message: string): void {
    const { now } = this.options.runtime;
    this.options.recorder.event(pod, "Warning", { reason: "FailedMount", message }, { host: record.node });
    record.mountDelay = Math.min((record.mountDelay ?? 250) * 2, LONGEST_MOUNT_DELAY);
    record.operation = { kind: "sandbox", container: "", began: now, due: now + record.mountDelay };
  }

  /** Starts the one container whose turn it is. */
  private startNext(pod: Pod, record: PodRecord): void {
    if (record.ip === undefined || record.anewAt !== undefined) return;
    const spec = nextToStart(pod, record, this.options.runtime.now);
    if (!spec) return;
    const container = record.containers[spec.name] as ContainerRecord;
    record.operation = this.pulls.begin(pod, spec, container);
    if (!record.operation) {
      this.dirty(record);
      this.startNext(pod, record);
    }
  }

  /** Steps of a running program that are due: lines, files, its end; and the end that a signal brings. */
  private runProgram(
    pod: Pod,
    record: PodRecord,
    { name, container }: { readonly name: string; readonly container: ContainerRecord },
  ): void {
    const { runtime } = this.options;
    if (container.flipAt !== undefined && container.flipAt <= runtime.now) {
      this.pulls.backOff(pod, name, container);
      this.dirty(record);
    }
    if (container.termAt !== undefined && container.termAt <= runtime.now && container.phase === "running") {
      delete container.termAt;
      this.signal(pod, name);
    }
    while (container.phase === "running" && container.program) {
      const step = container.program.steps?.[container.step];
      const due = step ? (container.startedAt ?? 0) + step.after : Number.POSITIVE_INFINITY;
      if (container.kill && container.kill.at <= Math.min(due, runtime.now)) {
        this.exit(pod, record, { name, container, code: container.kill.code });
        return;
      }
      if (!step || due > runtime.now) return;
      container.step++;
      if (step.log !== undefined) this.logs.append(`${record.uid}/${name}`, this.launcher.expand(step.log));
      if (step.listen) container.program = { ...container.program, listens: step.listen };
      if (step.state !== undefined) container.program = { ...container.program, state: step.state };
      if (step.write !== undefined) container.files = [...container.files, step.write];
      if (step.remove !== undefined) container.files = container.files.filter((file) => file !== step.remove);
      if (step.write !== undefined || step.remove !== undefined || step.listen || step.state !== undefined)
        rearmProbes(pod, container, { name, now: runtime.now });
      if (step.exit !== undefined) this.exit(pod, record, { name, container, code: step.exit, reason: step.reason });
    }
  }

  private exit(
    pod: Pod,
    record: PodRecord,
    {
      name,
      container,
      code,
      reason,
      message: given,
    }: {
      readonly name: string;
      readonly container: ContainerRecord;
      readonly code: number;
      readonly reason?: string | undefined;
      readonly message?: string | undefined;
    },
  ): void {
    const { runtime } = this.options;
    this.machines.wakeUp(pod, name);
    if (container.phase !== "running") return;
    const spec = allContainers(pod).find((candidate) => candidate.name === name);
    const message =
      given ??
      (spec &&
        terminationMessage(spec, {
          code,
          file: this.machines.message(record.uid, name),
          log: () => this.logs.lines(`${record.uid}/${name}`, false) ?? [],
        }));
    container.ended = {
      exitCode: code,
      reason: reason ?? (code === 0 ? "Completed" : "Error"),
      startedAt: container.startedAt ?? runtime.now,
      finishedAt: runtime.now,
      containerId: container.containerId ?? "",
      ...(message === undefined ? {} : { message }),
    };
    container.phase = "exited";
    if (record.operation?.kind === "hook" && record.operation.container === name) delete record.operation;
    this.machines.stop(record.uid, name);
    delete container.env;
    this.meters.stop(`${record.uid}/${name}`);
    const sidecarOrInit = (pod.spec.initContainers ?? []).find((spec) => spec.name === name);
    container.ready = sidecarOrInit !== undefined && !isSidecar(sidecarOrInit) && code === 0;
    container.started = false;
    container.probes = {};
    delete container.kill;
    delete container.graceEnd;
    delete container.turn;
    delete container.termAt;
    delete container.program;
    const again = isEphemeral(pod, name)
      ? false
      : sidecarOrInit
        ? (isSidecar(sidecarOrInit) && !mainsAreOver(pod, record)) ||
          (code !== 0 && restarts(pod, sidecarOrInit, container.ended))
        : restarts(pod, pod.spec.containers.find((spec) => spec.name === name) as Container, container.ended);
    if (spec && restartsAll(spec, code) && !isEphemeral(pod, name) && !record.stopping && !record.ending) {
      record.anewAt ??= nextListing(record.node, runtime.now);
      return this.dirty(record);
    }
    if (!again) delete container.trouble;
    if (again && !pod.metadata.deletionTimestamp && !record.ending)
      this.launcher.scheduleRestart(pod, name, {
        container,
        noticedAt: nextListing(record.node, this.options.runtime.now),
      });
    this.stopper.next(pod, record);
    this.dirty(record);
  }

  /** Writes the status as the records have it. */
  private report(pod: Pod, record: PodRecord): void {
    const { runtime, client, store } = this.options;
    delete record.statusAt;
    for (const spec of allContainers(pod)) {
      const container = record.containers[spec.name];
      if (container?.phase === "running" && !spec.readinessProbe && container.started) container.ready = true;
    }
    const current = store.get("pods", pod.metadata.namespace ?? "", pod.metadata.name) as Pod | undefined;
    if (current?.metadata.uid !== pod.metadata.uid) return;
    client.updateStatus("pods", {
      ...current,
      status: podStatusOf(current, record, { now: runtime.now, hostIP: this.hostIP(pod) }),
    });
    const phase = phaseOf(current, record);
    if (!record.failed && (phase === "Succeeded" || phase === "Failed")) delete record.operation;
  }

  /** Marks the status for the next look of the node's container lister. */
  private dirty(record: PodRecord): void {
    const at = nextListing(record.node, this.options.runtime.now);
    record.statusAt = record.statusAt === undefined ? at : Math.min(record.statusAt, at);
  }

  /** Ends a container's process; false when none runs. */
  kill(podUid: string, name: string): boolean {
    const known = this.records.get(podUid);
    const pod = known && this.podOf(podUid, known);
    if (!pod || known.containers[name]?.phase !== "running" || this.nodes.isSilent(known.node)) return false;
    this.change(pod, (record) => {
      const container = record.containers[name];
      if (container) this.exit(pod, record, { name, container, code: 137 });
    });
    return true;
  }

  /** A node's kubelet works again: it looks at all its pods; what ran before a reboot has ended. */
  private resume(node: string, rebooted: boolean): void {
    const { store, runtime } = this.options;
    this.statics.check(node);
    for (const pod of [...(store.byIndex("pods", "node", node) as Iterable<Pod>)]) {
      runtime.enqueue(COMPONENT, keyOf(pod));
      this.change(pod, (record) => {
        if (rebooted && !record.failed) this.reboot(pod, record);
        record.statusAt = runtime.now;
      });
    }
  }

  private reboot(pod: Pod, record: PodRecord): void {
    const { runtime, recorder } = this.options;
    const running = Object.entries(record.containers).filter(([, { phase }]) => phase === "running");
    if (running.length === 0) return;
    for (const [name, container] of running) this.exit(pod, record, { name, container, code: 255, reason: "Unknown" });
    delete record.ip;
    record.operation = { kind: "sandbox", container: "", began: runtime.now, due: runtime.now + 1000 };
    const message = "Pod sandbox changed, it will be killed and re-created.";
    recorder.event(pod, "Normal", { reason: "SandboxChanged", message }, { host: record.node });
  }

  listener(podUid: string, port: number): string | undefined {
    const record = this.open.get(podUid) ?? this.records.get(podUid);
    return record && (listenerOf(record, port) ?? this.machines.listener(podUid, port));
  }

  http(podUid: string, request: HttpRequest): HttpResponse | undefined {
    const known = this.open.get(podUid) ?? this.records.get(podUid);
    const name = known && this.listener(podUid, request.port);
    const pod = known && name !== undefined ? this.podOf(podUid, known) : undefined;
    if (!known || name === undefined || !pod) return undefined;
    if (listenerOf(known, request.port) === undefined) return this.machines.http(pod, name, request);
    let response: HttpResponse | undefined;
    this.change(pod, (record) => {
      const container = record.containers[name];
      if (container) response = this.launcher.serve(pod, name, { container, request });
      if (!this.inProbe) this.rearm(pod, record, name);
    });
    return response;
  }

  private podOf(uid: string, record: PodRecord): Pod | undefined {
    for (const pod of record.ip ? this.options.store.byIndex("pods", "ip", record.ip) : [])
      if (pod.metadata.uid === uid) return pod as Pod;
    for (const pod of this.options.store.byIndex("pods", "node", record.node))
      if (pod.metadata.uid === uid) return pod as Pod;
    return undefined;
  }

  private nodeOf(pod: Pod): Node | undefined {
    return this.options.store.get("nodes", "", pod.spec.nodeName ?? "") as Node | undefined;
  }

  private hostIP(pod: Pod): string {
    return this.nodeOf(pod)?.status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "";
  }
}

/** How the conditions stand that a pod's readiness waits for, which others write. */
const gatesOf = ({ spec, status }: Pod): readonly (string | undefined)[] =>
  (spec.readinessGates ?? []).map(
    ({ conditionType }) => status?.conditions?.find(({ type }) => type === conditionType)?.status,
  );

function keyOf(pod: Pod): string {
  return `${pod.metadata.namespace}/${pod.metadata.name}/${pod.metadata.uid}`;
}
