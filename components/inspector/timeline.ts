/** The life of an object as one list: what people did, what changed, events, conditions, containers. Pure. */
import type { ContainerStatus, Event, KubeObject, Pod } from "../../server/protocol/kubernetes/index.ts";
import type { ActivityView } from "../../server/protocol/messages.ts";
import type { ChangeNote } from "../room/history/changeNotes.ts";
import type { SeenChange } from "../room/history/RoomHistory.ts";
import type { Selection } from "../room/view.ts";

export type Moment = { readonly id: string /** Cluster time, ms. */; readonly time: number } & (
  | { readonly kind: "act"; readonly item: ActivityView }
  | {
      readonly kind: "change";
      readonly what: SeenChange["what"];
      readonly by: number;
      readonly notes: readonly ChangeNote[];
    }
  | {
      readonly kind: "event";
      readonly warning: boolean;
      readonly reason: string;
      readonly message: string;
      readonly count: number;
      readonly source: string;
    }
  | { readonly kind: "condition"; readonly type: string; readonly status: string; readonly reason: string }
  | { readonly kind: "container"; readonly container: string; readonly state: string; readonly detail: string }
  | { readonly kind: "made" }
);

export interface TimelineSources {
  readonly object: KubeObject;
  readonly selection: Selection;
  readonly activity: readonly ActivityView[];
  readonly seen: readonly SeenChange[];
  readonly events: readonly Event[];
}

/** The newest first. */
export function timelineOf({ object, selection, activity, seen, events }: TimelineSources): readonly Moment[] {
  const { uid, name, namespace = "" } = object.metadata;
  const made = Date.parse(object.metadata.creationTimestamp);
  const moments: Moment[] = [{ id: "made", time: made, kind: "made" }];
  for (const item of activity)
    if (
      item.resource === selection.resource &&
      item.name === name &&
      item.namespace === namespace &&
      item.time >= made - 2_000
    )
      moments.push({ id: `act-${item.seq}`, time: item.time, kind: "act", item });
  seen.forEach(({ time, what, by, notes }, index) => {
    if (what !== "made") moments.push({ id: `change-${index}`, time, kind: "change", what, by, notes });
  });
  for (const event of events) {
    if (!isAbout(event, object)) continue;
    const last =
      event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
    moments.push({
      id: event.metadata.uid,
      time: Date.parse(last ?? ""),
      kind: "event",
      warning: event.type === "Warning",
      reason: event.reason ?? "",
      message: event.message ?? "",
      count: event.series?.count ?? event.count ?? 1,
      source: event.reportingComponent ?? event.source?.component ?? "",
    });
  }
  // What was seen as a change already need not be told again from the state.
  const seenFrom = Math.min(...seen.map(({ time }) => time), Number.POSITIVE_INFINITY);
  const status = object.status as { readonly conditions?: readonly Condition[] } | undefined;
  for (const { type, status: is, reason = "", lastTransitionTime } of status?.conditions ?? []) {
    const time = Date.parse(lastTransitionTime ?? "");
    if (time && time < seenFrom)
      moments.push({ id: `condition-${type}`, time, kind: "condition", type, status: is, reason });
  }
  if (object.kind === "Pod") moments.push(...containerMoments(object as Pod));
  return moments
    .filter(({ time }) => !Number.isNaN(time))
    .sort((left, right) => right.time - left.time || right.id.localeCompare(left.id))
    .filter((moment, index, all) => moment.id !== all[index - 1]?.id && moment.id !== uid);
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly lastTransitionTime?: string;
}

function isAbout(event: Event, object: KubeObject): boolean {
  const { involvedObject } = event;
  if (involvedObject.uid) return involvedObject.uid === object.metadata.uid;
  return (
    involvedObject.kind === object.kind &&
    involvedObject.name === object.metadata.name &&
    (involvedObject.namespace ?? "") === (object.metadata.namespace ?? "")
  );
}

function containerMoments(pod: Pod): readonly Moment[] {
  const statuses: readonly ContainerStatus[] = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ];
  return statuses.flatMap(({ name, state, lastState, restartCount }): readonly Moment[] => {
    const moments: Moment[] = [];
    const add = (id: string, at: string | undefined, told: string, detail: string): void => {
      const time = Date.parse(at ?? "");
      if (time)
        moments.push({
          id: `${id}-${name}-${restartCount}`,
          time,
          kind: "container",
          container: name,
          state: told,
          detail,
        });
    };
    if (state?.running) add("running", state.running.startedAt, "Running", "");
    for (const terminated of [state?.terminated, lastState?.terminated])
      if (terminated)
        add(
          `ended-${terminated.finishedAt}`,
          terminated.finishedAt,
          terminated.reason ?? "Terminated",
          `exit ${terminated.exitCode}`,
        );
    return moments;
  });
}
