import { describe, expect, test } from "vitest";
import { changeNotes } from "../../../components/room/history/changeNotes.ts";
import { consequencesOf, effectsInState } from "../../../components/room/history/consequences.ts";
import { predecessorOf, RoomHistory } from "../../../components/room/history/RoomHistory.ts";
import { timelineOf } from "../../../components/inspector/timeline.ts";
import { applyFrame, applyStatePart, type ClusterState, EMPTY_STATE } from "../../../server/protocol/clusterState.ts";
import type { Event, KubeObject, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { ActivityView, Change, Frame } from "../../../server/protocol/messages.ts";
import { MADE, storedPod } from "../../support/manifests.ts";

const AT = Date.parse(MADE);

function pod(name: string, revision: number, more: Parameters<typeof storedPod>[1] = {}): Pod {
  const metadata = { uid: `uid-${name}`, resourceVersion: String(revision), ...more.metadata };
  return storedPod(name, { ...more, metadata });
}
const upsert = (object: KubeObject, by: number): Change => ({ op: "upsert", resource: "pods", object, by });
const owned = { ownerReferences: [{ kind: "ReplicaSet", name: "rs", uid: "rs", controller: true }] };

/** Frames through a history, as the browser does it. */
function play(frames: readonly (readonly Change[])[]): RoomHistory {
  const history = new RoomHistory();
  let state: ClusterState = EMPTY_STATE;
  frames.forEach((changes, index) => {
    const frame: Frame = { type: "frame", from: index, to: index + 1, time: AT + index * 1_000, changes };
    history.note(frame, state);
    state = applyFrame(state, frame);
  });
  return history;
}
const act: ActivityView = {
  seq: 7,
  time: AT,
  person: "mina",
  verb: "scale",
  resource: "deployments.apps",
  namespace: "default",
  name: "web",
  replicas: 2,
};

describe("WHY-1 what changed, and because of what", () => {
  test("fields are told with their values", () => {
    const before = pod("a", 1, { metadata: { labels: { type: "web", lo: "dev" } } });
    const after = pod("a", 2, {
      metadata: { labels: { type: "api" } },
      spec: { nodeName: "n1" },
      status: { phase: "Running", podIP: "20.96.1.2" },
    });
    expect(changeNotes(before, after)).toEqual([
      { path: "labels.type", from: "web", to: "api" },
      { path: "labels.lo", from: "dev" },
      { path: "spec.nodeName", to: "n1" },
      { path: "status", from: "", to: "Running" },
      { path: "podIP", to: "20.96.1.2" },
    ]);
    expect(changeNotes(before, { ...before })).toEqual([]);
  });
  test("effects of a command are gathered, with the nodes of its pods", () => {
    const history = play([
      [upsert(pod("a", 1, { metadata: owned }), 7), upsert(pod("b", 2, { metadata: owned }), 7)],
      [upsert(pod("a", 3, { metadata: owned, spec: { nodeName: "worker2" } }), 7)],
      [upsert(pod("b", 4, { metadata: owned, spec: { nodeName: "worker1" } }), 7)],
    ]);
    const [made, ...rest] = consequencesOf(act, history.effectsOf(7));
    expect(made).toMatchObject({ what: "made", kind: "Pod", nodes: ["worker2", "worker1"] });
    expect(made?.targets.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(rest).toEqual([]);
    expect(history.of("uid-a").map(({ what }) => what)).toEqual(["made", "changed"]);
  });
  test("of what was before the page was opened, the state tells what is still there", () => {
    const made = pod("a", 1, { metadata: owned, spec: { nodeName: "worker2" } });
    const state = applyStatePart(EMPTY_STATE, {
      type: "state",
      part: 0,
      last: true,
      epoch: "e",
      rights: "r",
      revision: 2,
      time: AT,
      objects: { pods: [made, pod("by-hand", 2)] },
      causes: { "uid-a": 7, "uid-by-hand": 7 },
    });
    const [told, ...rest] = consequencesOf(act, effectsInState(state).get(7) ?? []);
    expect(told).toMatchObject({ what: "made", kind: "Pod", nodes: ["worker2"] });
    expect(told?.targets.map(({ name }) => name)).toEqual(["a"]);
    expect(rest).toEqual([]);
  });
  test("a frame that repeats what is held tells nothing new", () => {
    const history = play([[upsert(pod("a", 1), 7)], [upsert(pod("a", 1), 7)]]);
    expect(history.of("uid-a")).toHaveLength(1);
  });
});

test("PAGE-28 of an object that is not held whole the timeline says that it changed, not what it does not know", () => {
  const note = (text: string, app: string) => ({ annotations: { note: text }, labels: { app } });
  const large = (revision: number, app: string): Change => ({
    op: "upsert",
    resource: "pods",
    object: pod("a", revision, { metadata: note("", app) }),
    by: 0,
    trimmed: 100_000,
  });
  const history = play([
    [upsert(pod("a", 1, { metadata: note("short", "x") }), 0)],
    [large(2, "x")],
    [large(3, "y")],
    [upsert(pod("a", 4, { metadata: note("short", "y") }), 0)],
  ]);
  const [, grown, labelled, shrunk] = history.of("uid-a").map(({ notes }) => notes);
  expect(grown).toEqual([{ path: "resourceVersion", from: "1", to: "2" }]);
  expect(labelled).toEqual([
    { path: "resourceVersion", from: "2", to: "3" },
    { path: "labels.app", from: "x", to: "y" },
  ]);
  expect(shrunk).toEqual([{ path: "resourceVersion", from: "3", to: "4" }]);
});

test("WHY-2 a pod made in another's place knows which", () => {
  const old = pod("web-x1", 1, { metadata: owned, status: { podIP: "20.96.1.2" } });
  const other = pod("lone", 2);
  const gone = (name: string, revision: number): Change => ({
    op: "delete",
    resource: "pods",
    namespace: "default",
    name,
    uid: `uid-${name}`,
    revision,
    by: 3,
  });
  const history = play([
    [upsert(old, 0), upsert(other, 0)],
    [gone("web-x1", 3), gone("lone", 4)],
  ]);
  const next = pod("web-x2", 5, { metadata: { ...owned, creationTimestamp: "2026-01-01T00:00:02Z" } });
  expect(predecessorOf(next, history.gone())?.pod.status?.podIP).toBe("20.96.1.2");
  expect(predecessorOf(pod("new", 6), history.gone())).toBeUndefined();
  expect(predecessorOf(pod("lone", 7, { metadata: { uid: "again" } }), history.gone())?.pod.metadata.uid).toBe(
    "uid-lone",
  );
});

test("WHY-3 the timeline is in order, and tells each thing once", () => {
  const object = pod("a", 5, {
    status: {
      phase: "Running",
      conditions: [
        { type: "PodScheduled", status: "True", lastTransitionTime: "2026-01-01T00:00:01Z" },
        { type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:09Z" },
      ],
      containerStatuses: [
        {
          name: "c",
          restartCount: 1,
          state: { running: { startedAt: "2026-01-01T00:00:08Z" } },
          lastState: { terminated: { exitCode: 137, reason: "OOMKilled", finishedAt: "2026-01-01T00:00:07Z" } },
        },
      ],
    },
  });
  const event = {
    metadata: { uid: "e1" },
    involvedObject: { kind: "Pod", name: "a", uid: "uid-a" },
    type: "Warning",
    reason: "BackOff",
    message: "m",
    lastTimestamp: "2026-01-01T00:00:07.500Z",
    count: 3,
  } as unknown as Event;
  const moments = timelineOf({
    object,
    selection: { resource: "pods", namespace: "default", name: "a" },
    activity: [{ ...act, resource: "pods", name: "a", verb: "create" }, act],
    seen: [{ time: AT + 8_500, what: "changed", by: 0, notes: [{ path: "ready", to: "1/1" }] }],
    events: [event, { ...event, involvedObject: { kind: "Pod", name: "b", uid: "uid-b" } } as unknown as Event],
  });
  expect(moments.map(({ kind }) => kind)).toEqual([
    "change",
    "container",
    "event",
    "container",
    "condition",
    "made",
    "act",
  ]);
});
