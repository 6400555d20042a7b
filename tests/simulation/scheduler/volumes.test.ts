import { describe, expect, it } from "vitest";
import type { KubeObject, PersistentVolume, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { addStandardIndexes } from "../../../server/simulation/api/indexes.ts";
import type { Client } from "../../../server/simulation/controllerkit/Client.ts";
import { Runtime } from "../../../server/simulation/runtime/Runtime.ts";
import { Scheduler } from "../../../server/simulation/scheduler/Scheduler.ts";
import { Store } from "../../../server/simulation/store/Store.ts";

const CLAIMS = "persistentvolumeclaims";
const VOLUMES = "persistentvolumes";

/** The scheduler on a bare store: whoever binds and provisions volumes is played by the test. */
class Bench {
  readonly runtime = new Runtime({ seed: 1, now: Date.UTC(2026, 10, 24) });
  readonly store = new Store({ clock: this.runtime });
  readonly events: string[] = [];

  constructor(mode: string, provisioner: string) {
    addStandardIndexes(this.store);
    const write = <T extends KubeObject>(resource: string, object: T): T =>
      this.store.put(resource, { ...object, metadata: { ...object.metadata } }) as T;
    const client: Client = {
      get: (resource, namespace, name) => this.store.get(resource, namespace, name) as never,
      create: (resource, draft) => write(resource, draft as KubeObject) as never,
      createChecked: (resource, draft) => write(resource, draft as KubeObject) as never,
      update: write,
      updateStatus: write,
      delete: (resource, namespace, name) => this.store.remove(resource, namespace, name),
      bind: (namespace, name, nodeName) => {
        const pod = this.store.get("pods", namespace, name) as Pod;
        write("pods", { ...pod, spec: { ...pod.spec, nodeName } });
      },
      issueToken: () => "",
    };
    const recorder = {
      event: (_: KubeObject, __: string, { message }: { message: string }) => void this.events.push(message),
    };
    new Scheduler({ runtime: this.runtime, store: this.store, client, recorder });
    for (const name of ["one", "two"]) {
      const labels = { "kubernetes.io/hostname": name };
      this.add("nodes", {
        metadata: { name, labels },
        status: { allocatable: { cpu: "2", memory: "4Gi", pods: "110" } },
      });
    }
    this.add("storageclasses.storage.k8s.io", { metadata: { name: "late" }, provisioner, volumeBindingMode: mode });
  }

  add(resource: string, object: object): void {
    const { metadata, ...rest } = object as KubeObject;
    const uid = `${resource}-${metadata.name}`;
    this.store.put(resource, { ...rest, metadata: { ...metadata, uid } } as KubeObject);
  }

  addVolume(name: string, node: string): void {
    const terms = [{ matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [node] }] }];
    this.add(VOLUMES, {
      metadata: { name },
      spec: {
        capacity: { storage: "2Gi" },
        accessModes: ["ReadWriteOnce"],
        storageClassName: "late",
        nodeAffinity: { required: { nodeSelectorTerms: terms } },
      },
      status: { phase: "Available" },
    });
  }

  addClaim(): void {
    const spec = {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "late",
      resources: { requests: { storage: "1Gi" } },
    };
    this.add(CLAIMS, { metadata: { name: "data", namespace: "default" }, spec });
  }

  addPod(): void {
    const volumes = [{ name: "v", persistentVolumeClaim: { claimName: "data" } }];
    this.add("pods", {
      metadata: { name: "db", namespace: "default" },
      spec: { containers: [{ name: "c" }], volumes },
    });
  }

  changeClaim(change: (claim: KubeObject) => object): void {
    const claim = this.store.get(CLAIMS, "default", "data") as KubeObject;
    this.add(CLAIMS, change(claim));
  }

  bound(volumeName: string): void {
    this.changeClaim((claim) => ({
      ...claim,
      metadata: {
        ...claim.metadata,
        annotations: { ...claim.metadata.annotations, "pv.kubernetes.io/bind-completed": "yes" },
      },
      spec: { ...(claim.spec as object), volumeName },
    }));
  }

  pass(seconds: number): void {
    const end = this.runtime.now + seconds * 1000;
    while (this.runtime.runNext(end));
    this.runtime.now = end;
  }

  get pod(): Pod {
    return this.store.get("pods", "default", "db") as Pod;
  }

  get selected(): string | undefined {
    return this.store.get(CLAIMS, "default", "data")?.metadata.annotations?.["volume.kubernetes.io/selected-node"];
  }
}

describe("claims", () => {
  it("SCHED-30 a volume is promised to the claim, and the pod is bound when the claim is", () => {
    const bench = new Bench("WaitForFirstConsumer", "kubernetes.io/no-provisioner");
    bench.addVolume("disk", "two");
    bench.addClaim();
    bench.addPod();
    bench.pass(1);
    const promised = bench.store.get(VOLUMES, "", "disk") as PersistentVolume;
    expect(promised.spec?.claimRef).toMatchObject({
      kind: "PersistentVolumeClaim",
      namespace: "default",
      name: "data",
    });
    expect(bench.pod.spec.nodeName).toBeUndefined();
    bench.bound("disk");
    bench.pass(1);
    expect(bench.pod.spec.nodeName).toBe("two");
    expect(bench.events).toEqual(["Successfully assigned default/db to two"]);
  });

  it("SCHED-31 the pod shows its node while its claim is bound, which is looked at each second", () => {
    const bench = new Bench("WaitForFirstConsumer", "kubernetes.io/no-provisioner");
    bench.addVolume("disk", "two");
    bench.addClaim();
    bench.addPod();
    bench.pass(0.2);
    expect(bench.pod.status?.nominatedNodeName).toBe("two");
    bench.bound("disk");
    bench.pass(0.7);
    expect(bench.pod.spec.nodeName).toBeUndefined();
    bench.pass(0.1);
    expect(bench.pod.spec.nodeName).toBe("two");
  });

  it("SCHED-30 a provisioner is told the node; when it takes the node off, the pod looks again", () => {
    const bench = new Bench("WaitForFirstConsumer", "example.com/disks");
    bench.addClaim();
    bench.addPod();
    bench.pass(1);
    const first = bench.selected;
    expect(["one", "two"]).toContain(first);
    bench.changeClaim(({ metadata: { annotations: _, ...metadata }, ...claim }) => ({ ...claim, metadata }));
    bench.pass(1);
    expect(bench.selected).toBeDefined();
    expect(bench.pod.spec.nodeName).toBeUndefined();
    bench.add(VOLUMES, { metadata: { name: "made" }, spec: {} });
    bench.bound("made");
    bench.pass(1);
    expect(bench.pod.spec.nodeName).toBe(bench.selected);
  });

  it("SCHED-30 after ten minutes the pod looks elsewhere", () => {
    const bench = new Bench("WaitForFirstConsumer", "kubernetes.io/no-provisioner");
    bench.addVolume("disk", "two");
    bench.addClaim();
    bench.addPod();
    bench.pass(1);
    bench.changeClaim((claim) => ({
      ...claim,
      metadata: { ...claim.metadata, deletionTimestamp: "2026-11-24T00:00:00Z" },
    }));
    bench.pass(590);
    expect(bench.events).toEqual([]);
    bench.pass(20);
    expect(bench.events).toEqual(['0/2 nodes are available: persistentvolumeclaim "data" is being deleted. not found']);
    expect(bench.pod.spec.nodeName).toBeUndefined();
  });

  it("SCHED-12 a pod without its claim waits for the claim", () => {
    const bench = new Bench("Immediate", "example.com/disks");
    bench.addPod();
    bench.pass(1);
    bench.addClaim();
    bench.pass(1);
    bench.add(VOLUMES, { metadata: { name: "made" }, spec: {} });
    bench.bound("made");
    bench.pass(1);
    expect(bench.pod.spec.nodeName).toBeDefined();
    expect(bench.events.slice(0, 2)).toEqual([
      '0/2 nodes are available: persistentvolumeclaim "data" not found. not found',
      "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
    ]);
  });
});
