/** The kubelet's events in their order, letter for letter, and the back-offs they tell of. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ContainerStatus, Event, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { parseTimestamp } from "../../../server/simulation/runtime/time.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../../support/clusters.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
});

function run(name: string, container: object, spec: object = {}): void {
  const { status, body } = send(cluster, "POST", PODS, {
    body: podManifest(name, { spec: { containers: [{ name: "c", ...container }], ...spec } }),
  });
  expect(status, JSON.stringify(body)).toBe(201);
}
const pod = (name = "p"): Pod => get<Pod>(cluster, "pods", name) as Pod;
const first = (name = "p"): ContainerStatus | undefined => pod(name).status?.containerStatuses?.[0];
/** Events of a pod as they were written first. */
const eventsOf = (name = "p"): readonly Event[] =>
  ([...cluster.store.list("events", "default")] as Event[])
    .filter(({ involvedObject }) => involvedObject.name === name)
    .sort((left, right) => Number(BigInt(nanoseconds(left)) - BigInt(nanoseconds(right))));
/** An event is named `<object>.<hex nanoseconds>`. */
const nanoseconds = ({ metadata }: Event): string => `0x${metadata.name.split(".").at(-1)}`;
const told = (name = "p"): readonly string[] =>
  eventsOf(name).map(({ type, reason, message }) => `${type} ${reason}: ${message}`);

describe("KLT-70 a start", () => {
  it("KLT-70 Scheduled, Pulling, Pulled, Created, Started; about the container, from its node", () => {
    run("p", { image: "nginx:1.27" }, { nodeSelector: { "kubernetes.io/hostname": "k8s-worker1" } });
    pass(cluster, 20);
    const duration = String.raw`\d+(\.\d+)?m?s`;
    expect(told()).toEqual([
      "Normal Scheduled: Successfully assigned default/p to k8s-worker1",
      'Normal Pulling: Pulling image "nginx:1.27"',
      expect.stringMatching(
        new RegExp(
          String.raw`^Normal Pulled: Successfully pulled image "nginx:1\.27" in ${duration} \(${duration} including waiting\)\. Image size: 72319182 bytes\.$`,
        ),
      ),
      "Normal Created: Container created",
      "Normal Started: Container started",
    ]);
    for (const event of eventsOf().slice(1))
      expect(event).toMatchObject({
        involvedObject: { kind: "Pod", uid: pod().metadata.uid, fieldPath: "spec.containers{c}" },
        source: { component: "kubelet", host: "k8s-worker1" },
        reportingComponent: "kubelet",
        count: 1,
      });
    for (const { metadata } of eventsOf()) expect(metadata.name).toMatch(/^p\.[0-9a-f]{15,16}$/);
  });

  it("KLT-70 an image that is there is not pulled again, one without a tag always is", () => {
    const spec = { nodeName: "k8s-worker1" };
    for (const image of ["nginx:1.27", "nginx"]) run(image === "nginx" ? "a-untagged" : "a-tagged", { image }, spec);
    pass(cluster, 40);
    run("tagged", { image: "nginx:1.27" }, spec);
    run("untagged", { image: "nginx" }, spec);
    pass(cluster, 20);
    expect(told("tagged")).toEqual([
      'Normal Pulled: Container image "nginx:1.27" already present on machine and can be accessed by the pod',
      "Normal Created: Container created",
      "Normal Started: Container started",
    ]);
    expect(told("untagged").map((text) => text.split(":")[0])).toEqual([
      "Normal Pulling",
      "Normal Pulled",
      "Normal Created",
      "Normal Started",
    ]);
  });

  it("KLT-70 events are forgotten an hour after they were last seen", () => {
    run("p", { image: "nginx" });
    pass(cluster, 3590);
    expect(told()).toHaveLength(5);
    pass(cluster, 60);
    expect(told()).toEqual([]);
  });
});

describe("KLT-71 an image that is not there", () => {
  const missing =
    'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:nosuchtag": failed to resolve reference "docker.io/library/nginx:nosuchtag": docker.io/library/nginx:nosuchtag: not found';

  it("KLT-71 Pulling, Failed twice, BackOff, Failed; ErrImagePull becomes ImagePullBackOff", () => {
    run("p", { image: "nginx:nosuchtag" });
    const waits: object[] = [];
    for (let tenth = 0; tenth < 80; tenth++) {
      pass(cluster, 0.1);
      const waiting = first()?.state?.waiting;
      if (waiting && JSON.stringify(waits.at(-1)) !== JSON.stringify(waiting)) waits.push(waiting);
    }
    expect(waits).toEqual([
      { reason: "ContainerCreating" },
      { reason: "ErrImagePull", message: missing },
      { reason: "ImagePullBackOff", message: `Back-off pulling image "nginx:nosuchtag": ErrImagePull: ${missing}` },
    ]);
    expect(told().slice(1)).toEqual([
      'Normal Pulling: Pulling image "nginx:nosuchtag"',
      `Warning Failed: Failed to pull image "nginx:nosuchtag": ${missing}`,
      "Warning Failed: Error: ErrImagePull",
      'Normal BackOff: Back-off pulling image "nginx:nosuchtag"',
      "Warning Failed: Error: ImagePullBackOff",
    ]);
    expect(pod().status?.phase).toBe("Pending");
  });

  it("KLT-71 it is tried again after 10 s, doubling to 5 min", () => {
    run("p", { image: "nginx:nosuchtag" });
    const tries: number[] = [];
    const count = (): number => eventsOf().find(({ reason }) => reason === "Pulling")?.count ?? 0;
    for (let second = 0; second < 1700; second++) {
      pass(cluster, 1);
      if (count() > tries.length) tries.push(cluster.runtime.now);
    }
    const between = tries.slice(1).map((at, index) => (at - (tries[index] as number)) / 1000);
    [10, 20, 40, 80, 160, 300, 300].forEach((least, index) => {
      expect(between[index]).toBeGreaterThanOrEqual(least);
      expect(between[index]).toBeLessThan(least + 16);
    });
  });

  it("KLT-71 an image name that is none: InvalidImageName", () => {
    run("p", { image: "busybox:nope!" });
    pass(cluster, 5);
    const message =
      'Failed to apply default image tag "busybox:nope!": couldn\'t parse image name "busybox:nope!": invalid reference format';
    expect(first()?.state?.waiting).toEqual({ reason: "InvalidImageName", message });
    expect(told().slice(1)).toEqual([`Warning InspectFailed: ${message}`, "Warning Failed: Error: InvalidImageName"]);
  });
});

describe("KLT-72 the back-off of a container that ends", () => {
  /** Seconds from each end to the next start. */
  function delays(script: string, wanted: number): number[] {
    run("p", { image: "busybox", command: ["sh", "-c", script] });
    const found: number[] = [];
    let last = 0;
    for (let second = 0; second < 6000 && found.length < wanted; second++) {
      pass(cluster, 1);
      const { restartCount = 0, state, lastState } = first() ?? {};
      const began = state?.running?.startedAt ?? state?.terminated?.startedAt;
      const ended = lastState?.terminated?.finishedAt;
      if (
        restartCount > last &&
        began !== undefined &&
        ended !== undefined &&
        began !== lastState?.terminated?.startedAt
      ) {
        found.push((parseTimestamp(began) - parseTimestamp(ended)) / 1000);
        last = restartCount;
      }
    }
    return found;
  }

  it("KLT-72 the first restart comes at once, the next after 10, 20, 40, 80, 160, 300, 300 s", () => {
    const found = delays("sleep 3; exit 1", 8);
    [0, 10, 20, 40, 80, 160, 300, 300].forEach((least, index) => {
      expect(found[index]).toBeGreaterThanOrEqual(least);
      expect(found[index]).toBeLessThan(least + 4);
    });
    const id = `p_default(${pod().metadata.uid})`;
    expect(told()).toContain(`Warning BackOff: Back-off restarting failed container c in pod ${id}`);
    let message: string | undefined;
    for (let second = 0; second < 60 && !message; second++) {
      pass(cluster, 1);
      message = first()?.state?.waiting?.message;
    }
    expect(first()?.state?.waiting).toEqual({
      reason: "CrashLoopBackOff",
      message: `back-off 5m0s restarting failed container=c pod=${id}`,
    });
    // It waits, but it has ended before.
    expect(pod().status?.phase).toBe("Running");
  });

  it("KLT-72 who runs for more than ten minutes starts over", () => {
    const found = delays("sleep 620; exit 1", 3);
    for (const delay of found) expect(delay).toBeLessThan(4);
  });

  it("KLT-72 an end in order is one too where the policy is Always", () => {
    const found = delays("sleep 1", 3);
    expect(found[2]).toBeGreaterThanOrEqual(20);
    expect(first()?.lastState?.terminated).toMatchObject({ exitCode: 0, reason: "Completed" });
  });
});

describe("KLT-73 the end of a pod", () => {
  it("KLT-73 Killing, once for each container that runs", () => {
    run(
      "p",
      { image: "nginx" },
      {
        containers: [
          { name: "a", image: "nginx" },
          { name: "b", image: "redis" },
        ],
      },
    );
    pass(cluster, 30);
    send(cluster, "DELETE", `${PODS}/p`);
    pass(cluster, 5);
    expect(get(cluster, "pods", "p")).toBeUndefined();
    const killing = eventsOf().filter(({ reason }) => reason === "Killing");
    expect(killing.map(({ type, message, count }) => [type, message, count])).toEqual([
      ["Normal", "Stopping container a", 1],
      ["Normal", "Stopping container b", 1],
    ]);
  });

  it("KLT-73 a kill for memory has no event of its own: the container's state tells it, then the back-off", () => {
    run("p", {
      image: "polinux/stress",
      resources: { limits: { memory: "100Mi" } },
      command: ["stress", "--vm", "1", "--vm-bytes", "250M"],
    });
    pass(cluster, 30);
    expect(first()?.lastState?.terminated).toMatchObject({ exitCode: 137, reason: "OOMKilled" });
    expect(eventsOf().some(({ reason, message }) => /OOM/.test(`${reason}${message}`))).toBe(false);
    expect(eventsOf().some(({ reason }) => reason === "BackOff")).toBe(true);
  });
});
