/** Stores a machine after it was worked on: its level, its end, when it is to be woken, whether it may rest. */
import type { Container, Pod } from "../../../protocol/kubernetes/index.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { ContainerLogs } from "../ContainerLogs.ts";
import type { KubeletUsage } from "../usage/KubeletUsage.ts";
import type { Meters } from "../usage/Meters.ts";
import { searchCycle } from "./cycles.ts";
import type { MachineOwner } from "./MachineOwner.ts";
import type { MachineStates } from "./MachineStates.ts";
import { listensOf, type OpenMachine } from "./OpenMachine.ts";
import type { Volumes } from "./Volumes.ts";

/** Whose tasks the wakings of machines are. */
export const COMPONENT = "processes";

interface MachineKeeperOptions {
  readonly runtime: Runtime;
  readonly logs: ContainerLogs;
  readonly meters: Meters;
  readonly usage: KubeletUsage;
  readonly volumes: Volumes;
  readonly owner: MachineOwner;
  readonly states: MachineStates;
}

export class MachineKeeper {
  constructor(private readonly options: MachineKeeperOptions) {}

  /** `waking`: it was woken by time alone. */
  keep(open: OpenMachine, waking: boolean): void {
    const { machine, pod, spec } = open;
    const { meters, owner, states } = this.options;
    const id = `${pod.metadata.uid}/${spec.name}`;
    if (machine.ended) return this.end(open, machine.ended);
    machine.tidy();
    const { cores, memory } = machine.level();
    const native = owner.record(pod.metadata.uid)?.containers[spec.name]?.program;
    const held = memory + (native?.memory ?? 2 ** 20) + this.memoryVolumes(pod, spec);
    const limit = machine.around.memoryLimit;
    // cgroup v2 kills all of a container's processes together.
    if (limit !== undefined && held > limit) return this.end(open, { code: 137, reason: "OOMKilled" });
    this.search(open, waking);
    states.store(id, machine.state);
    const wanted = cores + (native?.cores ?? 0.0002);
    if (meters.level(id, { wanted, limit: machine.around.cpuLimit ?? machine.around.node.cores, memory: held }))
      this.levelled(pod);
    this.schedule(open);
    if (open.touched || listensOf(machine) !== open.listens) owner.touched(pod, spec.name);
  }

  private end({ machine, pod, spec }: OpenMachine, end: { readonly code: number; readonly reason?: string }): void {
    const { owner, states } = this.options;
    const id = `${pod.metadata.uid}/${spec.name}`;
    // Whoever hears of the end may read its message.
    states.store(id, machine.state);
    owner.ended(pod, spec.name, end);
    states.delete(id);
  }

  /** Lets a machine rest that will only do again and again what it has just done. */
  private search({ machine, pod, spec, asked, touched, listens }: OpenMachine, waking: boolean): void {
    const { state } = machine;
    const quiet = waking && !asked && !touched && listensOf(machine) === listens;
    const { cycle: _cycle, ...kept } = state;
    if (!quiet || Object.keys(state.sessions).length > 0 || machine.nextDue() === undefined) {
      machine.state = kept;
      return;
    }
    const lines = this.options.logs.count(`${pod.metadata.uid}/${spec.name}`);
    machine.state = { ...kept, ...searchCycle(state, { now: this.options.runtime.now, lines }) };
  }

  private levelled(pod: Pod): void {
    this.options.usage.tell(pod.metadata.namespace ?? "", pod.metadata.name);
    this.options.owner.levelled(pod);
  }

  private memoryVolumes(pod: Pod, spec: Container): number {
    const own = new Set((spec.volumeMounts ?? []).map(({ name }) => name));
    return this.options.volumes
      .scratchSize(pod, "Memory")
      .reduce((sum, { volume, bytes }) => sum + (own.has(volume) ? bytes : 0), 0);
  }

  /** Has a machine woken when it next has something to do. */
  schedule({ machine, pod, spec }: OpenMachine): void {
    const { runtime } = this.options;
    const key = `${pod.metadata.namespace}/${pod.metadata.name}/${pod.metadata.uid}/${spec.name}`;
    const due = machine.state.rest ? undefined : machine.nextDue();
    if (due === undefined) runtime.cancel(COMPONENT, key);
    else runtime.schedule(COMPONENT, key, Math.max(due, runtime.now));
  }
}
