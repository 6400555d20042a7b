/**
 * The machines of all containers: made when first needed, woken when due, stored as data. The kubelet starts and ends
 * containers; here their processes live. Read `Machine.ts` next, then `surroundings.ts` (what its processes see) and
 * `MachineKeeper.ts` (what becomes of it).
 */
import type { Container, Pod } from "../../../protocol/kubernetes/index.ts";
import type { Connections } from "../../controllerkit/Connections.ts";
import { faultsOf } from "../../controllerkit/faults.ts";
import type { HttpRequest, HttpResponse } from "../../controllerkit/Processes.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { Store } from "../../store/Store.ts";
import type { ContainerLogs, LogLine } from "../ContainerLogs.ts";
import { resolveImage } from "../images/registry.ts";
import { findProgram } from "../shell/paths.ts";
import type { KubeletUsage } from "../usage/KubeletUsage.ts";
import type { Meters } from "../usage/Meters.ts";
import { argvOf, placeMain } from "./booting.ts";
import { toBytes } from "./bytes.ts";
import { LookAhead } from "./LookAhead.ts";
import type { Machine } from "./Machine.ts";
import { COMPONENT, MachineKeeper } from "./MachineKeeper.ts";
import { MachineOpener } from "./MachineOpener.ts";
import type { MachineOwner } from "./MachineOwner.ts";
import { MachineStates } from "./MachineStates.ts";
import { catchUp } from "./OpenMachine.ts";
import { newMachine } from "./Process.ts";
import { type ProcessEnvironment, processEnvironment } from "./processEnvironment.ts";
import type { Volumes } from "./Volumes.ts";

export interface MachinesOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly logs: ContainerLogs;
  readonly meters: Meters;
  readonly usage: KubeletUsage;
  readonly volumes: Volumes;
  readonly owner: MachineOwner;
}

export class Machines {
  connections: Connections | undefined;
  private readonly states: MachineStates;
  private readonly opener: MachineOpener;
  private readonly ahead: LookAhead;
  private readonly keeper: MachineKeeper;
  /** Woken by time alone. */
  private waking = false;

  constructor(private readonly options: MachinesOptions) {
    const { runtime, owner } = options;
    const states = new MachineStates(runtime, owner);
    this.states = states;
    this.opener = new MachineOpener({ ...options, states, connections: () => this.connections });
    this.ahead = new LookAhead({ runtime, states, opener: this.opener });
    this.keeper = new MachineKeeper({ ...options, states });
    runtime.register(COMPONENT, (key) => this.wake(key));
  }

  /** Bytes of what a container wrote in its own file system. */
  writtenBytes(uid: string, container: string): number {
    return this.states.writtenBytes(`${uid}/${container}`);
  }

  /** Bytes a container has left at its terminationMessagePath. */
  message(uid: string, container: string): string {
    return this.states.message(`${uid}/${container}`);
  }

  has(uid: string, container: string): boolean {
    return this.states.has(`${uid}/${container}`);
  }

  /** The container of a pod in which a process started by hand listens on a port. */
  listener(uid: string, port: number): string | undefined {
    return this.states.listener(uid, port);
  }

  /**
   * Works on a running container's machine and stores what became of it; undefined when the container does not run.
   * Within `work` the same machine may be asked for again (a process that sends a request to itself).
   */
  use<T>(pod: Pod, container: string, work: (machine: Machine) => T): T | undefined {
    const id = `${pod.metadata.uid}/${container}`;
    const { opened } = this.states;
    const known = opened.get(id);
    if (known) return work(known.machine);
    const open = this.opener.open(pod, container);
    if (!open) return undefined;
    this.ahead.forget(id);
    opened.set(id, open);
    let result: T;
    try {
      catchUp(open, this.options.runtime.now);
      result = work(open.machine);
      open.machine.settle();
    } finally {
      opened.delete(id);
    }
    this.keeper.keep(open, this.waking);
    return result;
  }

  /** A signal to process 1 of a container; false where it has no machine. */
  signal(pod: Pod, container: string, number: number): boolean {
    if (!this.has(pod.metadata.uid, container)) return false;
    this.use(pod, container, (machine) => machine.signal(1, number));
    return true;
  }

  /** Looks at a machine without a trace. */
  look<T>(pod: Pod, container: string, work: (machine: Machine) => T): T | undefined {
    const open = this.states.opened.get(`${pod.metadata.uid}/${container}`) ?? this.ahead.machine(pod, container);
    return open && work(open.machine);
  }

  /** Lines that a resting container has written meanwhile. */
  pendingLines(pod: Pod, container: string): readonly LogLine[] {
    return this.rests(pod, container) ? this.ahead.lines(pod, container) : [];
  }

  /** Writes down what a resting container has done, before it ends. */
  wakeUp(pod: Pod, container: string): void {
    if (this.rests(pod, container)) this.use(pod, container, () => {});
  }

  private rests(pod: Pod, container: string): boolean {
    const id = `${pod.metadata.uid}/${container}`;
    return !this.states.opened.has(id) && this.states.stored(id)?.rest !== undefined;
  }

  /**
   * What a container's process 1 is: undefined when the image's own server runs by itself; `missing` when the image has
   * no such program.
   */
  mainProcess(
    pod: Pod,
    spec: Container,
    given: { readonly command: readonly string[]; readonly args: readonly string[] },
  ): { readonly argv: readonly string[]; readonly program: string } | { readonly missing: string } | undefined {
    const resolved = resolveImage(spec.image ?? "", this.options.store);
    if ("problem" in resolved) return undefined;
    const { model } = resolved;
    const argv = argvOf(model, given);
    if (!argv) return undefined;
    const { env, cwd } = this.environment(pod, spec);
    const { machine } = this.opener.openWith(pod, spec, newMachine());
    const found = findProgram(machine.around.files, argv.map(toBytes), { env, cwd });
    if (!("problem" in found)) return { argv: found.argv, program: found.program };
    // Nobody knows what an image that is not described has.
    return model.files || model.isShell ? { missing: argv[0] ?? "" } : undefined;
  }

  /** Starts process 1 of a container that is about to run. */
  boot(pod: Pod, spec: Container, start: { readonly argv: readonly string[]; readonly program: string }): void {
    const id = `${pod.metadata.uid}/${spec.name}`;
    const state = newMachine();
    this.states.store(id, state);
    const open = this.opener.openWith(pod, spec, state);
    const process = placeMain(open.machine, spec, { ...start, at: this.environment(pod, spec) });
    // It begins in a task of its own, when all others know that the container runs.
    process.wait = { until: this.options.runtime.now };
    this.states.store(id, open.machine.state);
    this.keeper.schedule(open);
  }

  stop(uid: string, container: string): void {
    this.states.delete(`${uid}/${container}`);
    this.ahead.forget(`${uid}/${container}`);
  }

  http(pod: Pod, container: string, request: HttpRequest): HttpResponse | undefined {
    return this.use(pod, container, (machine) => {
      const process = machine.listener(request.port);
      if (!process) return undefined;
      const answer = machine.around.commands.server(process.program)(machine.contextOf(process), request);
      return answer ?? { status: 0, body: "", contentType: "", hungUp: true as const };
    });
  }

  environment(pod: Pod, spec: Container): ProcessEnvironment {
    const { store, owner } = this.options;
    return processEnvironment(pod, spec, { store, record: owner.record(pod.metadata.uid) });
  }

  private wake(key: string): void {
    const [namespace = "", name = "", uid = "", container = ""] = key.split("/");
    const pod = this.options.store.get("pods", namespace, name) as Pod | undefined;
    // On a machine without power nothing goes on; what ran there has ended when it is back.
    if (faultsOf(this.options.store.get("nodes", "", pod?.spec.nodeName ?? "")).stop !== undefined) return;
    if (pod?.metadata.uid !== uid) return;
    this.waking = true;
    try {
      this.use(pod, container, () => {});
    } finally {
      this.waking = false;
    }
  }
}
