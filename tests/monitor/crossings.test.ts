/** What people's commands do to others, in rooms of the real cluster whose clock the test turns. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { Crossings } from "../../server/monitor/crossings/Crossings.ts";
import type { Crossing } from "../../server/protocol/classroom/ClassState.ts";
import { visibleState } from "../../server/protocol/classroom/visibility.ts";
import { ownNamespaceName } from "../../server/protocol/ownNamespace.ts";
import type { RoomMode } from "../../server/protocol/messages.ts";
import { Modes } from "../../server/rooms/modes/Modes.ts";
import type { Room } from "../../server/rooms/Room.ts";
import type { PersonRecord } from "../../server/rooms/StoragePort.ts";
import { podManifest } from "../support/clusters.ts";
import { makeWorld, type World } from "../support/rooms/worlds.ts";

const factory = clusterFactory({ root: resolve("."), freeze: true });
const PODS = "/api/v1/namespaces/default/pods";

class Class {
  private constructor(
    readonly world: World,
    readonly room: Room,
    readonly mina: PersonRecord,
    readonly juno: PersonRecord,
  ) {}

  static async open(mode: RoomMode = "shared"): Promise<Class> {
    const world = makeWorld({ factory });
    world.directory.whenAwake((room) =>
      Crossings.attend(
        room,
        (problem, error) => world.problems.push(`${problem} ${String(error)}`),
        () => world.clock.now,
      ),
    );
    const { room } = await world.directory.create({ mode });
    const modes = new Modes(world.directory);
    const add = async (name: string): Promise<PersonRecord> => {
      const { person } = await room.people.add("student", name);
      await modes.welcome(room, person);
      return person;
    };
    return new Class(world, room, await add("Mina"), await add("Juno"));
  }

  async ask(who: PersonRecord, method: "POST" | "PATCH" | "DELETE", path: string, body?: object): Promise<void> {
    const { status, body: answer } = await this.room.request(
      {
        method,
        path,
        user: this.room.people.userOf(who),
        ...(body === undefined
          ? {}
          : {
              contentType: method === "PATCH" ? "application/merge-patch+json" : "application/json",
              body: JSON.stringify(body),
            }),
      },
      who.id,
    );
    if (status >= 300) throw new Error(JSON.stringify(answer));
  }

  /** A pod that asks for memory. */
  pod(
    who: PersonRecord,
    name: string,
    { memory = "1Mi", labels = {}, node, namespace = "default" }: Wanted = {},
  ): Promise<void> {
    return this.ask(
      who,
      "POST",
      `/api/v1/namespaces/${namespace}/pods`,
      podManifest(name, {
        labels,
        container: { resources: { requests: { memory } } },
        spec: {
          terminationGracePeriodSeconds: 0,
          ...(node ? { nodeSelector: { "kubernetes.io/hostname": node } } : {}),
        },
      }),
    );
  }

  service(who: PersonRecord, name: string, selector: object): Promise<void> {
    return this.ask(who, "POST", "/api/v1/namespaces/default/services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name },
      spec: { selector, ports: [{ port: 8080 }] },
    });
  }

  async pass(seconds: number): Promise<void> {
    for (let done = 0; done < seconds; done += 5) {
      this.world.clock.now += 5_000;
      await this.room.capture();
    }
    // What was found is looked at once a turn is over, and noted in one of its own.
    for (let turn = 0; turn < 10; turn++) {
      await this.room.settled();
      await new Promise((done) => setImmediate(done));
    }
    expect(this.world.problems).toEqual([]);
  }

  crossings({ id }: PersonRecord, teaches = false): readonly Crossing[] {
    return visibleState(this.room.classroom.state, { id, teaches }).crossings;
  }
}

const WEB = {
  metadata: { name: "web" },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image: "kubetm/app" }] } },
  },
};

interface Wanted {
  readonly memory?: string;
  readonly labels?: object;
  readonly node?: string;
  readonly namespace?: string;
}

describe("CLASS-40 what one person's command does to another's", () => {
  it("CLASS-40 a pod that waits names the pod that has its place, whose it is, and the moment", async () => {
    const it = await Class.open();
    await it.pod(it.mina, "web-2", { memory: "2Gi", node: "k8s-worker1" });
    await it.pass(30);
    await it.pod(it.juno, "pod-4", { memory: "2Gi", node: "k8s-worker1" });
    await it.pass(10);
    const [found] = it.crossings(it.juno);
    expect(found).toMatchObject({
      person: it.juno.id,
      by: it.mina.id,
      object: { resource: "pods", namespace: "default", name: "pod-4" },
      what: {
        kind: "pending",
        node: "k8s-worker1",
        resource: "memory",
        amount: 2 * 2 ** 30,
        holder: { name: "web-2" },
      },
    });
    const moment = await it.room.moment(found?.moment ?? 0, ({ cluster }) => {
      const pod = cluster.store.get("pods", "default", "pod-4") as { status?: { conditions?: { status: string }[] } };
      return pod?.status?.conditions?.[0]?.status;
    });
    expect(moment).toBe("False");
    expect(it.crossings(it.mina)).toEqual([]);
    expect(it.crossings(it.mina, true)).toHaveLength(1);
  });

  it("CLASS-40 nothing is said of one's own pods, nor of a pod no node could ever take", async () => {
    const it = await Class.open();
    await it.pod(it.mina, "mine", { memory: "2Gi", node: "k8s-worker1" });
    await it.pod(it.juno, "small", { memory: "100Mi", node: "k8s-worker1" });
    await it.pass(30);
    await it.pod(it.mina, "mine-too", { memory: "2Gi", node: "k8s-worker1" });
    await it.pod(it.juno, "huge", { memory: "64Gi" });
    await it.pass(10);
    expect(it.crossings(it.mina)).toEqual([]);
    expect(it.crossings(it.juno)).toEqual([]);
  });

  it("CLASS-40 a Service that lost an endpoint names who changed which label", async () => {
    const it = await Class.open();
    await it.pod(it.mina, "pod-1", { labels: { type: "web" } });
    await it.service(it.mina, "svc-1", { type: "web" });
    await it.pass(30);
    expect(it.crossings(it.mina)).toEqual([]);
    await it.ask(it.juno, "PATCH", `${PODS}/pod-1`, { metadata: { labels: { type: "was" } } });
    await it.pass(10);
    expect(it.crossings(it.mina)).toMatchObject([
      {
        by: it.juno.id,
        object: { resource: "services", name: "svc-1" },
        what: { kind: "endpoint", pod: "pod-1", lost: 1, left: 0, reason: "label", label: "type", value: "was" },
      },
    ]);
    // To and fro is told once a minute.
    for (const type of ["web", "was", "web", "was"]) {
      await it.ask(it.juno, "PATCH", `${PODS}/pod-1`, { metadata: { labels: { type } } });
      await it.pass(5);
    }
    expect(it.crossings(it.mina)).toHaveLength(1);
    await it.ask(it.mina, "PATCH", `${PODS}/pod-1`, { metadata: { labels: { type: "web" } } });
    await it.pass(70);
    await it.ask(it.mina, "PATCH", `${PODS}/pod-1`, { metadata: { labels: { type: "own" } } });
    await it.pass(10);
    expect(it.crossings(it.mina)).toHaveLength(1);
  });

  it("CLASS-40 one that another emptied is told, one that another only scaled down is not", async () => {
    const it = await Class.open();
    await it.pod(it.mina, "a", { labels: { app: "x" } });
    await it.pod(it.mina, "b", { labels: { app: "x" } });
    await it.service(it.mina, "svc-x", { app: "x" });
    await it.pass(30);
    const ofService = () => it.crossings(it.mina).filter(({ object }) => object.resource === "services");
    await it.ask(it.juno, "DELETE", `${PODS}/a`);
    await it.pass(10);
    expect(ofService()).toEqual([]);
    await it.ask(it.juno, "DELETE", `${PODS}/b`);
    await it.pass(10);
    expect(ofService()).toMatchObject([{ what: { reason: "deleted", pod: "b", left: 0 } }]);
  });

  it("CLASS-40 one whose selector another changed says so", async () => {
    const it = await Class.open();
    await it.pod(it.mina, "a", { labels: { app: "x" } });
    await it.service(it.mina, "svc-x", { app: "x" });
    await it.pass(30);
    await it.ask(it.juno, "PATCH", "/api/v1/namespaces/default/services/svc-x", { spec: { selector: { app: "y" } } });
    await it.pass(10);
    expect(it.crossings(it.mina)).toMatchObject([{ by: it.juno.id, what: { reason: "selector" } }]);
  });

  it("CLASS-42 an object that another deleted is told once, with what else it went, at a moment it still stood", async () => {
    const it = await Class.open();
    const kim = (await it.room.people.add("instructor", "Kim")).person;
    const maps = (namespace: string): string => `/api/v1/namespaces/${namespace}/configmaps`;
    await it.ask(kim, "POST", "/api/v1/namespaces", { metadata: { name: "lab" } });
    await it.ask(it.mina, "POST", maps("default"), { metadata: { name: "alone" } });
    await it.ask(it.mina, "POST", "/apis/apps/v1/namespaces/default/deployments", WEB);
    for (const name of ["a", "b"]) await it.ask(kim, "POST", maps("lab"), { metadata: { name } });
    await it.pass(30);
    // One's own doing is nothing to tell.
    await it.ask(it.mina, "POST", maps("default"), { metadata: { name: "brief" } });
    await it.ask(it.mina, "DELETE", `${maps("default")}/brief`);
    await it.ask(it.juno, "DELETE", `${maps("default")}/alone`);
    await it.ask(it.juno, "DELETE", "/apis/apps/v1/namespaces/default/deployments/web");
    await it.pass(60);
    const found = it.crossings(it.mina);
    expect(found).toMatchObject([
      { by: it.juno.id, object: { resource: "configmaps", name: "alone" }, what: { kind: "deleted", more: false } },
      { by: it.juno.id, object: { resource: "deployments.apps", name: "web" }, what: { kind: "deleted", more: false } },
    ]);
    expect(found.every(({ what }) => !("with" in what))).toBe(true);
    const stood = await it.room.moment(found[0]?.moment ?? 0, ({ cluster }) =>
      cluster.store.get("configmaps", "default", "alone"),
    );
    expect(stood).toBeDefined();
    expect(it.crossings(it.juno)).toEqual([]);
  });

  it("CLASS-42 what went with its namespace, or with its owner, says so", async () => {
    const it = await Class.open();
    const kim = (await it.room.people.add("instructor", "Kim")).person;
    await it.ask(kim, "POST", "/api/v1/namespaces", { metadata: { name: "lab" } });
    await it.pass(5);
    const maps = "/api/v1/namespaces/lab/configmaps";
    for (const name of ["a", "b"]) await it.ask(it.mina, "POST", maps, { metadata: { name } });
    await it.ask(it.juno, "POST", maps, { metadata: { name: "owner" } });
    const { uid } = it.room.cluster.store.get("configmaps", "lab", "owner")?.metadata ?? {};
    const ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name: "owner", uid }];
    await it.ask(it.mina, "POST", maps, { metadata: { name: "owned", ownerReferences } });
    await it.pass(10);
    await it.ask(it.juno, "DELETE", `${maps}/owner`);
    await it.pass(30);
    expect(it.crossings(it.mina)).toMatchObject([
      {
        by: it.juno.id,
        object: { name: "owned" },
        what: { kind: "deleted", with: { resource: "configmaps", name: "owner", deleted: true } },
      },
    ]);
    await it.ask(kim, "DELETE", "/api/v1/namespaces/lab");
    await it.pass(60);
    expect(it.crossings(it.mina).slice(1)).toMatchObject([
      {
        by: kim.id,
        object: { resource: "configmaps", namespace: "lab" },
        what: { kind: "deleted", with: { resource: "namespaces", name: "lab", deleted: true }, more: true },
      },
    ]);
  });

  it("CLASS-43 a pod that was preempted names the pod it went for and its priority, and is not told as deleted", async () => {
    const it = await Class.open();
    const kim = (await it.room.people.add("instructor", "Kim")).person;
    await it.ask(kim, "POST", "/apis/scheduling.k8s.io/v1/priorityclasses", {
      metadata: { name: "high" },
      value: 1000,
    });
    await it.pod(it.mina, "web-2", { memory: "2Gi", node: "k8s-worker1" });
    await it.pass(30);
    await it.ask(
      it.juno,
      "POST",
      PODS,
      podManifest("important", {
        container: { resources: { requests: { memory: "2Gi" } } },
        spec: { priorityClassName: "high", nodeSelector: { "kubernetes.io/hostname": "k8s-worker1" } },
      }),
    );
    await it.pass(60);
    expect(it.crossings(it.mina)).toMatchObject([
      {
        by: it.juno.id,
        object: { resource: "pods", name: "web-2" },
        what: { kind: "preempted", node: "k8s-worker1", pod: "important", priority: 1000 },
      },
    ]);
  });

  it("CLASS-40 across namespaces of their own too, and after a restart of the room as before", async () => {
    const it = await Class.open("namespace-each");
    await it.pod(it.mina, "web-2", { memory: "2Gi", node: "k8s-worker1", namespace: ownNamespaceName(it.mina) });
    await it.pass(30);
    await it.room.close({ en: "", ko: "" });
    const room = await it.world.directory.open(it.room.id);
    const again = Object.assign(Object.create(Class.prototype) as Class, { ...it, room });
    await again.pod(it.juno, "pod-4", { memory: "2Gi", node: "k8s-worker1", namespace: ownNamespaceName(it.juno) });
    await again.pass(10);
    expect(again.crossings(it.juno)).toMatchObject([{ by: it.mina.id, what: { kind: "pending" } }]);
    await room.close({ en: "", ko: "" });
    const third = Object.assign(Object.create(Class.prototype) as Class, {
      ...it,
      room: await it.world.directory.open(it.room.id),
    });
    await third.pass(30);
    expect(third.crossings(it.juno)).toHaveLength(1);
  });
});
