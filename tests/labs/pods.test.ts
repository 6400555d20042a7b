/** Labs 01 to 03: what a pod is. Through the room's Kubernetes API; time is the test's. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LABS } from "../../components/editor/labs.ts";
import { parseTimestamp } from "../../server/simulation/runtime/time.ts";
import { containerStatus, LabRoom } from "../support/labRoom.ts";

let room: LabRoom;
beforeEach(async () => {
  room = await LabRoom.open();
});
afterEach(() => room.close());

describe("labs about pods", () => {
  it("LAB-0 the editor's templates are the course's files", () => {
    const folder = join(import.meta.dirname, "manifests");
    expect(readdirSync(folder).sort()).toEqual(LABS.map(({ name }) => name));
    for (const { name, yaml } of LABS) expect(yaml.trim()).toBe(readFileSync(join(folder, name), "utf8").trim());
  });

  it("LAB-1 two containers share a pod's address, ports and localhost", async () => {
    const [created] = await room.apply("01-pod-two-containers.yaml");
    expect(created?.warnings).toEqual([]);
    const pod = await room.ready("pod-1");
    expect(pod.status?.containerStatuses?.map(({ name, ready }) => [name, ready])).toEqual([
      ["container1", true],
      ["container2", true],
    ]);
    expect(pod.status?.podIP).toMatch(/^20\.(9[6-9]|10\d|11[01])\.\d{1,3}\.\d{1,3}$/);
    const [cells] = await room.table("/api/v1/namespaces/default/pods");
    expect(cells?.slice(0, 4)).toEqual(["pod-1", "2/2", "Running", "0"]);
    // A request inside the pod: both containers' ports are on its one localhost.
    for (const port of [8000, 8080])
      expect((await room.curl("pod-1", `localhost:${port}`)).response?.body).toBe(`containerPort : ${port}`);
    expect((await room.curl("pod-1", "localhost:9090")).exitCode).toBe(7);
  });

  it("LAB-2 two containers on one port: the second ends with EADDRINUSE, again and again, later and later", async () => {
    const [created] = await room.apply("02-pod-port-collision.yaml");
    expect(created?.warnings).toEqual([
      "spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]",
    ]);
    const starts: number[] = [];
    const delays: string[] = [];
    await room.until(async () => {
      const { state, lastState, restartCount } = containerStatus(await room.pod("pod-2"), "container2");
      const began = state?.running?.startedAt ?? state?.terminated?.startedAt;
      const last = (began === undefined ? lastState?.terminated?.startedAt : undefined) ?? began;
      if (last !== undefined) starts[restartCount] ??= parseTimestamp(last);
      const wait = /^back-off (\S+) restarting failed container=container2 pod=pod-2_default\(/.exec(
        state?.waiting?.reason === "CrashLoopBackOff" ? (state.waiting.message ?? "") : "",
      )?.[1];
      if (wait !== undefined && delays.at(-1) !== wait) delays.push(wait);
      return delays.length === 4 ? true : undefined;
    }, 200);
    expect(delays).toEqual(["10s", "20s", "40s", "1m20s"]);
    // The first restart comes at once, the others after their back-off; a kubelet looks about every ten seconds.
    const between = starts.slice(1).map((start, index) => (start - (starts[index] as number)) / 1000);
    [0, 10, 20, 40].forEach((least, index) => {
      expect(between[index]).toBeGreaterThanOrEqual(least);
      expect(between[index]).toBeLessThan(least + 16);
    });

    const pod = await room.pod("pod-2");
    expect(pod.status?.phase).toBe("Running");
    expect(containerStatus(pod, "container1")).toMatchObject({ ready: true, restartCount: 0 });
    const second = containerStatus(pod, "container2");
    expect(second).toMatchObject({
      ready: false,
      restartCount: 4,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 1, reason: "Error" } },
    });
    const [cells] = await room.table("/api/v1/namespaces/default/pods");
    expect(cells?.slice(0, 3)).toEqual(["pod-2", "1/2", "CrashLoopBackOff"]);
    const log = await room.ask<string>("GET", "/api/v1/namespaces/default/pods/pod-2/log?container=container2");
    expect(log.body).toContain("Error: listen EADDRINUSE: address already in use :::8000");
    const backOff = (await room.events("pod-2")).find(({ reason }) => reason === "BackOff");
    expect(backOff).toMatchObject({
      type: "Warning",
      message: `Back-off restarting failed container container2 in pod pod-2_default(${pod.metadata.uid})`,
      involvedObject: { fieldPath: "spec.containers{container2}" },
    });
    expect((await room.curl("pod-2", "localhost:8000")).response?.body).toBe("containerPort : 8000");
  });

  it("LAB-3 KLT-20 a deleted pod takes its grace, and its Deployment makes another with another name and address", async () => {
    await room.apply("03-deployment-recreates-pod.yaml");
    const first = await room.until(async () => (await room.pods())[0]);
    const { status } = await room.ready(first.metadata.name);
    await room.ask("DELETE", `/api/v1/namespaces/default/pods/${first.metadata.name}`);
    const began = await room.pod(first.metadata.name);
    expect(began.metadata.deletionGracePeriodSeconds).toBe(30);

    const second = await room.until(async () =>
      (await room.pods()).find(({ metadata }) => metadata.name !== first.metadata.name),
    );
    expect(second.metadata.name).toMatch(/^deployment-1-[a-z0-9]+-[a-z0-9]{5}$/);
    const replacement = await room.ready(second.metadata.name);
    expect(replacement.status?.podIP).toBeTruthy();
    expect(replacement.status?.podIP).not.toBe(status?.podIP);
    // The image does not mind SIGTERM: the old pod is there until its grace is over, and then it is gone.
    const passed = (pod: { readonly metadata: { readonly deletionTimestamp?: string } }): number =>
      parseTimestamp(pod.metadata.deletionTimestamp ?? "");
    expect(passed(await room.pod(first.metadata.name))).toBe(passed(began));
    await room.pass(20);
    expect((await room.pods()).map(({ metadata }) => metadata.name)).toContain(first.metadata.name);
    await room.pass(15);
    expect((await room.pods()).map(({ metadata }) => metadata.name)).toEqual([second.metadata.name]);
    expect((await room.events(first.metadata.name)).map(({ reason, message }) => [reason, message])).toContainEqual([
      "Killing",
      "Stopping container container",
    ]);
  });
});
