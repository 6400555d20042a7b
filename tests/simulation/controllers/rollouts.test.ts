import { describe, expect, it } from "vitest";
import type { Deployment, Event, Pod, ReplicaSet } from "../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../server/simulation/cluster.ts";
import { get, newCluster, pass, send } from "../../support/clusters.ts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
const REVISION = "deployment.kubernetes.io/revision";
/** A readiness probe that is never met: a new template that does not come up. */
const NEVER = { readinessProbe: { httpGet: { path: "/never", port: 8080 } } };

function create(spec: object = {}, settle = 60): Cluster {
  const cluster = newCluster();
  const labels = { app: "web" };
  const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "kubetm/app:v1" }] } };
  const body = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: { replicas: 4, selector: { matchLabels: labels }, template, ...spec },
  };
  expect(send(cluster, "POST", DEPLOYMENTS, { body }).status).toBe(201);
  pass(cluster, settle);
  return cluster;
}

const patch = (cluster: Cluster, spec: object): void => {
  expect(send(cluster, "PATCH", `${DEPLOYMENTS}/web`, { body: { spec } }).status).toBe(200);
};
const setImage = (cluster: Cluster, tag: string, more: object = {}): void =>
  patch(cluster, { template: { spec: { containers: [{ name: "c", image: `kubetm/app:${tag}`, ...more }] } } });
const webOf = (cluster: Cluster): Deployment => get<Deployment>(cluster, "deployments.apps", "web") as Deployment;
const setsOf = (cluster: Cluster): readonly ReplicaSet[] =>
  [...(cluster.store.list("replicasets.apps", "default") as Iterable<ReplicaSet>)].sort(
    (left, right) => revisionOf(left) - revisionOf(right),
  );
const revisionOf = ({ metadata }: ReplicaSet): number => Number(metadata.annotations?.[REVISION]);
const sizes = (cluster: Cluster): readonly (number | undefined)[] => setsOf(cluster).map(({ spec }) => spec.replicas);
const condition = (cluster: Cluster, type: string) =>
  webOf(cluster).status?.conditions?.find((each) => each.type === type);
const living = (cluster: Cluster): readonly Pod[] =>
  [...(cluster.store.list("pods", "default") as Iterable<Pod>)].filter(({ metadata }) => !metadata.deletionTimestamp);
const told = (cluster: Cluster): readonly string[] =>
  ([...cluster.store.list("events", "default")] as unknown as Event[])
    .filter(({ involvedObject }) => involvedObject.kind === "Deployment")
    .map(({ type, reason, message }) => `${type} ${reason}: ${message}`);

/** The most pods and the fewest ready ones while time goes on. */
function extremes(cluster: Cluster, seconds: number): { readonly most: number; readonly ready: number } {
  let most = 0;
  let ready = Number.POSITIVE_INFINITY;
  for (let step = 0; step < seconds * 5; step++) {
    pass(cluster, 0.2);
    most = Math.max(most, living(cluster).length);
    ready = Math.min(
      ready,
      living(cluster).filter(({ status }) =>
        status?.conditions?.some((each) => each.type === "Ready" && each.status === "True"),
      ).length,
    );
  }
  return { most, ready };
}

describe("Deployments", () => {
  it("CTRL-33 are given one replica, 25 %, ten old sets and ten minutes", () => {
    const cluster = newCluster();
    const labels = { app: "plain" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "nginx" }] } };
    const spec = { selector: { matchLabels: labels }, template };
    const body = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "plain" }, spec };
    expect(send(cluster, "POST", DEPLOYMENTS, { body }).body).toMatchObject({
      spec: {
        replicas: 1,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
    });
  });

  it.each([
    // 25 % of 5: two more at most, one fewer at least.
    ["25%", "25%", 5, 7, 4],
    ["1%", 0, 3, 4, 3],
    [0, "50%", 3, 3, 2],
    // Both come to nothing: one may be missing.
    ["0%", "10%", 3, 3, 2],
  ])(
    "CTRL-33 with maxSurge %s and maxUnavailable %s, %i pods become %i at most and %i ready at least",
    (maxSurge, maxUnavailable, replicas, most, ready) => {
      const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } };
      const cluster = create({ replicas, strategy });
      setImage(cluster, "v2");
      expect(extremes(cluster, 90)).toEqual({ most, ready });
      expect(sizes(cluster)).toEqual([0, replicas]);
    },
  );

  it("CTRL-34 takes one step at a look: the new set up, else the old ones down, unhealthy pods and old sets first", () => {
    const cluster = create({ strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } });
    setImage(cluster, "v2", NEVER);
    pass(cluster, 60);
    // Five at most, three ready at least: the new set has two that never are.
    expect(sizes(cluster)).toEqual([3, 2]);
    setImage(cluster, "v3", { readinessProbe: null });
    pass(cluster, 0.5);
    // The two that were never ready make room, before any that serves goes.
    expect(sizes(cluster)[1]).toBe(0);
    expect(sizes(cluster)[0]).toBe(3);
    pass(cluster, 60);
    expect(sizes(cluster)).toEqual([0, 0, 4]);
  });

  it("CTRL-34 a rollout that is scaled grows and shrinks in proportion", () => {
    const cluster = create({ replicas: 10, strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } });
    setImage(cluster, "v2", NEVER);
    pass(cluster, 60);
    expect(sizes(cluster)).toEqual([8, 5]);
    // The documentation's example: five more go three and two ways.
    patch(cluster, { replicas: 15 });
    pass(cluster, 10);
    expect(sizes(cluster)).toEqual([11, 7]);
  });

  it("CTRL-35 numbers its sets, keeps as many old ones as it should, and finds an old one again", () => {
    const cluster = create({ replicas: 1, revisionHistoryLimit: 2 });
    const [first] = setsOf(cluster);
    expect(first?.metadata.annotations).toMatchObject({
      [REVISION]: "1",
      "deployment.kubernetes.io/desired-replicas": "1",
      "deployment.kubernetes.io/max-replicas": "2",
    });
    expect(first?.metadata.name).toBe(`web-${first?.metadata.labels?.["pod-template-hash"]}`);
    for (const tag of ["v2", "v3"]) {
      setImage(cluster, tag);
      pass(cluster, 90);
    }
    setImage(cluster, "v1");
    pass(cluster, 90);
    expect(setsOf(cluster).map(revisionOf)).toEqual([2, 3, 4]);
    const again = setsOf(cluster).at(-1);
    expect(again?.metadata.uid).toBe(first?.metadata.uid);
    expect(again?.metadata.annotations?.["deployment.kubernetes.io/revision-history"]).toBe("1");
    expect(webOf(cluster).metadata.annotations?.[REVISION]).toBe("4");
    setImage(cluster, "v4");
    pass(cluster, 90);
    expect(setsOf(cluster).map(revisionOf)).toEqual([3, 4, 5]);
  });

  it("CTRL-36 tells of each change of size", () => {
    const cluster = create({ replicas: 2, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } });
    setImage(cluster, "v2");
    pass(cluster, 90);
    patch(cluster, { replicas: 1 });
    pass(cluster, 10);
    const [first, second] = setsOf(cluster).map(({ metadata }) => metadata.name);
    const scaled = (way: string, name: string | undefined, from: number, to: number): string =>
      `Normal ScalingReplicaSet: Scaled ${way} replica set ${name} from ${from} to ${to}`;
    expect(told(cluster)).toEqual([
      scaled("up", first, 0, 2),
      scaled("up", second, 0, 1),
      scaled("down", first, 2, 1),
      scaled("up", second, 1, 2),
      scaled("down", first, 1, 0),
      scaled("down", second, 2, 1),
    ]);
  });

  it("CTRL-37 says how far it is: made, progressing, available, overdue", () => {
    const cluster = create({ progressDeadlineSeconds: 30 }, 0.5);
    const name = setsOf(cluster)[0]?.metadata.name;
    expect(condition(cluster, "Available")).toMatchObject({
      status: "False",
      reason: "MinimumReplicasUnavailable",
      message: "Deployment does not have minimum availability.",
    });
    expect(condition(cluster, "Progressing")).toMatchObject({
      status: "True",
      reason: "ReplicaSetUpdated",
      message: `ReplicaSet "${name}" is progressing.`,
    });
    pass(cluster, 60);
    expect(condition(cluster, "Available")).toMatchObject({
      status: "True",
      reason: "MinimumReplicasAvailable",
      message: "Deployment has minimum availability.",
    });
    expect(condition(cluster, "Progressing")).toMatchObject({
      status: "True",
      reason: "NewReplicaSetAvailable",
      message: `ReplicaSet "${name}" has successfully progressed.`,
    });
    setImage(cluster, "v2", NEVER);
    pass(cluster, 80);
    const stuck = setsOf(cluster)[1]?.metadata.name;
    expect(condition(cluster, "Progressing")).toMatchObject({
      status: "False",
      reason: "ProgressDeadlineExceeded",
      message: `ReplicaSet "${stuck}" has timed out progressing.`,
    });
    expect(condition(cluster, "Available")?.status).toBe("True");
  });

  it("CTRL-38 paused it scales and does not roll; the clock stands", () => {
    const cluster = create({ replicas: 2, progressDeadlineSeconds: 30 });
    patch(cluster, { paused: true });
    pass(cluster, 5);
    expect(condition(cluster, "Progressing")).toMatchObject({
      status: "Unknown",
      reason: "DeploymentPaused",
      message: "Deployment is paused",
    });
    setImage(cluster, "v2");
    patch(cluster, { replicas: 3 });
    pass(cluster, 120);
    expect(sizes(cluster)).toEqual([3]);
    expect(condition(cluster, "Progressing")?.reason).toBe("DeploymentPaused");
    patch(cluster, { paused: false });
    pass(cluster, 0.05);
    expect(condition(cluster, "Progressing")?.reason).not.toBe("DeploymentPaused");
    pass(cluster, 60);
    expect(sizes(cluster)).toEqual([0, 3]);
    expect(condition(cluster, "Progressing")?.reason).toBe("NewReplicaSetAvailable");
  });

  it("CTRL-39 Recreate ends all old pods before the first new one comes", () => {
    const cluster = create({ replicas: 3, strategy: { type: "Recreate", rollingUpdate: null } });
    setImage(cluster, "v2");
    let mixed = 0;
    for (let step = 0; step < 300; step++) {
      pass(cluster, 0.2);
      const all = [...(cluster.store.list("pods", "default") as Iterable<Pod>)];
      if (new Set(all.map(({ spec }) => spec.containers[0]?.image)).size > 1) mixed++;
    }
    expect([mixed, sizes(cluster)]).toEqual([0, [0, 3]]);
  });
});
