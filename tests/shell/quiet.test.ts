import { describe, expect, it } from "vitest";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../support/clusters.ts";
import { container, script } from "./terminal.ts";

const log = (cluster: ReturnType<typeof newCluster>, query = "") =>
  String(send(cluster, "GET", `${PODS}/p/log?timestamps=true${query}`).body)
    .trim()
    .split("\n");

function running(command: string, more: object = {}) {
  const cluster = newCluster();
  const { status, body } = send(cluster, "POST", PODS, {
    body: podManifest("p", {
      spec: { containers: [{ name: "c", image: "busybox", command: ["sh", "-c", command], ...more }] },
    }),
  });
  expect(status, JSON.stringify(body)).toBe(201);
  pass(cluster, 60);
  expect(get<Pod>(cluster, "pods", "p")?.status?.phase).toBe("Running");
  return cluster;
}

describe("programs that go round in circles", () => {
  it.each([
    ["while true; do echo tick; date; sleep 5; echo tock; sleep 5; done"],
    ["while sleep 3; do date +%s; done"],
    ["i=1; while true; do if [ $i = 1 ]; then i=2; else i=1; fi; echo $i; sleep 7; done"],
  ])("SHL-30 %s costs nothing, and its log is what it would be", (command) => {
    const cluster = running(command);
    pass(cluster, 600);
    expect(cluster.nextDue("foreground")).toBeUndefined();
    pass(cluster, 3600);
    const lines = log(cluster);
    const last = Date.parse(lines.at(-1)?.split(" ")[0] ?? "");
    expect(cluster.runtime.now - last).toBeLessThan(10_000);
    const times = lines.map((line) => Date.parse(line.split(" ")[0] ?? ""));
    for (let index = 1; index < times.length; index++)
      expect((times[index] as number) - (times[index - 1] as number)).toBeLessThanOrEqual(7000);
    // Looking changes nothing.
    expect(log(cluster)).toEqual(lines);
    const snapshot = JSON.stringify(cluster.snapshot());
    log(cluster);
    expect(JSON.stringify(cluster.snapshot())).toBe(snapshot);
  });

  it("SHL-30 after days at rest the newest lines are there, and a shell finds it running", async () => {
    const cluster = running("while true; do echo tick; sleep 1; done");
    pass(cluster, 10 * 86_400);
    const lines = log(cluster);
    expect(lines.length).toBeGreaterThan(400);
    expect(lines.length).toBeLessThanOrEqual(1000);
    expect(cluster.runtime.now - Date.parse(lines.at(-1)?.split(" ")[0] ?? "")).toBeLessThan(2000);
    expect((await script(cluster, container("p"), "ps | grep -c 'sleep 1$'")).out.trim()).toBe("1");
    pass(cluster, 100);
    expect(cluster.runtime.now - Date.parse(log(cluster).at(-1)?.split(" ")[0] ?? "")).toBeLessThan(2000);
  });

  it("SHL-31 what counts, reads what others write or asks the network goes on for real", () => {
    const counting = running("i=0; while [ $i -lt 20 ]; do i=$((i+1)); echo $i; sleep 30; done; exit 7", {});
    pass(counting, 700);
    expect(
      get<Pod>(counting, "pods", "p")?.status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode ??
        get<Pod>(counting, "pods", "p")?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode,
    ).toBe(7);
    const asking = running("while true; do wget -qO- -T 1 http://nobody; sleep 10; done");
    pass(asking, 300);
    const { steps } = asking.runtime;
    pass(asking, 300);
    expect(asking.runtime.steps - steps).toBeGreaterThan(25);
  });
});
