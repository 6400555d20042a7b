import { describe, expect, it } from "vitest";
import type { CronJob, Job } from "../../../server/protocol/kubernetes/index.ts";
import { lastDue, mailTimestamp, zonedTimestamp } from "../../../server/simulation/controllers/cronJob/due.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { parseSchedule } from "../../../server/simulation/runtime/cron/parseSchedule.ts";
import { timestamp } from "../../../server/simulation/runtime/time.ts";
import { get, newCluster, pass, send } from "../../support/clusters.ts";
import { bareCluster, end, eventsOf, running } from "./jobBench.ts";

const PATH = "/apis/batch/v1/namespaces/default/cronjobs";
const template = { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "busybox" }] } };

function addCronJob(cluster: Cluster, spec: object = {}, jobSpec: object = {}): void {
  const { status, body } = send(cluster, "POST", PATH, {
    body: {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: "tick" },
      spec: {
        schedule: "* * * * *",
        jobTemplate: { metadata: { labels: { app: "tick" } }, spec: { template, ...jobSpec } },
        ...spec,
      },
    },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
}

const cronJob = (cluster: Cluster): CronJob => get<CronJob>(cluster, "cronjobs.batch", "tick") as CronJob;
const jobs = (cluster: Cluster): Job[] => [...(cluster.store.list("jobs.batch", "default") as Iterable<Job>)];
const names = (cluster: Cluster): string[] => jobs(cluster).map(({ metadata }) => metadata.name);
const patch = (cluster: Cluster, spec: object) => send(cluster, "PATCH", `${PATH}/tick`, { body: { spec } });
const minute = (cluster: Cluster): number => Math.floor(cluster.runtime.now / 60_000);
/** Until some time after the next whole minute. */
const nextMinute = (cluster: Cluster, seconds = 5) => cluster.advance((minute(cluster) + 1) * 60_000 + seconds * 1000);

describe("CronJobs", () => {
  it("CTRL-40 make a Job each minute, named by it", () => {
    const cluster = bareCluster();
    addCronJob(cluster);
    nextMinute(cluster);
    const [job] = jobs(cluster);
    expect(job?.metadata.name).toBe(`tick-${minute(cluster)}`);
    const time = timestamp(minute(cluster) * 60_000);
    expect(job?.metadata).toMatchObject({
      labels: { app: "tick" },
      annotations: { "batch.kubernetes.io/cronjob-scheduled-timestamp": time },
    });
    expect(cronJob(cluster).status).toMatchObject({ lastScheduleTime: time, active: [{ name: job?.metadata.name }] });
    nextMinute(cluster);
    expect(jobs(cluster)).toHaveLength(2);
    expect(cronJob(cluster).status?.active).toHaveLength(2);
  });

  it("CTRL-40 by the clocks of a zone", () => {
    const cluster = bareCluster();
    // The cluster begins at midnight UTC, which is 09:00 in Seoul.
    addCronJob(cluster, { schedule: "30 9 * * *", timeZone: "Asia/Seoul" });
    pass(cluster, 29 * 60);
    expect(jobs(cluster)).toEqual([]);
    pass(cluster, 2 * 60);
    const [job] = jobs(cluster);
    expect(job?.metadata.annotations).toEqual({
      "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-11-24T09:30:00+09:00",
    });
    expect(cronJob(cluster).status?.lastScheduleTime).toBe("2026-11-24T00:30:00Z");
    pass(cluster, 23 * 3600);
    expect(jobs(cluster)).toHaveLength(1);
    pass(cluster, 3600);
    expect(jobs(cluster)).toHaveLength(2);
  });

  it("CTRL-40 a new schedule is kept from then on", () => {
    const cluster = bareCluster();
    addCronJob(cluster, { schedule: "0 12 * * *" });
    pass(cluster, 60);
    patch(cluster, { schedule: "*/5 * * * *" });
    pass(cluster, 5 * 60);
    expect(jobs(cluster)).toHaveLength(1);
  });

  it("CTRL-40 offsets west of Greenwich and of half an hour", () => {
    const time = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect(zonedTimestamp(time, "")).toBe("2026-01-02T03:04:05Z");
    expect(zonedTimestamp(time, "America/St_Johns")).toBe("2026-01-01T23:34:05-03:30");
    expect(mailTimestamp(time)).toBe("Fri, 02 Jan 2026 03:04:05 +0000");
  });

  it("CTRL-41 Forbid leaves a start out and makes up for it", () => {
    const cluster = bareCluster();
    addCronJob(cluster, { concurrencyPolicy: "Forbid" });
    nextMinute(cluster);
    nextMinute(cluster);
    expect(jobs(cluster)).toHaveLength(1);
    expect(eventsOf(cluster, "CronJob")).toContain(
      "JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid",
    );
    end(cluster, running(cluster)[0], 0, 3);
    expect(names(cluster)).toContain(`tick-${minute(cluster)}`);
  });

  it("CTRL-41 Replace deletes what still runs", () => {
    const cluster = bareCluster();
    addCronJob(cluster, { concurrencyPolicy: "Replace" });
    nextMinute(cluster);
    const [first] = names(cluster);
    nextMinute(cluster);
    expect(names(cluster)).toEqual([`tick-${minute(cluster)}`]);
    expect(eventsOf(cluster, "CronJob")).toContain(`SuccessfulDelete: Deleted job ${first}`);
    expect(cronJob(cluster).status?.active).toHaveLength(1);
  });

  it("CTRL-42 suspended starts nothing; of what was missed the last is made up for", () => {
    const cluster = bareCluster();
    addCronJob(cluster, { suspend: true });
    pass(cluster, 10 * 60 + 30);
    expect(jobs(cluster)).toEqual([]);
    patch(cluster, { suspend: false });
    pass(cluster, 1);
    expect(names(cluster)).toEqual([`tick-${minute(cluster)}`]);
    expect(eventsOf(cluster, "CronJob").join()).not.toContain("TooManyMissedTimes");
  });

  it("CTRL-42 more than a hundred missed starts are remarked upon", () => {
    const cluster = bareCluster();
    addCronJob(cluster, { suspend: true });
    pass(cluster, 103 * 60);
    patch(cluster, { suspend: false });
    pass(cluster, 1);
    expect(jobs(cluster)).toHaveLength(1);
    expect(eventsOf(cluster, "CronJob")).toContain(
      "TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
    );
  });

  it("CTRL-42 a start too late for the deadline is not made", () => {
    const cluster = bareCluster();
    addCronJob(cluster, { suspend: true, schedule: "0 * * * *", startingDeadlineSeconds: 120 });
    pass(cluster, 3600 + 180);
    patch(cluster, { suspend: false });
    pass(cluster, 10);
    expect(jobs(cluster)).toEqual([]);
    pass(cluster, 3600);
    expect(jobs(cluster)).toHaveLength(1);
  });

  it("CTRL-42 starts in uneven distances are found", () => {
    const created = Date.UTC(2026, 0, 2, 5, 0, 0);
    const base = { metadata: { creationTimestamp: timestamp(created) }, spec: {} } as unknown as CronJob;
    const table = { schedule: parseSchedule("30 6-16/4 * * 1-5"), zone: "" };
    const now = Date.UTC(2026, 0, 5, 12, 0, 0);
    const due = lastDue(base, table, { now, withinDeadline: false });
    expect(timestamp(due.time ?? 0)).toBe("2026-01-05T10:30:00Z");
    expect(due.missed).toBe("few");
    expect(() =>
      lastDue(base, { schedule: parseSchedule("59 23 31 2 *"), zone: "" }, { now, withinDeadline: false }),
    ).toThrow("time difference between two schedules is less than 1 second");
  });

  it("CTRL-43 keeps a history of its length, and tells what ended", () => {
    const cluster = bareCluster();
    addCronJob(cluster, { successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1 }, { backoffLimit: 0 });
    const ended: string[] = [];
    for (const code of [0, 1, 0, 1, 0]) {
      nextMinute(cluster);
      ended.push(running(cluster)[0]?.metadata.labels?.["job-name"] ?? "");
      end(cluster, running(cluster)[0], code, 5);
    }
    expect(names(cluster).sort()).toEqual(ended.slice(-2));
    expect(cronJob(cluster).status?.active).toBeUndefined();
    expect(cronJob(cluster).status?.lastSuccessfulTime).toBe(
      get<Job>(cluster, "jobs.batch", ended[4] ?? "")?.status?.completionTime,
    );
    expect(eventsOf(cluster, "CronJob")).toEqual(
      expect.arrayContaining([
        `SawCompletedJob: Saw completed job: ${ended[3]}, condition: Failed`,
        `SawCompletedJob: Saw completed job: ${ended[4]}, condition: Complete`,
        `SuccessfulDelete: Deleted job ${ended[0]}`,
      ]),
    );
  });

  it("CTRL-43 a Job that went missing leaves the list", () => {
    const cluster = bareCluster();
    addCronJob(cluster);
    nextMinute(cluster);
    const [name] = names(cluster);
    send(cluster, "DELETE", `/apis/batch/v1/namespaces/default/jobs/${name}`, {
      body: { propagationPolicy: "Background" },
    });
    pass(cluster, 1);
    expect(cronJob(cluster).status?.active).toBeUndefined();
    expect(eventsOf(cluster, "CronJob")).toContain(`MissingJob: Active job went missing: ${name}`);
    expect(jobs(cluster)).toEqual([]);
  });

  it("CTRL-40 takes its Jobs along when it goes", () => {
    const cluster = newCluster();
    addCronJob(cluster);
    nextMinute(cluster);
    send(cluster, "DELETE", `${PATH}/tick`);
    pass(cluster, 60);
    expect(jobs(cluster)).toEqual([]);
    expect([...cluster.store.list("pods", "default")]).toEqual([]);
  });
});
