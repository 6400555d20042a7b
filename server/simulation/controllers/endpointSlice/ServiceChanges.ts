/**
 * Hears of pods and Services and keeps, for each Service, which pods changed since its endpoints were last written, so that
 * one pod's change costs one pod's work. Shared by Endpoints and EndpointSlices.
 *
 * Which pods changed is only remembered, not part of a snapshot: when it is not known, all pods are looked at, with the same
 * result. When the earliest of them changed is state: it is written into an annotation.
 * Models pkg/controller/util/endpoint and staging/src/k8s.io/endpointslice/trigger_time_tracker.go.
 */
import type { Pod, Service } from "../../../protocol/kubernetes/index.ts";
import { labelIndexKeys } from "../../api/indexes.ts";
import { gatherDelay, keyOf } from "../../controllerkit/keys.ts";
import { isPodReady, podCondition } from "../../controllerkit/podFacts.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import type { StoreEvent } from "../../store/StoreEvent.ts";
import { podsOf, selects } from "./servicePods.ts";

/**
 * What is known of a Service whose endpoints have been written: its uid, the earliest change not yet written, and for one of
 * many pods until when the next changes gather, ms.
 */
interface Known {
  readonly service: string;
  readonly since?: string;
  readonly gatherUntil?: number;
}

export class ServiceChanges {
  private readonly known: Map<string, Known>;
  /** Changed pods, name by uid, of Services whose endpoints were written without trouble. */
  private readonly changed = new Map<string, Map<string, string>>();

  /** `delayOf` says how long changes of a Service's pods are gathered, ms. */
  constructor(
    private readonly context: ControllerContext,
    private readonly options: { readonly state: string; readonly delayOf: (key: string) => number },
  ) {
    this.known = context.runtime.state(options.state);
  }

  /** The changed pods of a Service, name by uid; "all" when that is not known. From now on they count as looked at. */
  take(key: string): "all" | ReadonlyMap<string, string> {
    const pods = this.changed.get(key);
    this.changed.delete(key);
    return pods ?? "all";
  }

  /** The time of the earliest change since the last write; of the Service's creation when there was no write. */
  triggerTime(service: Service): string | undefined {
    const known = this.known.get(keyOf(service));
    return known?.service === service.metadata.uid ? known.since : service.metadata.creationTimestamp;
  }

  /** A Service's `size` endpoints are as they should be: from now on changes are counted. */
  written(service: Service, size: number): void {
    const key = keyOf(service);
    this.changed.set(key, new Map());
    const known = this.known.get(key);
    const gather = gatherDelay(size);
    if (gather > 0 || known?.service !== service.metadata.uid || known.since !== undefined || known.gatherUntil)
      this.known.set(key, {
        service: service.metadata.uid,
        ...(gather > 0 ? { gatherUntil: this.context.runtime.now + gather } : undefined),
      });
  }

  forget(key: string): void {
    this.changed.delete(key);
    this.known.delete(key);
  }

  /** All pods of the Service are to be looked at next. */
  distrust(key: string): void {
    this.changed.delete(key);
  }

  readonly serviceChanged = ({ type, object, previous }: StoreEvent): void => {
    const service = object as Service;
    const old = (previous as Service | undefined)?.spec.selector;
    const key = keyOf(service);
    this.distrust(key);
    if (type === "MODIFIED" && service.spec.selector !== old) {
      for (const pod of podsOf(this.context.store, service)) if (!old || !selects(old, pod)) this.note(key, pod);
    }
    this.context.enqueue(key);
  };

  readonly podChanged = ({ type, object, previous }: StoreEvent): void => {
    const pod = object as Pod;
    const old = previous as Pod | undefined;
    if (type !== "MODIFIED" || !old) {
      for (const key of this.selecting(pod)) this.add(key, pod);
      return;
    }
    const relabelled = pod.metadata.labels !== old.metadata.labels;
    if (!relabelled && !endpointDiffers(pod, old)) return;
    const before = relabelled ? this.selecting(old) : undefined;
    const after = this.selecting(pod);
    if (before) for (const key of before) if (!after.has(key)) this.add(key, pod);
    const readiness = readyTime(pod) !== readyTime(old);
    for (const key of after) {
      if (readiness || before?.has(key) === false) this.note(key, pod);
      this.add(key, pod);
    }
  };

  private add(key: string, pod: Pod): void {
    this.changed.get(key)?.set(pod.metadata.uid, pod.metadata.name);
    const gather = (this.known.get(key)?.gatherUntil ?? 0) - this.context.runtime.now;
    this.context.enqueue(key, Math.max(0, gather, this.options.delayOf(key)));
  }

  private note(key: string, pod: Pod): void {
    const time = readyTime(pod);
    const known = this.known.get(key);
    if (time !== undefined && known && (known.since === undefined || time < known.since))
      this.known.set(key, { ...known, since: time });
  }

  /** `namespace/name` of the Services that select the pod. */
  private selecting(pod: Pod): ReadonlySet<string> {
    const keys = new Set<string>();
    for (const label of labelIndexKeys(pod)) {
      for (const service of this.context.store.byIndex("services", "selector", label) as Iterable<Service>) {
        if (selects(service.spec.selector ?? {}, pod)) keys.add(keyOf(service));
      }
    }
    return keys;
  }
}

function readyTime(pod: Pod): string | undefined {
  return podCondition(pod.status, "Ready")?.lastTransitionTime;
}

function endpointDiffers(pod: Pod, old: Pod): boolean {
  return (
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    pod.status?.podIP !== old.status?.podIP ||
    pod.status?.phase !== old.status?.phase ||
    pod.spec.nodeName !== old.spec.nodeName ||
    isPodReady(pod) !== isPodReady(old)
  );
}
