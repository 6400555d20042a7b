/**
 * From an image name to a running process: pull, create, start, and the back-offs when one of these fails.
 * Models kubernetes pkg/kubelet/images, kuberuntime/kuberuntime_container.go and client-go flowcontrol back-off.
 */
import type { ConfigMap, Container, Node, Pod, Secret } from "../../protocol/kubernetes/index.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { HttpRequest, HttpResponse } from "../controllerkit/Processes.ts";
import { base64Problem, decodeText } from "../api/machinery/base64.ts";
import { wholeValue } from "../runtime/quantity.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { timestamp } from "../runtime/time.ts";
import type { Store } from "../store/Store.ts";
import type { ContainerLogs } from "./ContainerLogs.ts";
import { resolveImage } from "./images/registry.ts";
import { armProbes } from "./probing.ts";
import { fieldPathOf } from "./fieldPath.ts";
import { type ContainerRecord, listenerOf, type Operation, type PodRecord } from "./records.ts";

const FIRST_DELAY = 10_000;
const LONGEST_DELAY = 300_000;
/** A container that ran longer than this since its last back-off starts over. */
const CRASH_RESET = 600_000;
/** Bytes a millisecond. */
const PULL_SPEED = 40_000;

export interface LauncherOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
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

  /** The first operation of a start; undefined when it failed at once and the record says why. */
  begin(pod: Pod, spec: Container, container: ContainerRecord): Operation | undefined {
    const { runtime } = this.options;
    const { now } = runtime;
    const image = spec.image ?? "";
    const resolved = resolveImage(image);
    if ("problem" in resolved && resolved.problem === "invalid") {
      const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`;
      this.tell(pod, spec, { type: "Warning", reason: "InspectFailed", message });
      this.tell(pod, spec, { type: "Warning", reason: "Failed", message: "Error: InvalidImageName" });
      wait(container, { reason: "InvalidImageName", message, until: now + FIRST_DELAY + runtime.random.int(5000) });
      return undefined;
    }
    const policy = spec.imagePullPolicy ?? "IfNotPresent";
    if (policy !== "Always" && this.isPresent(pod, resolved.name)) {
      this.tell(pod, spec, {
        reason: "Pulled",
        message: `Container image "${image}" already present on machine and can be accessed by the pod`,
      });
      return { kind: "create", container: spec.name, began: now, due: now + 40 + runtime.random.int(60) };
    }
    if (policy === "Never") {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      this.tell(pod, spec, { type: "Warning", reason: "ErrImageNeverPull", message });
      this.tell(pod, spec, { type: "Warning", reason: "Failed", message: "Error: ErrImageNeverPull" });
      wait(container, { reason: "ErrImageNeverPull", message, until: now + FIRST_DELAY + runtime.random.int(5000) });
      return undefined;
    }
    this.tell(pod, spec, { reason: "Pulling", message: `Pulling image "${image}"` });
    const queue = runtime.state<number>("image-pulls");
    const node = pod.spec.nodeName ?? "";
    const pullBegan = Math.max(now, queue.get(node) ?? 0);
    const size =
      "problem" in resolved || this.isPresent(pod, resolved.name) || this.isOnItsWay(node, resolved.name)
        ? 0
        : resolved.model.size;
    if (size > 0) this.imagesOnTheirWay.set(`${node} ${resolved.name}`, now);
    const due = pullBegan + 900 + runtime.random.int(700) + Math.round(size / PULL_SPEED);
    queue.set(node, due);
    return { kind: "pull", container: spec.name, began: now, pullBegan, due };
  }

  /** A pull nobody waits for any more gives its time back to those behind it. */
  cancelPull(node: string, operation: Operation): void {
    const { now } = this.options.runtime;
    const queue = this.options.runtime.state<number>("image-pulls");
    const left = operation.due - Math.max(now, operation.pullBegan ?? operation.began);
    queue.set(node, Math.max(now, (queue.get(node) ?? now) - Math.max(0, left)));
    for (const key of this.imagesOnTheirWay.keys()) if (key.startsWith(`${node} `)) this.imagesOnTheirWay.delete(key);
  }

  /** Images that an earlier pull of a node will have brought. */
  private get imagesOnTheirWay(): Map<string, number> {
    return this.options.runtime.state<number>("images-on-their-way");
  }

  private isOnItsWay(node: string, image: string): boolean {
    return this.imagesOnTheirWay.has(`${node} ${image}`);
  }

  /** A pull has come to its end; false when there is no such image. */
  pulled(
    pod: Pod,
    spec: Container,
    { container, operation }: { readonly container: ContainerRecord; readonly operation: Operation },
  ): boolean {
    const { runtime } = this.options;
    const { now } = runtime;
    const image = spec.image ?? "";
    const resolved = resolveImage(image);
    if (!("problem" in resolved)) {
      const took = goDuration(now - (operation.pullBegan ?? operation.began));
      const waited = goDuration(now - operation.began);
      this.tell(pod, spec, {
        reason: "Pulled",
        message: `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${resolved.model.size} bytes.`,
      });
      this.addImage(pod, resolved.name, resolved.model.size);
      this.imagesOnTheirWay.delete(`${pod.spec.nodeName} ${resolved.name}`);
      delete container.pullDelay;
      return true;
    }
    const problem = `rpc error: code = NotFound desc = failed to pull and unpack image "${resolved.name}": failed to resolve reference "${resolved.name}": ${resolved.name}: not found`;
    this.tell(pod, spec, { type: "Warning", reason: "Failed", message: `Failed to pull image "${image}": ${problem}` });
    this.tell(pod, spec, { type: "Warning", reason: "Failed", message: "Error: ErrImagePull" });
    container.pullDelay = Math.min(
      LONGEST_DELAY,
      container.pullDelay === undefined ? FIRST_DELAY : container.pullDelay * 2,
    );
    wait(container, { reason: "ErrImagePull", message: problem, until: now + container.pullDelay });
    container.flipAt = now + Math.min(container.pullDelay - 1, 1500 + runtime.random.int(1500));
    return false;
  }

  /** The kubelet's next look at a failed pull. */
  pullBackOff(pod: Pod, name: string, container: ContainerRecord): void {
    delete container.flipAt;
    const spec = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find(
      (candidate) => candidate.name === name,
    );
    if (!spec || container.phase !== "waiting") return;
    this.tell(pod, spec, { reason: "BackOff", message: `Back-off pulling image "${spec.image}"` });
    this.tell(pod, spec, { type: "Warning", reason: "Failed", message: "Error: ImagePullBackOff" });
    container.message = `Back-off pulling image "${spec.image}": ErrImagePull: ${container.message ?? ""}`;
    container.reason = "ImagePullBackOff";
  }

  /** Creates and starts the process; false when its configuration is incomplete. */
  launch(pod: Pod, spec: Container, { container, record }: Launch): boolean {
    const { runtime } = this.options;
    const { now } = runtime;
    const resolved = resolveImage(spec.image ?? "");
    if ("problem" in resolved) return false;
    const missing = this.missingConfig(pod, spec);
    if (missing) {
      this.tell(pod, spec, { type: "Warning", reason: "Failed", message: `Error: ${missing}` });
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
    this.tell(pod, spec, { reason: "Created", message: "Container created" });
    this.tell(pod, spec, { reason: "Started", message: "Container started" });
    const logId = `${record.uid}/${spec.name}`;
    this.logs.rotate(logId);
    const env = this.environment(pod, spec);
    const limit = spec.resources?.limits?.memory;
    container.program = resolved.model.start({
      ...(limit === undefined ? {} : { memoryLimit: wholeValue(limit) }),
      podName: pod.metadata.name,
      namespace: pod.metadata.namespace ?? "",
      image: resolved.name,
      command: (spec.command ?? []).map((word) => expandReferences(word, env)),
      args: (spec.args ?? []).map((word) => expandReferences(word, env)),
      env,
      isTaken: (port) => listenerOf(record, port, spec.name) !== undefined,
    });
    container.phase = "running";
    container.startedAt = now;
    container.step = 0;
    container.files = [...(container.program.files ?? [])];
    for (const line of container.program.logs) this.logs.append(logId, line);
    armProbes(spec, container, runtime);
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
    const spec = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find(
      (candidate) => candidate.name === name,
    );
    if (spec)
      this.tell(pod, spec, {
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
    const spec = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find(
      (candidate) => candidate.name === name,
    );
    const resolved = resolveImage(spec?.image ?? "");
    if ("problem" in resolved || !container.program) return undefined;
    const outcome = resolved.model.http?.({
      ...request,
      podName: pod.metadata.name,
      image: spec?.image ?? "",
      state: container.program.state,
    });
    if (!outcome) return { status: 200, body: "", contentType: "text/plain" };
    if (outcome.state !== undefined) container.program = { ...container.program, state: outcome.state };
    if (outcome.log !== undefined) this.logs.append(`${pod.metadata.uid}/${name}`, outcome.log);
    return outcome.response;
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

  private environment(pod: Pod, spec: Container): { [name: string]: string } {
    const env: Record<string, string> = {};
    for (const { prefix = "", configMapRef, secretRef } of spec.envFrom ?? []) {
      const data = configMapRef ? this.configMap(pod, configMapRef.name)?.data : undefined;
      for (const [key, value] of Object.entries(data ?? {})) env[prefix + key] = value;
      if (secretRef)
        for (const [key, value] of Object.entries(this.secret(pod, secretRef.name)?.data ?? {}))
          env[prefix + key] = secretText(value);
    }
    for (const { name, value, valueFrom } of spec.env ?? []) {
      if (value !== undefined) env[name] = expandReferences(value, env);
      else if (valueFrom?.secretKeyRef)
        env[name] = secretText(this.secret(pod, valueFrom.secretKeyRef.name)?.data?.[valueFrom.secretKeyRef.key] ?? "");
      else if (valueFrom?.configMapKeyRef)
        env[name] = this.configMap(pod, valueFrom.configMapKeyRef.name)?.data?.[valueFrom.configMapKeyRef.key] ?? "";
      else if (valueFrom?.fieldRef) env[name] = fieldOf(pod, valueFrom.fieldRef.fieldPath);
    }
    return env;
  }

  /** What a container refers to and is not there, in the kubelet's words. */
  private missingConfig(pod: Pod, spec: Container): string | undefined {
    for (const { configMapRef, secretRef } of spec.envFrom ?? []) {
      if (configMapRef && !configMapRef.optional && !this.configMap(pod, configMapRef.name))
        return `configmap "${configMapRef.name}" not found`;
      if (secretRef && !secretRef.optional && !this.secret(pod, secretRef.name))
        return `secret "${secretRef.name}" not found`;
    }
    for (const { valueFrom } of spec.env ?? []) {
      const map = valueFrom?.configMapKeyRef;
      if (map && !map.optional) {
        const found = this.configMap(pod, map.name);
        if (!found) return `configmap "${map.name}" not found`;
        if (found.data?.[map.key] === undefined)
          return `couldn't find key ${map.key} in ConfigMap ${pod.metadata.namespace}/${map.name}`;
      }
      const secret = valueFrom?.secretKeyRef;
      if (secret && !secret.optional) {
        const found = this.secret(pod, secret.name);
        if (!found) return `secret "${secret.name}" not found`;
        if (found.data?.[secret.key] === undefined)
          return `couldn't find key ${secret.key} in Secret ${pod.metadata.namespace}/${secret.name}`;
      }
    }
    return undefined;
  }

  private configMap(pod: Pod, name: string | undefined): ConfigMap | undefined {
    return this.options.store.get("configmaps", pod.metadata.namespace ?? "", name ?? "") as ConfigMap | undefined;
  }

  private secret(pod: Pod, name: string | undefined): Secret | undefined {
    return this.options.store.get("secrets", pod.metadata.namespace ?? "", name ?? "") as Secret | undefined;
  }

  private isPresent(pod: Pod, image: string): boolean {
    return this.nodeOf(pod)?.status?.images?.some(({ names }) => names?.includes(image)) ?? false;
  }

  private addImage(pod: Pod, image: string, size: number): void {
    const node = this.nodeOf(pod);
    if (!node || this.isPresent(pod, image)) return;
    const images = [...(node.status?.images ?? []), { names: [image], sizeBytes: size }].sort(
      (left, right) => (right.sizeBytes ?? 0) - (left.sizeBytes ?? 0),
    );
    this.options.client.updateStatus("nodes", { ...node, status: { ...node.status, images } });
  }

  private nodeOf(pod: Pod): Node | undefined {
    return this.options.store.get("nodes", "", pod.spec.nodeName ?? "") as Node | undefined;
  }

  private tell(
    pod: Pod,
    spec: Container,
    {
      type = "Normal",
      reason,
      message,
    }: { readonly type?: "Normal" | "Warning"; readonly reason: string; readonly message: string },
  ): void {
    this.options.recorder.event(
      pod,
      type,
      { reason, message },
      { fieldPath: fieldPathOf(pod, spec.name), host: pod.spec.nodeName ?? "" },
    );
  }
}

/** A Secret's value; empty for what is no base64, which objects stored as they are may hold. */
function secretText(value: string): string {
  return base64Problem(value) === undefined ? decodeText(value) : "";
}

/** `$(NAME)` becomes what was set before it, `$$(NAME)` stays as `$(NAME)`. Models kubernetes third_party/forked/golang/expansion. */
function expandReferences(text: string, env: { readonly [name: string]: string }): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    whole === "$$" ? "$" : Object.hasOwn(env, name ?? "") ? (env[name ?? ""] ?? "") : whole,
  );
}

function wait(
  container: ContainerRecord,
  { reason, message, until }: { readonly reason: string; readonly message: string; readonly until: number },
): void {
  container.phase = "waiting";
  container.reason = reason;
  container.message = message;
  container.notBefore = until;
}

/** A duration as Go prints it: `1.234s`, `10s`, `2m40s`, `850ms`. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1000;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

function fieldOf(pod: Pod, path: string): string {
  switch (path) {
    case "metadata.name":
      return pod.metadata.name;
    case "metadata.namespace":
      return pod.metadata.namespace ?? "";
    case "metadata.uid":
      return pod.metadata.uid;
    case "spec.nodeName":
      return pod.spec.nodeName ?? "";
    case "spec.serviceAccountName":
      return pod.spec.serviceAccountName ?? "";
    case "status.podIP":
      return pod.status?.podIP ?? "";
    case "status.hostIP":
      return pod.status?.hostIP ?? "";
    default: {
      const match = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
      return match ? (pod.metadata[match[1] as "labels"]?.[match[2] ?? ""] ?? "") : "";
    }
  }
}
