/** Shells on nodes: the host with its own files and processes, and the containers that run on it seen from outside. */
import type { Node, Pod } from "../../../protocol/kubernetes/index.ts";
import { cloneJson } from "../../api/json.ts";
import type { Connections } from "../../controllerkit/Connections.ts";
import { NODE_RESOLV_CONF, resolvConfText } from "../../controllerkit/resolvConf.ts";
import { milliValue, wholeValue } from "../../runtime/quantity.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { Store } from "../../store/Store.ts";
import { COMMANDS } from "../commands/index.ts";
import { imageTree } from "../images/fileSystems.ts";
import { resolveImage } from "../images/registry.ts";
import type { PodRecord } from "../records.ts";
import type { Meters } from "../usage/Meters.ts";
import type { NodeContainer, Surroundings } from "./Command.ts";
import { Files, type Mount } from "./Files.ts";
import { LayeredTree, MANIFESTS } from "./FileTree.ts";
import { kernelMounts } from "./kernelFiles.ts";
import { Machine } from "./Machine.ts";
import { type MachineState, newMachine } from "./Process.ts";

const COMPONENT = "node-processes";
const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  USER: "root",
  SHELL: "/bin/bash",
};
const SYSTEM = [
  "/sbin/init",
  "/usr/lib/systemd/systemd-journald",
  "/usr/bin/containerd",
  "/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --container-runtime-endpoint=unix:///run/containerd/containerd.sock",
];

export interface NodeMachinesOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly meters: Meters;
  readonly record: (uid: string) => PodRecord | undefined;
  /** A signal to a container's process 1 from its node, where KILL works. */
  readonly signal: (pod: Pod, container: string, number: number) => void;
  /** The memory that the node's own processes hold has changed. */
  readonly changed: (node: string) => void;
  /** A file of the node is being written. */
  readonly written: (node: string) => void;
}

export class NodeMachines {
  connections: Connections | undefined;

  constructor(private readonly options: NodeMachinesOptions) {
    options.runtime.register(COMPONENT, (node) => this.use(node, () => {}));
  }

  private get states(): Map<string, MachineState> {
    return this.options.runtime.state<MachineState>("node-machines");
  }

  readonly environment = { env: ENVIRONMENT, cwd: "/root" };

  /** Works on a node's machine and stores what became of it; undefined without such a node. */
  use<T>(node: string, work: (machine: Machine) => T): T | undefined {
    const machine = this.open(node);
    if (!machine) return undefined;
    const before = machine.level().memory;
    const result = work(machine);
    machine.settle();
    machine.tidy();
    this.states.set(node, machine.state);
    const { runtime } = this.options;
    const due = machine.nextDue();
    if (due === undefined) runtime.cancel(COMPONENT, node);
    else runtime.schedule(COMPONENT, node, Math.max(due, runtime.now));
    if (machine.level().memory !== before) this.options.changed(node);
    return result;
  }

  look<T>(node: string, work: (machine: Machine) => T): T | undefined {
    const machine = this.open(node);
    return machine && work(machine);
  }

  /** Bytes held by what people started on the node. */
  memory(node: string): number {
    let total = 0;
    for (const process of Object.values(this.states.get(node)?.processes ?? {})) total += process.memory ?? 0;
    return total;
  }

  private open(name: string): Machine | undefined {
    const node = this.options.store.get("nodes", "", name) as Node | undefined;
    if (!node) return undefined;
    const stored = this.states.get(name);
    const state = stored ? { ...cloneJson({ ...stored, files: {} }), files: stored.files } : newMachine();
    const machine = new Machine(state, this.around(node, state));
    if (!stored)
      for (const argv of SYSTEM) {
        const process = machine.place(
          { argv: argv.split(" "), program: "main", cwd: "/", env: ENVIRONMENT, fds: {} },
          machine.state.nextPid === 1 ? 0 : 1,
        );
        process.wait = {};
      }
    return machine;
  }

  private around(node: Node, state: MachineState): Surroundings {
    const { runtime, store } = this.options;
    const { name } = node.metadata;
    const address = node.status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "";
    const memory = wholeValue(node.status?.capacity?.["memory"] ?? "1Gi");
    const hosts = [...(store.list("nodes") as Iterable<Node>)]
      .map(
        (each) =>
          `${each.status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? ""} ${each.metadata.name}\n`,
      )
      .join("");
    const below = imageTree(`node ${name}`, {
      base: "ubuntu",
      programs: [
        "curl",
        "wget",
        "ping",
        "nslookup",
        "dig",
        "nc",
        "ss",
        "netstat",
        "ip",
        "stress",
        "crictl",
        "systemctl",
        "host",
      ],
      files: {
        "/etc/hostname": `${name}\n`,
        "/etc/resolv.conf": resolvConfText(NODE_RESOLV_CONF),
        "/var/lib/kubelet/config.yaml": KUBELET_CONFIG,
      },
    });
    const root = new LayeredTree(
      {
        get: () => this.nodeFiles(name),
        set: (files) => {
          this.options.runtime.state("volume-files").set(`node:${name}`, files);
          this.options.written(name);
        },
      },
      below,
    );
    const hostsFile: Mount = {
      path: "/etc/hosts",
      tree: {
        get: (path) => (path === "/" ? { type: "f", data: `127.0.0.1 localhost\n${hosts}` } : undefined),
        names: () => [],
      },
      device: "/dev/vda1",
      type: "ext4",
    };
    const from = { kind: "node", name } as const;
    const around: Surroundings = {
      now: runtime.now,
      files: new Files(
        () => [
          { path: "/", tree: root, device: "/dev/vda1", type: "ext4", capacity: 40 * 2 ** 30 },
          ...kernelMounts(() => ({ around, state })),
          hostsFile,
        ],
        () => around.now,
      ),
      hostname: name,
      addresses: [address],
      flavor: "gnu",
      commands: COMMANDS,
      memoryLimit: undefined,
      cpuLimit: undefined,
      node: { name, cores: Math.max(1, Math.round(milliValue(node.status?.capacity?.["cpu"] ?? "1") / 1000)), memory },
      cgroup: () => ({
        used: 0,
        throttled: 0,
        throttledMs: 0,
        memory: this.containersOf(name).reduce((sum, each) => sum + each.memory, 0),
      }),
      request: (url, message) => this.connections?.request(from, url, message) ?? { exitCode: 7 },
      lookUp: (host, options) => this.connections?.lookUp?.(from, host, options),
      isTaken: (port) => port === 10_250,
      otherListeners: () => [{ port: 10_250, name: "4/kubelet" }],
      log: () => {},
      failed: (program, error) => runtime.failures.tell(`program ${program}`, error),
      random: (limit) => runtime.random.int(limit),
      native: () => undefined,
      serveNative: () => undefined,
      containers: () => this.containersOf(name),
      signalContainer: (pid, number) => this.signalContainer(name, pid, number),
    };
    return around;
  }

  private nodeFiles(name: string): MachineState["files"] {
    return this.options.runtime.state<MachineState["files"]>("volume-files").get(`node:${name}`) ?? {};
  }

  private containersOf(node: string): readonly NodeContainer[] {
    const { store, record, meters } = this.options;
    const found: NodeContainer[] = [];
    for (const pod of store.byIndex("pods", "node", node) as Iterable<Pod>) {
      const known = record(pod.metadata.uid);
      for (const spec of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
        const container = known?.containers[spec.name];
        if (container?.phase !== "running") continue;
        const meter = meters.get(`${pod.metadata.uid}/${spec.name}`);
        const resolved = resolveImage(spec.image ?? "", this.options.store);
        const id = container.containerId ?? "";
        found.push({
          // The host's numbers are far from a container's own; one container keeps one number.
          pid: 2000 + (Number.parseInt(id.slice(0, 6) || "0", 16) % 30_000),
          argv: spec.command
            ? [...spec.command, ...(spec.args ?? [])]
            : [...((!("problem" in resolved) && resolved.model.argv) || ["/app"]), ...(spec.args ?? [])],
          memory: meter?.memory ?? 0,
          cores: meter?.rate ?? 0,
          startedAt: container.startedAt ?? 0,
          id,
          image: "problem" in resolved ? (spec.image ?? "") : resolved.name,
          name: spec.name,
          attempt: container.restarts,
          pod: pod.metadata.name,
          namespace: pod.metadata.namespace ?? "",
        });
      }
    }
    return found;
  }

  private signalContainer(node: string, pid: number, number: number): boolean {
    const target = this.containersOf(node).find((each) => each.pid === pid);
    const pod = target && (this.options.store.get("pods", target.namespace, target.pod) as Pod | undefined);
    if (!target || !pod) return false;
    if (number !== 0) this.options.signal(pod, target.name, number);
    return true;
  }
}

const KUBELET_CONFIG = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
evictionHard:
  imagefs.available: 15%
  memory.available: 100Mi
  nodefs.available: 10%
  nodefs.inodesFree: 5%
staticPodPath: ${MANIFESTS}
`;
