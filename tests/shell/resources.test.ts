import { beforeEach, describe, expect, it } from "vitest";
import type { Event, Node, Pod } from "../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../server/simulation/cluster.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../support/clusters.ts";
import { container, open, script } from "./terminal.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
});

function run(name: string, spec: object): void {
  const { status, body } = send(cluster, "POST", PODS, { body: podManifest(name, { spec }) });
  expect(status, JSON.stringify(body)).toBe(201);
}
const stress = (args: readonly string[], resources: object = {}) => ({
  name: "c",
  image: "polinux/stress",
  command: ["stress", ...args],
  resources,
});
const status = (name: string) => get<Pod>(cluster, "pods", name)?.status;
const events = (name: string): readonly string[] =>
  ([...cluster.store.list("events")] as Event[])
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ reason, message }) => `${reason}: ${message}`);

describe("memory", () => {
  it("SHL-20 a process started in a shell that takes more than the container's limit gets it killed, 137", async () => {
    run("p", {
      containers: [
        {
          name: "c",
          image: "polinux/stress",
          command: ["sleep", "infinity"],
          resources: { limits: { memory: "100Mi" } },
        },
      ],
    });
    pass(cluster, 30);
    await open(cluster, container("p"), ["stress", "--vm", "1", "--vm-bytes", "200M"]);
    pass(cluster, 5);
    expect(status("p")?.containerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
    });
  });

  it("SHL-21 files in an emptyDir in memory count too", async () => {
    run("p", {
      volumes: [{ name: "m", emptyDir: { medium: "Memory" } }],
      containers: [
        {
          name: "c",
          image: "busybox",
          command: ["sleep", "infinity"],
          resources: { limits: { memory: "50Mi" } },
          volumeMounts: [{ name: "m", mountPath: "/m" }],
        },
      ],
    });
    pass(cluster, 30);
    await script(cluster, container("p"), "dd if=/dev/zero of=/m/x bs=1M count=80");
    pass(cluster, 5);
    expect(status("p")?.containerStatuses?.[0]?.lastState?.terminated?.reason).toBe("OOMKilled");
  });

  it("SHL-22 a node short of memory evicts who is most over its request, and tells of the pressure for five minutes", () => {
    run("guaranteed", {
      nodeName: "k8s-worker1",
      containers: [
        stress(["--vm", "1", "--vm-bytes", "500M"], {
          limits: { cpu: "1", memory: "600Mi" },
          requests: { cpu: "1", memory: "600Mi" },
        }),
      ],
    });
    run("over", {
      nodeName: "k8s-worker1",
      containers: [stress(["--vm", "1", "--vm-bytes", "1500M"], { requests: { memory: "100Mi" } })],
    });
    run("none", { nodeName: "k8s-worker1", containers: [stress(["--vm", "1", "--vm-bytes", "1185M"])] });
    pass(cluster, 60);
    expect(status("over")).toMatchObject({ phase: "Failed", reason: "Evicted" });
    expect(status("over")?.message).toMatch(
      /^The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+[KM]i\. Container c was using \d+[KM]i, request is 100Mi, has larger consumption of memory\. $/,
    );
    expect(status("none")?.phase).toBe("Running");
    expect(status("guaranteed")?.phase).toBe("Running");
    const pressure = (): string | undefined =>
      get<Node>(cluster, "nodes", "k8s-worker1", "")?.status?.conditions?.find(({ type }) => type === "MemoryPressure")
        ?.status;
    expect(pressure()).toBe("True");
    expect(events("k8s-worker1")).toContain("EvictionThresholdMet: Attempting to reclaim memory");
    pass(cluster, 400);
    expect(pressure()).toBe("False");
  });

  it("SHL-23 with nothing left at all the kernel kills who has promised least", () => {
    run("guaranteed", {
      nodeName: "k8s-worker1",
      containers: [
        stress(["--vm", "1", "--vm-bytes", "1500M"], {
          limits: { cpu: "1", memory: "2Gi" },
          requests: { cpu: "1", memory: "2Gi" },
        }),
      ],
    });
    pass(cluster, 30);
    run("none", { nodeName: "k8s-worker1", containers: [stress(["--vm", "1", "--vm-bytes", "3G"])] });
    pass(cluster, 20);
    expect(status("guaranteed")?.containerStatuses?.[0]?.restartCount).toBe(0);
    expect(status("none")?.containerStatuses?.[0]?.lastState?.terminated?.reason).toBe("OOMKilled");
  });
});

describe("CPU", () => {
  it("SHL-24 over the limit is throttled: usage stays at the limit, and cpu.stat tells of it", async () => {
    run("p", { containers: [stress(["--cpu", "2"], { limits: { cpu: "500m" } })] });
    pass(cluster, 60);
    expect(cluster.kubelet?.usage.ofPod("default", "p")?.containers[0]?.cpu).toBe(500_000_000);
    const { out } = await script(
      cluster,
      container("p"),
      "grep nr_throttled /sys/fs/cgroup/cpu.stat; cat /sys/fs/cgroup/cpu.max",
    );
    const [throttled = "", max] = out.split("\n");
    expect(Number(throttled.split(" ")[1])).toBeGreaterThan(100);
    expect(max).toBe("50000 100000");
  });

  it("SHL-25 without a limit a load takes what it wants, and none once it is killed", async () => {
    run("p", {
      nodeName: "k8s-worker2",
      containers: [{ name: "c", image: "busybox", command: ["sh", "-c", "while true; do :; done"] }],
    });
    pass(cluster, 60);
    const cpu = (): number => cluster.kubelet?.usage.ofPod("default", "p")?.containers[0]?.cpu ?? 0;
    expect(cpu()).toBeGreaterThan(900_000_000);
    const { steps } = cluster.runtime;
    pass(cluster, 600);
    expect(cluster.runtime.steps - steps).toBeLessThan(5);
    await script(cluster, container("p"), "yes > /dev/null & kill $!; pgrep yes; echo $?", 1);
    pass(cluster, 60);
    expect(cpu()).toBeLessThan(1_100_000_000);
  });
});

describe("nodes", () => {
  it("SHL-26 a shell on a node sees the containers of its pods, reaches them, and can kill them", async () => {
    run("web", { nodeName: "k8s-worker1", containers: [{ name: "c", image: "kubetm/app" }] });
    pass(cluster, 30);
    const node = { kind: "node", node: "k8s-worker1" } as const;
    expect((await script(cluster, node, "hostname; crictl ps")).out).toMatch(
      /^k8s-worker1\n[\s\S]*docker\.io\/kubetm\/app:latest[\s\S]*web/,
    );
    expect((await script(cluster, node, `curl -s ${status("web")?.podIP}:8080/hostname`, 1)).out).toBe(
      "Hostname : web\n",
    );
    expect(
      (await script(cluster, node, "kill -9 $(ps -ef | grep node./app | grep -v grep | awk '{print $2}')")).end,
    ).toEqual({ code: 0 });
    pass(cluster, 20);
    expect(status("web")?.containerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137, reason: "Error" } },
    });
    expect(
      (await script(cluster, { kind: "node", node: "k8s-master" }, "ps aux | grep -c kubelet")).out.trim(),
    ).not.toBe("0");
  });
});
