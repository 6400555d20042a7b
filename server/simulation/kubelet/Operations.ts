/** What follows when the one thing a kubelet was doing for a pod is done: a sandbox, a pull, a start, a postStart hook. */
import type { Container, LifecycleHandler, Pod } from "../../protocol/kubernetes/index.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import { tell } from "./containerEvents.ts";
import { nextListing } from "./dueTimes.ts";
import type { HookResult } from "./hooks.ts";
import type { ImagePulls } from "./ImagePulls.ts";
import type { Launcher } from "./Launcher.ts";
import { mountProblem } from "./mounting.ts";
import type { PodAddresses } from "./PodAddresses.ts";
import { hostIPOf } from "./podNode.ts";
import { allContainers } from "./podStatus.ts";
import { armProbes } from "./probing.ts";
import type { ProgramSteps } from "./ProgramSteps.ts";
import type { Reaper } from "./Reaper.ts";
import type { ContainerRecord, Operation, PodRecord } from "./records.ts";
import { reportSoon } from "./StatusReporter.ts";
import { graceOf, type Stopper } from "./Stopper.ts";

const LONGEST_MOUNT_DELAY = 122_000;

interface OperationsOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly addresses: PodAddresses;
  readonly pulls: ImagePulls;
  readonly launcher: Launcher;
  readonly steps: ProgramSteps;
  readonly reaper: Reaper;
  readonly stopper: Stopper;
  readonly hook: (handler: LifecycleHandler, at: { readonly pod: Pod; readonly spec: Container }) => HookResult;
}

export class Operations {
  constructor(private readonly options: OperationsOptions) {}

  /** Ends the record's operation, and begins the one that belongs to it: an image that is there is started. */
  complete(pod: Pod, record: PodRecord): void {
    const { runtime, pulls } = this.options;
    const operation = record.operation;
    delete record.operation;
    if (!operation) return;
    if (operation.kind === "sandbox") return this.afterSandbox(pod, record);
    const spec = allContainers(pod).find(({ name }) => name === operation.container);
    const container = record.containers[operation.container];
    if (!spec || !container) return;
    if (operation.kind === "hook") return this.afterHook(pod, record, operation);
    if (operation.kind === "create") return this.start(pod, record, { spec, container });
    if (pulls.finish(pod, spec, { container, operation }))
      record.operation = {
        kind: "create",
        container: spec.name,
        began: runtime.now,
        due: runtime.now + 40 + runtime.random.int(60),
      };
    else reportSoon(record, runtime.now);
  }

  /** The pod gets its address, when its volumes are there. */
  private afterSandbox(pod: Pod, record: PodRecord): void {
    const { store, addresses } = this.options;
    const problem = mountProblem(pod, store);
    if (problem) return this.waitForMount(pod, record, problem);
    record.ip = pod.spec.hostNetwork ? hostIPOf(store, pod) : addresses.allocate(record.node);
  }

  /** What a volume needs is not there: tried again after half a second, then later and later. */
  private waitForMount(pod: Pod, record: PodRecord, message: string): void {
    const { now } = this.options.runtime;
    this.options.recorder.event(pod, "Warning", { reason: "FailedMount", message }, { host: record.node });
    record.mountDelay = Math.min((record.mountDelay ?? 250) * 2, LONGEST_MOUNT_DELAY);
    record.operation = { kind: "sandbox", container: "", began: now, due: now + record.mountDelay };
  }

  private start(
    pod: Pod,
    record: PodRecord,
    { spec, container }: { readonly spec: Container; readonly container: ContainerRecord },
  ): void {
    const { runtime, launcher, reaper, steps } = this.options;
    const { name } = spec;
    const launched = launcher.launch(pod, spec, { container, record });
    if (typeof launched === "string") {
      container.trouble = { reason: "RunContainerError", message: launched };
      reaper.exit(pod, record, { name, container, code: 128, reason: "StartError", message: launched });
    } else if (launched) {
      delete container.trouble;
      steps.run(pod, record, { name, container });
      this.beginHook(pod, record, { spec, container });
    }
    reportSoon(record, runtime.now);
  }

  private beginHook(
    pod: Pod,
    record: PodRecord,
    { spec, container }: { readonly spec: Container; readonly container: ContainerRecord },
  ): void {
    const { runtime, hook } = this.options;
    const handler = spec.lifecycle?.postStart;
    if (!handler || container.phase !== "running") return;
    const { took, problem } = hook(handler, { pod, spec });
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

  /** A postStart hook is over: one that failed takes its container with it. */
  private afterHook(pod: Pod, record: PodRecord, { container: name, problem }: Operation): void {
    const container = record.containers[name];
    if (container?.phase !== "running") return;
    const spec = allContainers(pod).find((candidate) => candidate.name === name) as Container;
    const { recorder, runtime, stopper } = this.options;
    if (problem === undefined)
      return armProbes(spec, container, { runtime, seenAt: nextListing(record.node, runtime.now) });
    container.trouble = { reason: "PostStartHookError", message: problem };
    tell(recorder, pod, spec, { type: "Warning", reason: "FailedPostStartHook", message: "PostStartHook failed" });
    tell(recorder, pod, spec, { reason: "Killing", message: "FailedPostStartHook" });
    stopper.terminate(pod, spec, { container, grace: graceOf(pod) });
    const { kill } = container as ContainerRecord;
    // The kubelet waits for its end.
    if (kill) record.operation = { kind: "hook", container: name, began: runtime.now, due: kill.at };
  }
}
