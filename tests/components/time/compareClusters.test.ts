import { describe, expect, it } from "vitest";
import { clusterAt } from "../../../components/client/Past.ts";
import { compareClusters } from "../../../components/time/compareClusters.ts";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import type { MomentView } from "../../../server/protocol/messages.ts";

const moment = (objects: { readonly [resource: string]: readonly object[] }): ReturnType<typeof clusterAt> =>
  clusterAt({ time: 0, seq: 0, exact: true, revision: 1, activity: [], objects: objects as never } as MomentView);

const pod = (name: string, { uid = name, node = "", ip = "", labels = {} } = {}): KubeObject =>
  ({
    metadata: { name, namespace: "default", uid, resourceVersion: String(Math.random()), labels },
    spec: { containers: [{ name: "c", image: "i" }], ...(node ? { nodeName: node } : {}) },
    status: { phase: "Running", podIP: ip, conditions: [] },
  }) as unknown as KubeObject;

describe("TIME-8 two moments compared", () => {
  it("TIME-8 tells what came, went, was made again and changed, with the lines that differ; events are left out", () => {
    const before = moment({
      pods: [pod("gone"), pod("same"), pod("moved", { uid: "1", ip: "20.96.1.1" }), pod("labelled")],
      events: [pod("e1")],
    });
    const after = moment({
      pods: [
        pod("same"),
        pod("moved", { uid: "2", ip: "20.96.1.2" }),
        pod("labelled", { labels: { app: "web" } }),
        pod("new"),
      ],
      events: [pod("e2")],
    });
    const found = compareClusters(before, after);
    expect(found.map(({ name, how }) => `${name} ${how}`)).toEqual([
      "gone went",
      "labelled changed",
      "moved again",
      "new came",
    ]);
    const lines = (name: string): readonly string[] =>
      (found.find((one) => one.name === name)?.lines ?? []).map(({ kind, text }) => `${kind} ${text.trim()}`);
    expect(lines("labelled")).toContain("added app: web");
    expect(lines("moved")).toEqual(expect.arrayContaining(["removed IP: 20.96.1.1", "added IP: 20.96.1.2"]));
    expect(compareClusters(after, after)).toEqual([]);
  });
});
