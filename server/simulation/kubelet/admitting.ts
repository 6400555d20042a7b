/** How a kubelet takes a pod that was bound to its node. Models kubernetes pkg/kubelet (HandlePodAdditions, canAdmitPod). */
import type { Pod } from "../../protocol/kubernetes/index.ts";
import type { EventRecorder } from "../controllerkit/EventRecorder.ts";
import { ROUND_TRIP_MS } from "../controllerkit/roundTrip.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";
import { refusalOf } from "./nodeFit.ts";
import { nodeOf } from "./podNode.ts";
import type { PodRecords } from "./PodRecords.ts";
import { allContainers } from "./podStatus.ts";
import { newContainer, type PodRecord } from "./records.ts";
import type { StaticPods } from "./StaticPods.ts";

interface AdmittingOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly records: PodRecords;
  readonly statics: StaticPods;
}

/**
 * The record of a pod that begins its life: a failed one when it was put where it does not fit, undefined when there is
 * nothing to run.
 */
export function admit(
  pod: Pod,
  { runtime, store, recorder, records, statics }: AdmittingOptions,
): PodRecord | undefined {
  const node = nodeOf(store, pod);
  if (!node || pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") return undefined;
  const mirror = statics.mirrorOf(pod);
  const record: PodRecord = {
    uid: pod.metadata.uid,
    node: node.metadata.name,
    startTime: runtime.now,
    ...(mirror ? { mirror } : {}),
    containers: {},
    statusAt: runtime.now,
  };
  const refusal = refusalOf(pod, node, { store, isAdmitted: (uid) => records.isAdmitted(uid) });
  if (refusal) {
    recorder.event(pod, "Warning", refusal, { host: node.metadata.name });
    return {
      ...record,
      statusAt: runtime.now + ROUND_TRIP_MS,
      failed: { reason: refusal.reason, message: `Pod was rejected: ${refusal.message}` },
    };
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
