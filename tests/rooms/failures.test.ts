/** What the operator hears of a cluster that goes on after a failure nobody foresaw. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { COMMANDS } from "../../server/simulation/kubelet/commands/index.ts";
import { snapshotText } from "../support/snapshots.ts";
import { listPods, makeWorld, post } from "../support/rooms/worlds.ts";

const factory = clusterFactory({ root: ".", freeze: true });
const pod = (name: string, command: readonly string[]) =>
  post("/api/v1/namespaces/default/pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: { restartPolicy: "Never", containers: [{ name: "c", image: "busybox", command }] },
  });

afterEach(() => vi.restoreAllMocks());

/** Programs `yes` and `rev` have a mistake. */
function breakPrograms(): void {
  const real = COMMANDS.find;
  vi.spyOn(COMMANDS, "find").mockImplementation((name) =>
    name === "yes" || name === "rev"
      ? () => {
          throw new TypeError("not foreseen");
        }
      : real(name),
  );
}

describe("OPER-18 unforeseen failures", () => {
  it("OPER-18 a program's mistake ends it alone, 139, and is reported once a kind with the room's id", async () => {
    breakPrograms();
    const reports: [string, string, unknown][] = [];
    const { directory, clock } = makeWorld({ factory, report: (...report) => reports.push(report) });
    const { room } = await directory.create({});
    for (const [name, command] of [
      ["a", ["yes"]],
      ["b", ["yes"]],
      ["c", ["sh", "-c", "yes; echo went on; rev"]],
    ] as const)
      expect((await room.request(pod(name, command), "p")).status).toBe(201);
    for (let second = 0; second < 30; second++) {
      clock.now += 1000;
      await room.request(listPods, "p");
    }
    const answer = await room.request(
      {
        method: "GET",
        path: "/api/v1/namespaces/default/pods/a",
        user: { username: "admin", groups: ["system:masters"] },
      },
      "p",
    );
    expect(answer.body).toMatchObject({
      status: { containerStatuses: [{ state: { terminated: { exitCode: 139 } } }] },
    });
    expect(reports).toEqual([
      [room.id, "the cluster goes on after a failure in program yes: TypeError", expect.any(TypeError)],
      [room.id, "the cluster goes on after a failure in program rev: TypeError", expect.any(TypeError)],
    ]);
    expect(room.stopped).toBe(false);
  });

  it("OPER-18 a cluster is the same whether anybody listens or not", () => {
    breakPrograms();
    const [heard, alone] = [true, false].map((listens) => {
      const cluster = factory.create({ seed: 7, now: 1_790_000_000_000, nodes: "course", objectLimit: 1000 });
      if (listens) cluster.runtime.failures.listeners.add(() => {});
      cluster.apply({ type: "request", request: pod("a", ["sh", "-c", "yes || rev"]) }, 1);
      cluster.advance(1_790_000_060_000);
      return snapshotText(cluster.snapshot());
    });
    expect(heard).toBe(alone);
  });
});
