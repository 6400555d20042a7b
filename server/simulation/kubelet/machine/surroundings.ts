/** What a container's processes find around them: files, network, node, cgroup, log, and the image's own server. */
import type { Container, Node, Pod } from "../../../protocol/kubernetes/index.ts";
import type { Connections } from "../../controllerkit/Connections.ts";
import { milliValue, wholeValue } from "../../runtime/quantity.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { Store } from "../../store/Store.ts";
import { COMMANDS } from "../commands/index.ts";
import type { ContainerLogs } from "../ContainerLogs.ts";
import { flavorOf, imageTree } from "../images/fileSystems.ts";
import { DEFAULT_FILES, resolveImage } from "../images/registry.ts";
import { listenerOf } from "../records.ts";
import { cpuLimitOf, memoryLimitOf } from "../usage/limits.ts";
import type { Meters } from "../usage/Meters.ts";
import type { Surroundings } from "./Command.ts";
import { etcMounts, messageMount } from "./containerMounts.ts";
import { Files, type Mount } from "./Files.ts";
import { LayeredTree } from "./FileTree.ts";
import { kernelMounts } from "./kernelFiles.ts";
import type { MachineOwner } from "./MachineOwner.ts";
import type { MachineStates } from "./MachineStates.ts";
import type { OpenMachine } from "./OpenMachine.ts";
import type { MachineState } from "./Process.ts";
import { hostnameOf, processEnvironment } from "./processEnvironment.ts";
import type { Volumes } from "./Volumes.ts";

export interface SurroundingsOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly logs: ContainerLogs;
  readonly meters: Meters;
  readonly volumes: Volumes;
  readonly owner: MachineOwner;
  readonly states: MachineStates;
  /** The network, once there is one. */
  readonly connections: () => Connections | undefined;
}

/** `open` is told when a process asks or changes something, and where its log goes. */
export function surroundingsOf(
  { pod, spec }: { readonly pod: Pod; readonly spec: Container },
  { state, open }: { readonly state: MachineState; readonly open: Pick<OpenMachine, "touched" | "asked" | "lines"> },
  options: SurroundingsOptions,
): Surroundings {
  const touch = (): void => {
    open.touched = true;
  };
  const ask = (): void => {
    open.asked = true;
    // What others do then may change volumes: a process sees them as they were when it went on.
    around.files.settle();
  };
  const { runtime, store, logs, meters, volumes, owner, states, connections } = options;
  const id = `${pod.metadata.uid}/${spec.name}`;
  const { namespace = "", name } = pod.metadata;
  const resolved = resolveImage(spec.image ?? "", store);
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
    ...volumes.mountsOf(
      pod,
      spec,
      () => processEnvironment(pod, spec, { store, record: owner.record(pod.metadata.uid) }).env,
    ),
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
      return connections()?.request(from, url, message) ?? { exitCode: 7, error: "curl: (7) no network" };
    },
    lookUp: (host, options) => {
      ask();
      return connections()?.lookUp?.(from, host, options);
    },
    asks: ask,
    touched: touch,
    isTaken: (port) => {
      const current = owner.record(pod.metadata.uid);
      if (current && listenerOf(current, port) !== undefined) return true;
      const other = states.listener(pod.metadata.uid, port);
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
