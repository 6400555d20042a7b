import { describe, expect, it } from "vitest";
import type { Event, Job, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { Cluster, type ClusterSnapshot } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, PODS, send, START } from "../../support/clusters.ts";
import {
  addJob,
  bareCluster,
  conditionsOf,
  end,
  eventsOf,
  indexes,
  indexOf,
  JOBS,
  jobOf,
  pods,
  removeTerminating,
  running,
  setReady,
  statusOf,
} from "./jobBench.ts";

const TRACKING = "batch.kubernetes.io/job-tracking";
const patch = (cluster: Cluster, spec: object) => {
  send(cluster, "PATCH", `${JOBS}/job`, { body: { spec } });
  pass(cluster, 1.1);
};

describe("Jobs", () => {
  it("CTRL-21 CTRL-23 run as many pods as are needed and end in two steps", () => {
    const cluster = bareCluster();
    addJob(cluster, { completions: 3, parallelism: 2 });
    const steps: string[] = [];
    cluster.store.subscribe("jobs.batch", ({ object }) => {
      steps.push(((object as Job).status?.conditions ?? []).map(({ type }) => type).join(" "));
    });
    expect(running(cluster)).toHaveLength(2);
    end(cluster, running(cluster)[0], 0);
    expect(running(cluster)).toHaveLength(2);
    end(cluster, running(cluster)[0], 0);
    expect(running(cluster)).toHaveLength(1);
    end(cluster, running(cluster)[0], 0);
    expect(running(cluster)).toHaveLength(0);
    expect(statusOf(cluster)).toMatchObject({ succeeded: 3, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
    expect(statusOf(cluster).active).toBeUndefined();
    expect([...new Set(steps)]).toEqual(["", "SuccessCriteriaMet", "SuccessCriteriaMet Complete"]);
    expect(eventsOf(cluster, "Job")).toContain("Completed: Job completed");
  });

  it("CTRL-21 one success is enough without completions, and the others may finish", () => {
    const cluster = bareCluster();
    addJob(cluster, { parallelism: 3 });
    end(cluster, running(cluster)[0], 0);
    expect(running(cluster)).toHaveLength(2);
    end(cluster, running(cluster)[0], 1);
    expect(conditionsOf(cluster)).toEqual([]);
    end(cluster, running(cluster)[0], 0);
    expect(conditionsOf(cluster)).toEqual([
      "SuccessCriteriaMet=True CompletionsReached",
      "Complete=True CompletionsReached",
    ]);
    expect(statusOf(cluster)).toMatchObject({ succeeded: 2, failed: 1 });
  });

  it("CTRL-21 a lower parallelism deletes those least along", () => {
    const cluster = bareCluster();
    addJob(cluster, { completions: 5, parallelism: 3 });
    const kept = running(cluster)[1] as Pod;
    setReady(cluster, kept);
    patch(cluster, { parallelism: 1 });
    expect(running(cluster).map(({ metadata }) => metadata.name)).toEqual([kept.metadata.name]);
    expect(statusOf(cluster).failed).toBeUndefined();
  });

  it("CTRL-22 a pod keeps its finalizer until it is counted", () => {
    const cluster = bareCluster();
    addJob(cluster);
    const [pod] = running(cluster);
    expect(pod?.metadata.finalizers).toEqual([TRACKING]);
    const seen: unknown[] = [];
    cluster.store.subscribe("*", ({ resource, object }) => {
      if (resource === "jobs.batch")
        seen.push((object as Job).status?.uncountedTerminatedPods, (object as Job).status?.succeeded);
      else if (resource === "pods") seen.push(object.metadata.finalizers?.[0] ?? "free");
    });
    end(cluster, pod, 0);
    expect(seen).toEqual([TRACKING, { succeeded: [pod?.metadata.uid] }, undefined, "free", {}, 1]);
  });

  it("CTRL-22 a pod deleted by somebody is counted as failed, and stays until it is", () => {
    const cluster = bareCluster();
    addJob(cluster, { podReplacementPolicy: "TerminatingOrFailed" });
    const name = running(cluster)[0]?.metadata.name ?? "";
    send(cluster, "DELETE", `${PODS}/${name}`, { body: { gracePeriodSeconds: 0 } });
    expect(get<Pod>(cluster, "pods", name)?.metadata.deletionTimestamp).toBeDefined();
    pass(cluster, 1.1);
    expect(get<Pod>(cluster, "pods", name)).toBeUndefined();
    pass(cluster, 11);
    expect(statusOf(cluster)).toMatchObject({ failed: 1, active: 1 });
  });

  it("CTRL-22 a pod whose Job is gone loses the finalizer", () => {
    const cluster = bareCluster();
    addJob(cluster);
    send(cluster, "DELETE", `${JOBS}/job`, { body: { propagationPolicy: "Orphan" } });
    pass(cluster, 2);
    expect(jobOf(cluster)).toBeUndefined();
    expect(pods(cluster).map(({ metadata }) => [metadata.finalizers, metadata.ownerReferences])).toEqual([
      [undefined, undefined],
    ]);
  });

  it("CTRL-22 adopts pods by a selector of its own and gives them back", () => {
    const cluster = bareCluster();
    const labels = { app: "mine" };
    const spec = { restartPolicy: "Never", containers: [{ name: "c", image: "busybox" }] };
    send(cluster, "POST", PODS, { body: { apiVersion: "v1", kind: "Pod", metadata: { name: "lone", labels }, spec } });
    const own = { manualSelector: true, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } };
    addJob(cluster, own);
    expect(pods(cluster).map(({ metadata }) => [metadata.name, metadata.finalizers])).toEqual([["lone", [TRACKING]]]);
    send(cluster, "PATCH", `${PODS}/lone`, { body: { metadata: { labels: { app: "other" } } } });
    pass(cluster, 2);
    expect(get<Pod>(cluster, "pods", "lone")?.metadata.finalizers).toBeUndefined();
    expect(pods(cluster)).toHaveLength(2);
  });

  it("CTRL-24 waits 10 s after a failure, 20 s after the second, then gives up", () => {
    const cluster = bareCluster();
    addJob(cluster, { backoffLimit: 2 });
    for (const wait of [10, 20]) {
      const from = Math.floor(cluster.runtime.now / 1000) * 1000;
      end(cluster, running(cluster)[0], 1);
      cluster.advance(from + wait * 1000 - 100);
      expect(running(cluster)).toHaveLength(0);
      cluster.advance(from + wait * 1000 + 100);
      expect(running(cluster)).toHaveLength(1);
    }
    end(cluster, running(cluster)[0], 1);
    expect(statusOf(cluster).failed).toBe(3);
    expect(conditionsOf(cluster)).toEqual([
      "FailureTarget=True BackoffLimitExceeded",
      "Failed=True BackoffLimitExceeded",
    ]);
    expect(eventsOf(cluster, "Job")).toContain("BackoffLimitExceeded: Job has reached the specified backoff limit");
  });

  it("CTRL-24 a success starts the waiting anew", () => {
    const cluster = bareCluster();
    addJob(cluster, { completions: 9, parallelism: 1 });
    end(cluster, running(cluster)[0], 1, 11);
    end(cluster, running(cluster)[0], 0);
    const from = Math.floor(cluster.runtime.now / 1000) * 1000;
    end(cluster, running(cluster)[0], 1);
    cluster.advance(from + 10_100);
    expect(running(cluster)).toHaveLength(1);
  });

  it("CTRL-24 restarts in place count against the limit", () => {
    const cluster = bareCluster();
    const containers = [{ name: "c", image: "busybox" }];
    addJob(cluster, { backoffLimit: 2, template: { spec: { restartPolicy: "OnFailure", containers } } });
    const name = running(cluster)[0]?.metadata.name;
    const restarted = (restartCount: number) => {
      const status = { name: "c", image: "busybox", imageID: "", ready: true, restartCount };
      send(cluster, "PATCH", `${PODS}/${name}/status`, {
        body: { status: { phase: "Running", containerStatuses: [status] } },
      });
      pass(cluster, 1.1);
    };
    restarted(1);
    expect(conditionsOf(cluster)).toEqual([]);
    restarted(2);
    expect(conditionsOf(cluster)).toEqual(["FailureTarget=True BackoffLimitExceeded"]);
    removeTerminating(cluster);
    expect(conditionsOf(cluster)[1]).toBe("Failed=True BackoffLimitExceeded");
  });

  it("CTRL-25 counts nothing while it waits and another pod is ready", () => {
    const cluster = bareCluster();
    addJob(cluster, { completions: 2, parallelism: 2 });
    const [first, second] = running(cluster) as [Pod, Pod];
    setReady(cluster, second);
    pass(cluster, 1.1);
    end(cluster, first, 1, 8);
    expect(statusOf(cluster)).toMatchObject({ active: 2, ready: 1 });
    expect(statusOf(cluster).failed).toBeUndefined();
    pass(cluster, 3);
    expect(statusOf(cluster)).toMatchObject({ active: 2, ready: 1, failed: 1 });
  });

  it("CTRL-28 an exit code fails the Job", () => {
    const cluster = bareCluster();
    const rules = [
      { action: "Ignore", onExitCodes: { operator: "In", values: [1] } },
      { action: "FailJob", onExitCodes: { operator: "NotIn", values: [2] } },
    ];
    addJob(cluster, { backoffLimit: 0, podFailurePolicy: { rules } });
    end(cluster, running(cluster)[0], 1, 12);
    expect(statusOf(cluster).failed).toBeUndefined();
    const [pod] = running(cluster);
    end(cluster, pod, 42);
    const message = `Container c for pod default/${pod?.metadata.name} failed with exit code 42 matching FailJob rule at index 1`;
    expect(statusOf(cluster).conditions?.[1]).toMatchObject({ type: "Failed", reason: "PodFailurePolicy", message });
    expect(eventsOf(cluster, "Job")).toContain(`PodFailurePolicy: ${message}`);
  });

  it("CTRL-28 a condition is ignored, and a pod replaced only when it has ended", () => {
    const cluster = bareCluster();
    const rules = [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }];
    addJob(cluster, { backoffLimit: 0, podFailurePolicy: { rules } });
    const name = running(cluster)[0]?.metadata.name;
    send(cluster, "PATCH", `${PODS}/${name}/status`, {
      body: { status: { conditions: [{ type: "DisruptionTarget", status: "True" }] } },
    });
    send(cluster, "DELETE", `${PODS}/${name}`);
    pass(cluster, 20);
    expect(running(cluster)).toHaveLength(0);
    expect(statusOf(cluster)).toMatchObject({ terminating: 1 });
    send(cluster, "PATCH", `${PODS}/${name}/status`, { body: { status: { phase: "Failed" } } });
    pass(cluster, 12);
    expect(running(cluster)).toHaveLength(1);
    expect(statusOf(cluster).failed).toBeUndefined();
    expect(conditionsOf(cluster)).toEqual([]);
  });

  it("CTRL-30 suspended has no pods; resumed the deadline begins anew", () => {
    const cluster = bareCluster();
    addJob(cluster, { activeDeadlineSeconds: 30, parallelism: 2 });
    patch(cluster, { suspend: true });
    expect(running(cluster)).toHaveLength(0);
    expect(statusOf(cluster)).toMatchObject({ terminating: 0, ready: 0 });
    expect(statusOf(cluster).active).toBeUndefined();
    expect(statusOf(cluster).startTime).toBeUndefined();
    removeTerminating(cluster);
    pass(cluster, 60);
    expect(conditionsOf(cluster)).toEqual(["Suspended=True JobSuspended"]);
    patch(cluster, { suspend: false });
    expect(running(cluster)).toHaveLength(2);
    expect(conditionsOf(cluster)).toEqual(["Suspended=False JobResumed"]);
    pass(cluster, 20);
    expect(running(cluster)).toHaveLength(2);
    pass(cluster, 10);
    removeTerminating(cluster);
    expect(conditionsOf(cluster).slice(1)).toEqual([
      "FailureTarget=True DeadlineExceeded",
      "Failed=True DeadlineExceeded",
    ]);
    expect(eventsOf(cluster, "Job")).toEqual(
      expect.arrayContaining([
        "Suspended: Job suspended",
        "Resumed: Job resumed",
        "DeadlineExceeded: Job was active longer than specified deadline",
      ]),
    );
  });

  it("CTRL-31 go with their pods some time after the end", () => {
    const cluster = bareCluster();
    addJob(cluster, { ttlSecondsAfterFinished: 30 });
    end(cluster, running(cluster)[0], 0, 25);
    expect(jobOf(cluster)).toBeDefined();
    pass(cluster, 10);
    expect(jobOf(cluster)).toBeUndefined();
    expect(pods(cluster)).toEqual([]);
  });

  it("CTRL-32 of somebody else are left alone", () => {
    const cluster = bareCluster();
    addJob(cluster, { managedBy: "example.com/queue" });
    expect(pods(cluster)).toEqual([]);
    expect(statusOf(cluster)).toEqual({});
  });

  it("CTRL-24 a refusal is tried again after 1 s, 2 s, 4 s", () => {
    const cluster = bareCluster();
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "none" },
      spec: { hard: { pods: "0" } },
    };
    send(cluster, "POST", "/api/v1/namespaces/default/resourcequotas", { body: quota });
    pass(cluster, 1);
    addJob(cluster);
    pass(cluster, 6);
    const failures = [...(cluster.store.list("events", "default") as Iterable<Event>)].filter(
      ({ reason }) => reason === "FailedCreate",
    );
    // At 0, 1, 3 and 7 s.
    expect(failures.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(4);
    send(cluster, "DELETE", "/api/v1/namespaces/default/resourcequotas/none");
    pass(cluster, 20);
    expect(running(cluster)).toHaveLength(1);
  });

  it("CTRL-21 run to their end on simulated nodes", () => {
    const cluster = newCluster();
    const containers = [{ name: "c", image: "busybox", command: ["sh", "-c", "echo done"] }];
    addJob(cluster, { completions: 4, parallelism: 2, template: { spec: { restartPolicy: "Never", containers } } });
    pass(cluster, 120);
    expect(statusOf(cluster)).toMatchObject({ succeeded: 4, terminating: 0 });
    expect(conditionsOf(cluster)[1]).toBe("Complete=True CompletionsReached");
  });

  it("SIM-1 CTRL-24 waits on after a restore", () => {
    const cluster = bareCluster();
    addJob(cluster, { backoffLimit: 5 });
    end(cluster, running(cluster)[0], 1, 11);
    end(cluster, running(cluster)[0], 1, 5);
    const snapshot = JSON.parse(JSON.stringify(cluster.snapshot())) as ClusterSnapshot;
    const copy = Cluster.restore(snapshot, { seed: 1, now: START, nodes: "none", kubelet: false, freezeObjects: true });
    for (const each of [cluster, copy]) {
      pass(each, 10);
      expect(running(each)).toHaveLength(0);
      pass(each, 10);
      expect(running(each)).toHaveLength(1);
    }
    expect(copy.store.revision).toBe(cluster.store.revision);
  });
});

describe("Indexed Jobs", () => {
  const indexed = { completionMode: "Indexed", completions: 5, parallelism: 3 };
  const at = (cluster: Cluster, index: number): Pod | undefined =>
    running(cluster).find((pod) => indexOf(pod) === index);

  it("CTRL-26 give each index a pod that knows it", () => {
    const cluster = bareCluster();
    addJob(cluster, indexed);
    expect(indexes(cluster)).toEqual([0, 1, 2]);
    const pod = at(cluster, 1) as Pod;
    expect(pod.metadata.name).toMatch(/^job-1-[a-z0-9]{5}$/);
    expect(pod.metadata.labels?.["batch.kubernetes.io/job-completion-index"]).toBe("1");
    expect(pod.spec.hostname).toBe("job-1");
    const fieldRef = { apiVersion: "v1", fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" };
    expect(pod.spec.containers[0]?.env).toEqual([{ name: "JOB_COMPLETION_INDEX", valueFrom: { fieldRef } }]);
    end(cluster, at(cluster, 2), 0);
    expect(statusOf(cluster)).toMatchObject({ completedIndexes: "2", succeeded: 1 });
    expect(indexes(cluster)).toEqual([0, 1, 3]);
    end(cluster, at(cluster, 3), 0);
    end(cluster, at(cluster, 0), 0);
    expect(statusOf(cluster).completedIndexes).toBe("0,2,3");
    end(cluster, at(cluster, 1), 0);
    expect(statusOf(cluster).completedIndexes).toBe("0-3");
    end(cluster, at(cluster, 4), 0);
    expect(statusOf(cluster)).toMatchObject({ completedIndexes: "0-4", succeeded: 5 });
    expect(conditionsOf(cluster)[1]).toBe("Complete=True CompletionsReached");
  });

  it("CTRL-26 an index that failed is tried again", () => {
    const cluster = bareCluster();
    addJob(cluster, indexed);
    end(cluster, at(cluster, 1), 1, 12);
    expect(indexes(cluster)).toEqual([0, 1, 2]);
    expect(statusOf(cluster).failed).toBe(1);
  });

  it("CTRL-26 fewer completions take away the indexes beyond", () => {
    const cluster = bareCluster();
    addJob(cluster, { ...indexed, completions: 3 });
    patch(cluster, { completions: 2, parallelism: 2 });
    expect(indexes(cluster)).toEqual([0, 1]);
  });

  it("CTRL-27 each index has failures of its own", () => {
    const cluster = bareCluster();
    addJob(cluster, { ...indexed, completions: 3, backoffLimitPerIndex: 1 });
    const failed = at(cluster, 0) as Pod;
    expect(failed.metadata.annotations?.["batch.kubernetes.io/job-index-failure-count"]).toBe("0");
    end(cluster, failed, 1);
    expect(indexes(cluster)).toEqual([1, 2]);
    expect(get<Pod>(cluster, "pods", failed.metadata.name)?.metadata.finalizers).toEqual([TRACKING]);
    pass(cluster, 11);
    expect(get<Pod>(cluster, "pods", failed.metadata.name)?.metadata.finalizers).toBeUndefined();
    const again = at(cluster, 0) as Pod;
    expect(again.metadata.annotations?.["batch.kubernetes.io/job-index-failure-count"]).toBe("1");
    end(cluster, again, 1);
    expect(statusOf(cluster)).toMatchObject({ failed: 2, failedIndexes: "0" });
    end(cluster, at(cluster, 1), 0);
    end(cluster, at(cluster, 2), 0);
    expect(statusOf(cluster)).toMatchObject({ completedIndexes: "1,2", failedIndexes: "0" });
    expect(conditionsOf(cluster)).toEqual(["FailureTarget=True FailedIndexes", "Failed=True FailedIndexes"]);
    expect(eventsOf(cluster, "Job")).toContain("FailedIndexes: Job has failed indexes");
  });

  it("CTRL-27 too many failed indexes end the Job", () => {
    const cluster = bareCluster();
    addJob(cluster, { ...indexed, backoffLimitPerIndex: 0, maxFailedIndexes: 1 });
    end(cluster, at(cluster, 0), 1);
    expect(conditionsOf(cluster)).toEqual([]);
    end(cluster, at(cluster, 1), 1);
    expect(running(cluster)).toHaveLength(0);
    removeTerminating(cluster);
    expect(conditionsOf(cluster)[1]).toBe("Failed=True MaxFailedIndexesExceeded");
  });

  it("CTRL-28 FailIndex gives up an index at once", () => {
    const cluster = bareCluster();
    const rules = [{ action: "FailIndex", onExitCodes: { operator: "In", values: [3] } }];
    addJob(cluster, { ...indexed, backoffLimitPerIndex: 5, podFailurePolicy: { rules } });
    end(cluster, at(cluster, 0), 3, 15);
    expect(statusOf(cluster).failedIndexes).toBe("0");
    expect(indexes(cluster)).toEqual([1, 2, 3]);
  });

  it("CTRL-29 a success policy is met before all have succeeded", () => {
    const cluster = bareCluster();
    addJob(cluster, { ...indexed, successPolicy: { rules: [{ succeededIndexes: "0,2-4", succeededCount: 2 }] } });
    end(cluster, at(cluster, 1), 0);
    end(cluster, at(cluster, 0), 0);
    expect(conditionsOf(cluster)).toEqual([]);
    end(cluster, at(cluster, 2), 0);
    expect(conditionsOf(cluster)).toEqual(["SuccessCriteriaMet=True SuccessPolicy"]);
    expect(statusOf(cluster).conditions?.[0]?.message).toBe("Matched rules at index 0");
    removeTerminating(cluster);
    expect(conditionsOf(cluster)[1]).toBe("Complete=True SuccessPolicy");
    expect(statusOf(cluster).failed).toBeUndefined();
  });
});
