/**
 * From an image that is there to a running process, and the back-off when one ends.
 * Models kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go and client-go flowcontrol back-off.
 */
import type { Container, Node, Pod } from "../../protocol/kubernetes/index.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { HttpRequest, HttpResponse } from "../controllerkit/Processes.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { timestamp } from "../runtime/time.ts";
import type { Store } from "../store/Store.ts";
import { tell } from "./containerEvents.ts";
import type { ContainerLogs } from "./ContainerLogs.ts";
import {
  dependsOnObjects,
  environmentOf,
  exceedsLinux,
  expandWords,
  missingConfig,
  missingPart,
} from "./environment.ts";
import { nextListing } from "./dueTimes.ts";
import { goDuration } from "./goDuration.ts";
import { resolveImage } from "./images/registry.ts";
import { fromBytes } from "./machine/bytes.ts";
import type { Volumes } from "./machine/Volumes.ts";
import type { Machines } from "./machine/Machines.ts";
import { armProbes } from "./probing.ts";
import { type ContainerRecord, listenerOf, type PodRecord } from "./records.ts";
import { rootProblem } from "./runAsNonRoot.ts";
import type { KubeletUsage } from "./usage/KubeletUsage.ts";
import { cpuLimitOf, memoryLimitOf } from "./usage/limits.ts";
import type { Meters } from "./usage/Meters.ts";
import { allContainers } from "./podStatus.ts";
import { wait } from "./waiting.ts";

const FIRST_DELAY = 10_000;
const LONGEST_DELAY = 300_000;
/** Characters of a program's name in a refusal. */
const MOST_QUOTED = 200;
/** What a process takes that does nothing. */
const IDLE_CORES = 0.0002;
const IDLE_MEMORY = 3 * 2 ** 20;
/** Core-ms of a request that is answered from memory. */
const REQUEST_WORK = 0.5;
/** A container that ran longer than this since its last back-off starts over. */
const CRASH_RESET = 600_000;

interface LauncherOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly meters: Meters;
  readonly usage: KubeletUsage;
  readonly machines: Machines;
  readonly volumes: Volumes;
}

interface Launch {
  readonly container: ContainerRecord;
  readonly record: PodRecord;
}

export class Launcher {
  constructor(
    private readonly options: LauncherOptions,
    private readonly logs: ContainerLogs,
  ) {}

  /**
   * Creates and starts the process: false when its configuration is incomplete, a text when there is no such program.
   */
  launch(pod: Pod, spec: Container, { container, record }: Launch): boolean | string {
    const { runtime } = this.options;
    const { now } = runtime;
    const resolved = resolveImage(spec.image ?? "", this.options.store);
    if ("problem" in resolved) return false;
    const env = environmentOf(withAddresses(pod, record, this.options.store), spec, this.options.store);
    const missing =
      missingConfig(pod, spec, this.options.store) ?? missingPart(spec, env) ?? rootProblem(pod, spec, resolved.model);
    if (missing) {
      tell(this.options.recorder, pod, spec, { type: "Warning", reason: "Failed", message: `Error: ${missing}` });
      wait(container, {
        reason: "CreateContainerConfigError",
        message: missing,
        until: now + FIRST_DELAY + runtime.random.int(5000),
      });
      return false;
    }
    if (container.ended) {
      container.last = container.ended;
      container.restarts++;
      this.raiseCrashDelay(container);
    }
    delete container.ended;
    delete container.reason;
    delete container.message;
    container.containerId = `${runtime.random.uuid()}${runtime.random.uuid()}`.replaceAll("-", "");
    tell(this.options.recorder, pod, spec, { reason: "Created", message: "Container created" });
    const logId = `${record.uid}/${spec.name}`;
    this.options.volumes.restart(record.uid, spec.name);
    this.logs.rotate(logId);
    if (dependsOnObjects(spec)) container.env = env;
    const command = expandWords(spec.command, env);
    const args = expandWords(spec.args, env);
    const limit = memoryLimitOf(pod, spec);
    const { model } = resolved;
    container.phase = "running";
    container.startedAt = now;
    const refuse = (program: string, problem: string): string => {
      const why = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "${program}": ${problem}`;
      tell(this.options.recorder, pod, spec, { type: "Warning", reason: "Failed", message: `Error: ${why}` });
      return why;
    };
    if (exceedsLinux([...command, ...args], env)) {
      delete container.env;
      return refuse((command[0] ?? resolved.name).slice(0, MOST_QUOTED), "argument list too long");
    }
    const main = this.options.machines.mainProcess(pod, spec, { command, args });
    if (main && "missing" in main)
      return refuse(
        main.missing,
        main.missing.includes("/")
          ? `stat ${main.missing}: no such file or directory`
          : "executable file not found in $PATH",
      );
    tell(this.options.recorder, pod, spec, { reason: "Started", message: "Container started" });
    container.program = main
      ? { listens: [], logs: [], onTerm: "ignored", machine: true, memory: 0, cores: 0 }
      : model.start({
          ...(limit === undefined ? {} : { memoryLimit: limit }),
          podName: pod.metadata.name,
          namespace: pod.metadata.namespace ?? "",
          image: resolved.name,
          command,
          args,
          env,
          isTaken: (port) =>
            listenerOf(record, port, spec.name) !== undefined ||
            this.options.machines.listener(record.uid, port) !== undefined,
        });
    container.step = 0;
    container.files = [...(container.program.files ?? [])];
    for (const line of container.program.logs) this.logs.append(logId, line);
    this.options.meters.start(logId, {
      rate: container.program.cores ?? IDLE_CORES,
      memory: container.program.memory ?? IDLE_MEMORY,
    });
    this.options.usage.tell(pod.metadata.namespace ?? "", pod.metadata.name);
    if (main) this.options.machines.boot(pod, spec, main);
    armProbes(spec, container, { runtime, seenAt: nextListing(record.node, now) });
    return true;
  }

  /** When a container that ended is started again: at once the first time, later and later after that. */
  scheduleRestart(
    pod: Pod,
    name: string,
    { container, noticedAt }: { readonly container: ContainerRecord; readonly noticedAt: number },
  ): void {
    const finished = container.ended?.finishedAt ?? this.options.runtime.now;
    const { crash } = container;
    if (!crash || finished - crash.at > CRASH_RESET) {
      container.notBefore = noticedAt;
      return;
    }
    container.notBefore = Math.max(noticedAt, finished + crash.delay);
    container.phase = "waiting";
    container.reason = "CrashLoopBackOff";
    const id = `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
    container.message = `back-off ${goDuration(crash.delay)} restarting failed container=${name} pod=${id}`;
    container.last = container.ended;
    const spec = allContainers(pod).find((candidate) => candidate.name === name);
    if (spec)
      tell(this.options.recorder, pod, spec, {
        type: "Warning",
        reason: "BackOff",
        message: `Back-off restarting failed container ${name} in pod ${id}`,
      });
  }

  /** Hands a request to the program that listens. */
  serve(
    pod: Pod,
    name: string,
    { container, request }: { readonly container: ContainerRecord; readonly request: HttpRequest },
  ): HttpResponse | undefined {
    const spec = allContainers(pod).find((candidate) => candidate.name === name);
    const resolved = resolveImage(spec?.image ?? "", this.options.store);
    if ("problem" in resolved || !container.program) return undefined;
    const outcome = resolved.model.http?.({
      ...request,
      headers: request.headers ?? {},
      body: request.body ?? "",
      from: request.from ?? "",
      podName: pod.metadata.name,
      podIP: pod.status?.podIP ?? "",
      nodeName: pod.spec.nodeName ?? "",
      image: spec?.image ?? "",
      state: container.program.state,
      readFile: (path) =>
        this.options.machines.look(pod, name, ({ around: { files } }) =>
          files.stat(path)?.type === "f" ? fromBytes(files.read(path)) : undefined,
        ),
    });
    const took = spec
      ? this.options.meters.work(`${pod.metadata.uid}/${name}`, outcome?.work ?? REQUEST_WORK, cpuLimitOf(pod, spec))
      : 0;
    this.options.usage.tell(pod.metadata.namespace ?? "", pod.metadata.name);
    if (!outcome) return { status: 200, body: "", contentType: "text/plain", duration: took };
    if (outcome.state !== undefined) container.program = { ...container.program, state: outcome.state };
    if (outcome.exit !== undefined) container.kill ??= { at: this.options.runtime.now, code: outcome.exit };
    if (outcome.log !== undefined) this.logs.append(`${pod.metadata.uid}/${name}`, outcome.log);
    return { ...outcome.response, duration: (outcome.response.duration ?? 0) + took };
  }

  /** `$(date)` in a line becomes the time it is written. */
  expand(line: string): string {
    return line.replaceAll("$(date)", timestamp(this.options.runtime.now));
  }

  private raiseCrashDelay(container: ContainerRecord): void {
    const { now } = this.options.runtime;
    const finished = container.last?.finishedAt ?? now;
    const { crash } = container;
    const fresh = !crash || finished - crash.at > CRASH_RESET;
    container.crash = { delay: fresh ? FIRST_DELAY : Math.min(LONGEST_DELAY, crash.delay * 2), at: now };
  }
}

/** A pod with the addresses it has, which its status tells only later. */
function withAddresses(pod: Pod, { ip, node }: PodRecord, store: Store): Pod {
  const host = store.get("nodes", "", node) as Node | undefined;
  const hostIP = host?.status?.addresses?.find(({ type }) => type === "InternalIP")?.address;
  return { ...pod, status: { ...pod.status, ...(ip ? { podIP: ip } : {}), ...(hostIP ? { hostIP } : {}) } };
}
