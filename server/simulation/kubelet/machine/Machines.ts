/**
 * The machines of all containers: made when first needed, woken when due, stored as data. The kubelet starts and ends
 * containers; here their processes live. Read `Machine.ts` next.
 */
import type { Container, Node, Pod } from "../../../protocol/kubernetes/index.ts";
import { cloneJson } from "../../api/json.ts";
import type { Connections } from "../../controllerkit/Connections.ts";
import { faultsOf } from "../../controllerkit/faults.ts";
import type { HttpRequest, HttpResponse } from "../../controllerkit/Processes.ts";
import { milliValue, wholeValue } from "../../runtime/quantity.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { Store } from "../../store/Store.ts";
import { COMMANDS } from "../commands/index.ts";
import type { ContainerLogs, LogLine } from "../ContainerLogs.ts";
import { environmentOf } from "../environment.ts";
import { flavorOf, imageTree } from "../images/fileSystems.ts";
import { DEFAULT_FILES, resolveImage } from "../images/registry.ts";
import { listenerOf, type PodRecord } from "../records.ts";
import { DEFAULT_MESSAGE_PATH } from "../terminationMessage.ts";
import type { KubeletUsage } from "../usage/KubeletUsage.ts";
import { cpuLimitOf, memoryLimitOf } from "../usage/limits.ts";
import type { Meters } from "../usage/Meters.ts";
import { toBytes } from "./bytes.ts";
import type { Surroundings } from "./Command.ts";
import { findProgram } from "../shell/paths.ts";
import { searchCycle, skipPeriods } from "./cycles.ts";
import { Files, type Mount } from "./Files.ts";
import { type FileEntry, LayeredTree, normalPath, sizeOf, StaticTree } from "./FileTree.ts";
import { kernelMounts } from "./kernelFiles.ts";
import { Machine } from "./Machine.ts";
import { type MachineState, newMachine } from "./Process.ts";
import { etcFiles } from "./podFiles.ts";
import type { Volumes } from "./Volumes.ts";

const COMPONENT = "processes";
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What the machines ask of the kubelet. */
export interface MachineOwner {
  record(uid: string): PodRecord | undefined;
  /** Process 1 of a container has ended. */
  ended(pod: Pod, container: string, end: { readonly code: number; readonly reason?: string }): void;
  /** Files or ports changed: what looks at them looks again. */
  touched(pod: Pod, container: string): void;
  /** A container's use of memory or CPU has changed. */
  levelled(pod: Pod): void;
  /** A signal to the image's own server as process 1. */
  signalled(pod: Pod, container: string, number: number): void;
}

export interface MachinesOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly logs: ContainerLogs;
  readonly meters: Meters;
  readonly usage: KubeletUsage;
  readonly volumes: Volumes;
  readonly owner: MachineOwner;
}

/** A resting machine worked on ahead of its stored state, for readers. */
interface Ahead {
  readonly stored: MachineState;
  readonly open: Open;
  readonly lines: LogLine[];
}

interface Open {
  readonly machine: Machine;
  readonly pod: Pod;
  readonly spec: Container;
  depth: number;
  touched: boolean;
  listens: string;
  /** It asked others, or something that changes without it. */
  asked: boolean;
  /** Where its log goes when it is only looked at. */
  lines?: LogLine[];
}

export class Machines {
  connections: Connections | undefined;
  private readonly opened = new Map<string, Open>();
  private readonly ahead = new Map<string, Ahead>();

  constructor(private readonly options: MachinesOptions) {
    options.runtime.register(COMPONENT, (key) => this.wake(key));
  }

  /** Woken by time alone. */
  private waking = false;

  private get states(): Map<string, MachineState> {
    return this.options.runtime.state<MachineState>("machines");
  }

  /** Bytes of what a container wrote in its own file system. */
  writtenBytes(uid: string, container: string): number {
    const files = this.states.get(`${uid}/${container}`)?.files ?? {};
    let total = 0;
    for (const path in files) total += sizeOf(files[path] as FileEntry);
    return total;
  }

  /** Bytes a container has left at its terminationMessagePath. */
  message(uid: string, container: string): string {
    const id = `${uid}/${container}`;
    const state = this.opened.get(id)?.machine.state ?? this.states.get(id);
    return state?.message?.data ?? "";
  }

  has(uid: string, container: string): boolean {
    return this.states.has(`${uid}/${container}`);
  }

  /**
   * Works on a running container's machine and stores what became of it; undefined when the container does not run.
   * Within `work` the same machine may be asked for again (a process that sends a request to itself).
   */
  use<T>(pod: Pod, container: string, work: (machine: Machine) => T): T | undefined {
    const id = `${pod.metadata.uid}/${container}`;
    const known = this.opened.get(id);
    if (known) return work(known.machine);
    const open = this.open(pod, container);
    if (!open) return undefined;
    this.ahead.delete(id);
    this.opened.set(id, open);
    let result: T;
    try {
      this.catchUp(open);
      result = work(open.machine);
      open.machine.settle();
    } finally {
      this.opened.delete(id);
    }
    this.keep(open);
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
    const open = this.opened.get(`${pod.metadata.uid}/${container}`) ?? this.lookAhead(pod, container)?.open;
    return open && work(open.machine);
  }

  /** Lines that a resting container has written meanwhile. */
  pendingLines(pod: Pod, container: string): readonly LogLine[] {
    const id = `${pod.metadata.uid}/${container}`;
    if (this.opened.has(id) || !this.states.get(id)?.rest) return [];
    return this.lookAhead(pod, container)?.lines ?? [];
  }

  /** Writes down what a resting container has done, before it ends. */
  wakeUp(pod: Pod, container: string): void {
    const id = `${pod.metadata.uid}/${container}`;
    if (!this.opened.has(id) && this.states.get(id)?.rest) this.use(pod, container, () => {});
  }

  private lookAhead(pod: Pod, container: string): Ahead | undefined {
    const id = `${pod.metadata.uid}/${container}`;
    const stored = this.states.get(id);
    const known = this.ahead.get(id);
    if (known && known.stored === stored) {
      this.catchUp(known.open);
      return known;
    }
    const open = this.open(pod, container);
    if (!open) return undefined;
    // It may stay for long, and shows its files as they are now.
    open.machine.around.files.settle();
    const ahead: Ahead = { stored: stored ?? open.machine.state, open, lines: [] };
    if (stored?.rest) open.lines = ahead.lines;
    this.catchUp(open);
    if (this.ahead.size >= 64) this.ahead.clear();
    if (stored?.rest) this.ahead.set(id, ahead);
    return ahead;
  }

  /** Does what a resting machine would have done up to now. */
  private catchUp({ machine, lines }: Open): void {
    const { now } = this.options.runtime;
    const { rest } = machine.state;
    if (rest) {
      skipPeriods(machine.state, rest, now);
      delete machine.state.rest;
      delete machine.state.cycle;
    } else if (!lines) return;
    for (let guard = 0; guard < 20_000; guard++) {
      const due = machine.nextDue();
      if (due === undefined || due > now) break;
      machine.around.now = due;
      machine.settle();
      if (lines && lines.length > 2000) lines.splice(0, 1000);
    }
    machine.around.now = now;
  }

  /**
   * What a container's process 1 is: undefined when the image's own server runs by itself; `missing` when the image has
   * no such program.
   */
  mainProcess(
    pod: Pod,
    spec: Container,
    { command, args }: { readonly command: readonly string[]; readonly args: readonly string[] },
  ): { readonly argv: readonly string[]; readonly program: string } | { readonly missing: string } | undefined {
    const resolved = resolveImage(spec.image ?? "", this.options.store);
    if ("problem" in resolved) return undefined;
    const { model } = resolved;
    const isShellWord = /(^|\/)(sh|bash|ash|dash)$/.test(args[0] ?? "");
    const argv =
      command.length > 0
        ? [...command, ...args]
        : model.entrypoint
          ? [...model.entrypoint, ...args]
          : model.isShell
            ? args.length > 0
              ? args
              : ["sh"]
            : isShellWord
              ? args
              : undefined;
    if (!argv) return undefined;
    const { env, cwd } = this.environment(pod, spec);
    const { machine } = this.openWith(pod, spec, newMachine());
    const found = findProgram(machine.around.files, argv.map(toBytes), { env, cwd });
    if (!("problem" in found)) return { argv: found.argv, program: found.program };
    // Nobody knows what an image that is not described has.
    return model.files || model.isShell ? { missing: argv[0] ?? "" } : undefined;
  }

  /** Starts process 1 of a container that is about to run. */
  boot(pod: Pod, spec: Container, start: { readonly argv: readonly string[]; readonly program: string }): void {
    const id = `${pod.metadata.uid}/${spec.name}`;
    const state = newMachine();
    this.states.set(id, state);
    const open = this.openWith(pod, spec, state);
    const { machine } = open;
    const { env, cwd } = this.environment(pod, spec);
    const hasInput = spec.stdin === true;
    if (hasInput || spec.tty)
      machine.state.sessions["main"] = {
        id: "main",
        root: 1,
        tty: spec.tty ?? false,
        columns: 80,
        rows: 24,
        input: "",
        inputEnded: !hasInput,
        output: [],
        told: 0,
        logs: true,
      };
    const output = hasInput || spec.tty ? ({ kind: "session", id: "main" } as const) : ({ kind: "log" } as const);
    const errors = output.kind === "session" ? ({ ...output, error: true } as const) : output;
    const process = machine.place(
      {
        argv: start.argv,
        program: start.program,
        cwd,
        env,
        fds: { 0: hasInput ? output : { kind: "null" }, 1: output, 2: errors },
        ...(spec.tty ? { tty: "main" } : {}),
      },
      0,
    );
    // It begins in a task of its own, when all others know that the container runs.
    process.wait = { until: this.options.runtime.now };
    this.states.set(id, machine.state);
    this.schedule(open);
  }

  stop(uid: string, container: string): void {
    this.states.delete(`${uid}/${container}`);
    this.ahead.delete(`${uid}/${container}`);
  }

  /** The container of a pod in which a process started by hand listens on a port. */
  listener(uid: string, port: number): string | undefined {
    const record = this.options.owner.record(uid);
    for (const name of Object.keys(record?.containers ?? {})) {
      const state = this.opened.get(`${uid}/${name}`)?.machine.state ?? this.states.get(`${uid}/${name}`);
      if (!state) continue;
      for (const pid of Object.keys(state.processes)) if (state.processes[pid]?.listens?.includes(port)) return name;
    }
    return undefined;
  }

  http(pod: Pod, container: string, request: HttpRequest): HttpResponse | undefined {
    return this.use(pod, container, (machine) => {
      const process = machine.listener(request.port);
      if (!process) return undefined;
      const answer = machine.around.commands.server(process.program)(machine.contextOf(process), request);
      return answer ?? { status: 0, body: "", contentType: "", hungUp: true as const };
    });
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

  private open(pod: Pod, container: string): Open | undefined {
    const { owner } = this.options;
    const record = owner.record(pod.metadata.uid);
    const spec = [
      ...pod.spec.containers,
      ...(pod.spec.initContainers ?? []),
      ...((pod.spec.ephemeralContainers ?? []) as readonly Container[]),
    ].find(({ name }) => name === container);
    if (!spec || record?.containers[container]?.phase !== "running") return undefined;
    const stored = this.states.get(`${pod.metadata.uid}/${container}`);
    if (stored) {
      const { files, ...rest } = stored;
      return this.openWith(pod, spec, { ...cloneJson(rest), files });
    }
    // The image's own server has run alone so far.
    const open = this.openWith(pod, spec, newMachine());
    const resolved = resolveImage(spec.image ?? "", this.options.store);
    const argv = (!("problem" in resolved) && resolved.model.argv) || ["/app"];
    const { env, cwd } = this.environment(pod, spec);
    const process = open.machine.place(
      { argv, program: "main", cwd, env, fds: { 0: { kind: "null" }, 1: { kind: "log" }, 2: { kind: "log" } } },
      0,
    );
    process.wait = {};
    process.memory = 0;
    return open;
  }

  private openWith(pod: Pod, spec: Container, state: MachineState): Open {
    const open = { pod, spec, depth: 0, touched: false, asked: false } as { -readonly [key in keyof Open]: Open[key] };
    open.machine = new Machine(state, this.around(pod, spec, { state, open }));
    open.listens = listensOf(open.machine);
    return open;
  }

  environment(pod: Pod, spec: Container): { readonly env: { readonly [name: string]: string }; readonly cwd: string } {
    const { store, owner } = this.options;
    const resolved = resolveImage(spec.image ?? "", this.options.store);
    const model = "problem" in resolved ? undefined : resolved.model;
    const kept = owner.record(pod.metadata.uid)?.containers[spec.name]?.env;
    const own = kept ?? environmentOf(pod, spec, store);
    const env: { [name: string]: string } = {
      PATH,
      HOSTNAME: hostnameOf(pod),
      ...(spec.tty ? { TERM: "xterm" } : {}),
      ...model?.env,
    };
    for (const name of Object.keys(own)) env[name] = toBytes(own[name] ?? "");
    env["HOME"] ??= "/root";
    return { env, cwd: spec.workingDir ?? model?.workdir ?? "/" };
  }

  private around(
    pod: Pod,
    spec: Container,
    { state, open }: { readonly state: MachineState; readonly open: { -readonly [key in keyof Open]: Open[key] } },
  ): Surroundings {
    const touch = (): void => {
      open.touched = true;
    };
    const ask = (): void => {
      open.asked = true;
      // What others do then may change volumes: a process sees them as they were when it went on.
      around.files.settle();
    };
    const { runtime, store, logs, meters, volumes, owner } = this.options;
    const id = `${pod.metadata.uid}/${spec.name}`;
    const { namespace = "", name } = pod.metadata;
    const resolved = resolveImage(spec.image ?? "", this.options.store);
    const model = "problem" in resolved ? undefined : resolved.model;
    const files = model?.files ?? DEFAULT_FILES;
    const node = store.get("nodes", "", pod.spec.nodeName ?? "") as Node | undefined;
    const record = owner.record(pod.metadata.uid);
    const ip = record?.ip ?? pod.status?.podIP ?? "";
    const meter = () => meters.get(id);
    const box = { get: () => state.files, set: (next: MachineState["files"]) => (state.files = next) };
    const readOnly = spec.securityContext?.readOnlyRootFilesystem ?? false;
    const mounts = (): readonly Mount[] => [
      {
        path: "/",
        tree: new LayeredTree(box, imageTree("problem" in resolved ? "?" : resolved.name, files)),
        device: "overlay",
        type: "overlay",
        readOnly,
        capacity: 20 * 2 ** 30,
      },
      ...kernelMounts(() => ({ around, state })),
      ...etcMounts(pod, { ip, node: node?.metadata.name ?? "" }),
      ...volumes.mountsOf(pod, spec, () => this.environment(pod, spec).env),
      messageMount(spec, state),
    ];
    const from = { kind: "pod", namespace, name } as const;
    const around: Surroundings = {
      now: runtime.now,
      files: new Files(
        mounts,
        () => around.now,
        touch,
        ({ path }) => {
          // The container's own files change by its own doing only.
          if (path !== "/" && path !== "/dev" && !path.startsWith("/etc/")) ask();
        },
      ),
      hostname: hostnameOf(pod),
      addresses: ip === "" ? [] : [ip],
      flavor: flavorOf(files.base),
      commands: COMMANDS,
      memoryLimit: memoryLimitOf(pod, spec),
      cpuLimit: cpuLimitOf(pod, spec),
      node: {
        name: node?.metadata.name ?? "",
        cores: Math.max(1, Math.round(milliValue(node?.status?.capacity?.["cpu"] ?? "1") / 1000)),
        memory: wholeValue(node?.status?.capacity?.["memory"] ?? "1Gi"),
      },
      cgroup: () => {
        const current = meter();
        const lost = current && meters.throttling(current);
        return {
          used: current ? meters.total(current) : 0,
          throttled: lost?.periods ?? 0,
          throttledMs: lost?.lost ?? 0,
          memory: current?.memory ?? 0,
        };
      },
      request: (url, message) => {
        ask();
        return this.connections?.request(from, url, message) ?? { exitCode: 7, error: "curl: (7) no network" };
      },
      lookUp: (host, options) => {
        ask();
        return this.connections?.lookUp?.(from, host, options);
      },
      asks: ask,
      touched: touch,
      isTaken: (port) => {
        const current = owner.record(pod.metadata.uid);
        if (current && listenerOf(current, port) !== undefined) return true;
        const other = this.listener(pod.metadata.uid, port);
        return other !== undefined && other !== spec.name;
      },
      otherListeners: () => {
        const current = owner.record(pod.metadata.uid);
        return Object.keys(current?.containers ?? {}).flatMap((container) => {
          const program =
            current?.containers[container]?.phase === "running" ? current.containers[container]?.program : undefined;
          return (program?.listens ?? []).map((port) => ({
            port,
            name: container === spec.name ? `1/${state.processes["1"]?.argv[0]?.split("/").pop() ?? "app"}` : "-",
          }));
        });
      },
      log: (line) => {
        if (open.lines) open.lines.push({ at: around.now, text: line });
        else logs.append(id, line, around.now);
      },
      failed: (program, error) => runtime.failures.tell(`program ${program}`, error),
      random: (limit) => {
        ask();
        return runtime.random.int(limit);
      },
      native: (argv, env, isTaken) =>
        model?.serves?.includes(argv[0]?.split("/").pop() ?? "") === true &&
        resolved !== undefined &&
        !("problem" in resolved)
          ? model.start({
              podName: name,
              namespace,
              image: resolved.name,
              command: [],
              args: argv.slice(1),
              env,
              isTaken,
              ...(memoryLimitOf(pod, spec) === undefined ? {} : { memoryLimit: memoryLimitOf(pod, spec) as number }),
            })
          : undefined,
      serveNative: (_argv, request, programState) =>
        model?.http?.({
          ...request,
          headers: request.headers ?? {},
          body: request.body ?? "",
          from: request.from ?? "",
          podName: name,
          podIP: ip,
          nodeName: node?.metadata.name ?? "",
          image: spec.image ?? "",
          state: programState,
          readFile: (path) => {
            const found = around.files.stat(path);
            return found?.type === "f" ? around.files.read(path) : undefined;
          },
        }),
      signalMain: (number) => owner.signalled(pod, spec.name, number),
    };
    return around;
  }

  /** Stores a machine after it was worked on: its level, its end, when it is to be woken. */
  private keep(open: Open): void {
    const { machine, pod, spec } = open;
    const { meters, owner } = this.options;
    const id = `${pod.metadata.uid}/${spec.name}`;
    if (machine.ended) {
      // Whoever hears of the end may read its message.
      this.states.set(id, machine.state);
      owner.ended(pod, spec.name, machine.ended);
      this.states.delete(id);
      return;
    }
    machine.tidy();
    const { cores, memory } = machine.level();
    const native = owner.record(pod.metadata.uid)?.containers[spec.name]?.program;
    const held = memory + (native?.memory ?? 2 ** 20) + this.memoryVolumes(pod, spec);
    const limit = machine.around.memoryLimit;
    if (limit !== undefined && held > limit) {
      // cgroup v2 kills all of a container's processes together.
      this.states.set(id, machine.state);
      owner.ended(pod, spec.name, { code: 137, reason: "OOMKilled" });
      this.states.delete(id);
      return;
    }
    this.search(open);
    this.states.set(id, machine.state);
    const wanted = cores + (native?.cores ?? 0.0002);
    if (meters.level(id, { wanted, limit: machine.around.cpuLimit ?? machine.around.node.cores, memory: held }))
      this.levelled(pod);
    this.schedule(open);
    if (open.touched || listensOf(machine) !== open.listens) owner.touched(pod, spec.name);
  }

  /** Lets a machine rest that will only do again and again what it has just done. */
  private search({ machine, pod, spec, asked, touched, listens }: Open): void {
    const { state } = machine;
    const quiet = this.waking && !asked && !touched && listensOf(machine) === listens;
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

  private schedule({ machine, pod, spec }: Open): void {
    const { runtime } = this.options;
    const key = `${pod.metadata.namespace}/${pod.metadata.name}/${pod.metadata.uid}/${spec.name}`;
    const due = machine.state.rest ? undefined : machine.nextDue();
    if (due === undefined) runtime.cancel(COMPONENT, key);
    else runtime.schedule(COMPONENT, key, Math.max(due, runtime.now));
  }
}

function etcMounts(pod: Pod, at: { readonly ip: string; readonly node: string }): readonly Mount[] {
  let made: StaticTree | undefined;
  const all = (): StaticTree => (made ??= new StaticTree(etcFiles(pod, at)));
  return ["hosts", "hostname", "resolv.conf"].map((file) => ({
    path: `/etc/${file}`,
    tree: fileOf(all, `/${file}`),
    device: "/dev/vda1",
    type: "ext4",
  }));
}

function listensOf(machine: Machine): string {
  return machine.processes.flatMap(({ listens }) => listens ?? []).join();
}

/** The file that a container's last words are read from: on the node, one for each start. */
function messageMount({ terminationMessagePath }: Container, state: MachineState): Mount {
  const tree: Mount["tree"] = {
    get: (path) => (path === "/" ? (state.message ?? { type: "f", mode: 0o666, mtime: 0 }) : undefined),
    names: () => [],
    put: (path, entry) => {
      if (path === "/" && entry?.type === "f") state.message = entry;
    },
  };
  const path = normalPath(terminationMessagePath || DEFAULT_MESSAGE_PATH);
  return { path, tree, device: "/dev/vda1", type: "ext4" };
}

const fileOf = (tree: () => StaticTree, path: string): Mount["tree"] => ({
  get: (at) => (at === "/" ? tree().get(path) : undefined),
  names: () => [],
});

export function hostnameOf(pod: Pod): string {
  return pod.spec.hostNetwork ? (pod.spec.nodeName ?? "") : (pod.spec.hostname ?? pod.metadata.name).slice(0, 63);
}
