/**
 * The images of containers: whether they are there, pulled one after the other on each node, and the back-off when there is
 * no such image. Models kubernetes pkg/kubelet/images.
 */
import type { Container, Node, Pod } from "../../protocol/kubernetes/index.ts";
import type { Client } from "../controllerkit/Client.ts";
import { isRegistryBroken } from "../controllerkit/faults.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import { tell } from "./containerEvents.ts";
import { goDuration } from "./goDuration.ts";
import { mayPull } from "./images/pullSecrets.ts";
import { resolveImage } from "./images/registry.ts";
import { allContainers } from "./podStatus.ts";
import type { ContainerRecord, Operation } from "./records.ts";
import { wait } from "./waiting.ts";

const FIRST_DELAY = 10_000;
const LONGEST_DELAY = 300_000;
/** Bytes a millisecond. */
const PULL_SPEED = 40_000;

interface ImagePullsOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly recorder: EventRecorder;
}

export class ImagePulls {
  constructor(private readonly options: ImagePullsOptions) {}

  /** The first operation of a start; undefined when it failed at once and the record says why. */
  begin(pod: Pod, spec: Container, container: ContainerRecord): Operation | undefined {
    const { runtime } = this.options;
    const { now } = runtime;
    const image = spec.image ?? "";
    const resolved = resolveImage(image, this.options.store);
    if ("problem" in resolved && resolved.problem === "invalid") {
      const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`;
      tell(this.options.recorder, pod, spec, { type: "Warning", reason: "InspectFailed", message });
      tell(this.options.recorder, pod, spec, { type: "Warning", reason: "Failed", message: "Error: InvalidImageName" });
      wait(container, { reason: "InvalidImageName", message, until: now + FIRST_DELAY + runtime.random.int(5000) });
      return undefined;
    }
    const policy = spec.imagePullPolicy ?? "IfNotPresent";
    // KubeletEnsureSecretPulledImages: what another pod's secret brought is asked for again by who has none.
    const verified = "problem" in resolved || mayPull(pod, resolved, this.options.store);
    if (policy !== "Always" && verified && this.isPresent(pod, resolved.name)) {
      tell(this.options.recorder, pod, spec, {
        reason: "Pulled",
        message: `Container image "${image}" already present on machine and can be accessed by the pod`,
      });
      return { kind: "create", container: spec.name, began: now, due: now + 40 + runtime.random.int(60) };
    }
    if (policy === "Never") {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      tell(this.options.recorder, pod, spec, { type: "Warning", reason: "ErrImageNeverPull", message });
      tell(this.options.recorder, pod, spec, {
        type: "Warning",
        reason: "Failed",
        message: "Error: ErrImageNeverPull",
      });
      wait(container, { reason: "ErrImageNeverPull", message, until: now + FIRST_DELAY + runtime.random.int(5000) });
      return undefined;
    }
    tell(this.options.recorder, pod, spec, { reason: "Pulling", message: `Pulling image "${image}"` });
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
  cancel(node: string, operation: Operation): void {
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
  finish(
    pod: Pod,
    spec: Container,
    { container, operation }: { readonly container: ContainerRecord; readonly operation: Operation },
  ): boolean {
    const { runtime } = this.options;
    const { now } = runtime;
    const image = spec.image ?? "";
    const resolved = resolveImage(image, this.options.store);
    const broken = isRegistryBroken(this.options.store, this.nodeOf(pod));
    const denied = "problem" in resolved ? resolved.problem === "nobody" : !mayPull(pod, resolved, this.options.store);
    if (!("problem" in resolved) && !broken && !denied) {
      const took = goDuration(now - (operation.pullBegan ?? operation.began));
      const waited = goDuration(now - operation.began);
      tell(this.options.recorder, pod, spec, {
        reason: "Pulled",
        message: `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${resolved.model.size} bytes.`,
      });
      this.addImage(pod, resolved.name, resolved.model.size);
      this.imagesOnTheirWay.delete(`${pod.spec.nodeName} ${resolved.name}`);
      delete container.pullDelay;
      return true;
    }
    this.imagesOnTheirWay.delete(`${pod.spec.nodeName} ${resolved.name}`);
    const unpack = `failed to pull and unpack image "${resolved.name}": failed to resolve reference "${resolved.name}"`;
    const problem = broken
      ? `rpc error: code = Unknown desc = ${unpack}: failed to do request: Head "${manifestOf(resolved.name)}": dial tcp: i/o timeout`
      : denied
        ? `rpc error: code = Unknown desc = ${unpack}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`
        : "problem" in resolved && resolved.message !== undefined
          ? `rpc error: code = Unknown desc = ${unpack}: ${resolved.message}`
          : `rpc error: code = NotFound desc = ${unpack}: ${resolved.name}: not found`;
    tell(this.options.recorder, pod, spec, {
      type: "Warning",
      reason: "Failed",
      message: `Failed to pull image "${image}": ${problem}`,
    });
    tell(this.options.recorder, pod, spec, { type: "Warning", reason: "Failed", message: "Error: ErrImagePull" });
    container.pullDelay = Math.min(
      LONGEST_DELAY,
      container.pullDelay === undefined ? FIRST_DELAY : container.pullDelay * 2,
    );
    wait(container, { reason: "ErrImagePull", message: problem, until: now + container.pullDelay });
    container.flipAt = now + Math.min(container.pullDelay - 1, 1500 + runtime.random.int(1500));
    return false;
  }

  /** The kubelet's next look at a failed pull. */
  backOff(pod: Pod, name: string, container: ContainerRecord): void {
    delete container.flipAt;
    const spec = allContainers(pod).find((candidate) => candidate.name === name);
    if (!spec || container.phase !== "waiting") return;
    tell(this.options.recorder, pod, spec, { reason: "BackOff", message: `Back-off pulling image "${spec.image}"` });
    tell(this.options.recorder, pod, spec, { type: "Warning", reason: "Failed", message: "Error: ImagePullBackOff" });
    container.message = `Back-off pulling image "${spec.image}": ErrImagePull: ${container.message ?? ""}`;
    container.reason = "ImagePullBackOff";
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
}

/** Where a registry has an image's manifest. */
function manifestOf(name: string): string {
  const [host = "", ...path] = name.split("/");
  const [repository = "", tag = "latest"] = path.join("/").split(":");
  return `https://${host === "docker.io" ? "registry-1.docker.io" : host}/v2/${repository}/manifests/${tag}`;
}
