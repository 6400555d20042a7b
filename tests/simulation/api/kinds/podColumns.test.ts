import { describe, expect, test } from "vitest";
import type { Pod } from "../../../../server/protocol/kubernetes/index.ts";
import { podColumns } from "../../../../server/protocol/kubernetes/podColumns.ts";
import { podRow } from "../../../../server/simulation/api/kinds/pod/podTable.ts";

interface Situation {
  readonly init?: readonly object[];
  readonly initStatuses?: readonly object[];
  readonly statuses?: readonly object[];
  readonly conditions?: readonly object[];
  readonly phase?: string;
  readonly reason?: string;
  readonly deleted?: boolean;
}

function podIn({ init, initStatuses, statuses, conditions, phase = "Running", reason, deleted }: Situation): Pod {
  return {
    metadata: {
      name: "x",
      creationTimestamp: "2026-11-24T00:00:00Z",
      ...(deleted ? { deletionTimestamp: "2026-11-24T00:01:00Z" } : {}),
    },
    spec: { containers: [{ name: "a" }, { name: "b" }], initContainers: init },
    status: { phase, reason, conditions, initContainerStatuses: initStatuses, containerStatuses: statuses },
  } as unknown as Pod;
}

const running = (name: string, more: object = {}): object => ({
  name,
  ready: true,
  restartCount: 0,
  state: { running: {} },
  ...more,
});
const ended = (name: string, terminated: object, more: object = {}): object => ({
  name,
  ready: false,
  restartCount: 0,
  state: { terminated },
  ...more,
});
const waiting = (name: string, reason: string, more: object = {}): object => ({
  name,
  ready: false,
  restartCount: 0,
  state: { waiting: { reason } },
  ...more,
});
const READY = [{ type: "Ready", status: "True" }];

describe("KIND-24 STATUS and READY", () => {
  test.each<[string, Situation, string, number]>([
    ["all run", { statuses: [running("a"), running("b")] }, "Running", 2],
    ["one waits", { statuses: [waiting("a", "CrashLoopBackOff"), running("b")] }, "CrashLoopBackOff", 1],
    [
      "both wait: the first shows",
      { statuses: [waiting("a", "ErrImagePull"), waiting("b", "ImagePullBackOff")] },
      "ErrImagePull",
      0,
    ],
    [
      "one done, one runs and is ready",
      { statuses: [ended("a", { exitCode: 0, reason: "Completed" }), running("b")], conditions: READY },
      "Running",
      1,
    ],
    [
      "one done, one runs and is not ready",
      { statuses: [ended("a", { exitCode: 0, reason: "Completed" }), running("b")] },
      "NotReady",
      1,
    ],
    ["an exit without a reason", { statuses: [ended("a", { exitCode: 3 }), running("b")] }, "ExitCode:3", 1],
    ["a signal", { statuses: [ended("a", { exitCode: 137, signal: 9 })] }, "Signal:9", 0],
    [
      "the first init container runs",
      {
        phase: "Pending",
        init: [{ name: "i" }, { name: "j" }],
        initStatuses: [{ name: "i", state: { running: {} }, restartCount: 0 }],
      },
      "Init:0/2",
      0,
    ],
    [
      "an init container fails",
      { phase: "Pending", init: [{ name: "i" }], initStatuses: [ended("i", { exitCode: 2, reason: "Error" })] },
      "Init:Error",
      0,
    ],
    [
      "gated",
      { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "SchedulingGated" }] },
      "SchedulingGated",
      0,
    ],
    ["evicted", { phase: "Failed", reason: "Evicted" }, "Evicted", 0],
    ["going away", { deleted: true, statuses: [running("a"), running("b")] }, "Terminating", 2],
    ["ended and going away", { deleted: true, phase: "Succeeded" }, "Succeeded", 0],
    ["going away on a lost node", { deleted: true, reason: "NodeLost" }, "Unknown", 0],
  ])("%s", (_title, situation, status, ready) => {
    expect(podColumns(podIn(situation))).toMatchObject({ status, readyContainers: ready, totalContainers: 2 });
  });

  test("a sidecar counts as a container", () => {
    const sidecar = running("s", { started: true });
    const pod = podIn({
      init: [{ name: "s", restartPolicy: "Always" }],
      initStatuses: [sidecar],
      statuses: [running("a"), running("b")],
    });
    expect(podColumns(pod)).toMatchObject({ readyContainers: 3, totalContainers: 3, status: "Running" });
  });
});

describe("KIND-25 RESTARTS", () => {
  const restarted = (count: number, finishedAt: string): object => ({
    restartCount: count,
    lastState: { terminated: { exitCode: 1, finishedAt } },
  });

  test("the sum, with the time since the last", () => {
    const pod = podIn({
      statuses: [
        running("a", restarted(2, "2026-11-24T00:00:10Z")),
        running("b", restarted(1, "2026-11-24T00:00:40Z")),
      ],
    });
    expect(podRow(pod, Date.UTC(2026, 10, 24, 0, 1)).slice(0, 5)).toEqual([
      "x",
      "2/2",
      "Running",
      "3 (20s ago)",
      "60s",
    ]);
  });

  test("init containers count while they hold the pod up", () => {
    const init = [{ name: "i" }];
    const again = waiting("i", "CrashLoopBackOff", restarted(4, "2026-11-24T00:00:10Z"));
    expect(podColumns(podIn({ init, initStatuses: [again], phase: "Pending" }))).toMatchObject({
      restarts: 4,
      status: "Init:CrashLoopBackOff",
    });
    const done = ended("i", { exitCode: 0 }, restarted(4, "2026-11-24T00:00:10Z"));
    expect(podColumns(podIn({ init, initStatuses: [done], statuses: [running("a"), running("b")] }))).toMatchObject({
      restarts: 0,
    });
  });
});
