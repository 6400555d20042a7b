import { describe, expect, test } from "vitest";
import { findObject, leftOver } from "../../../components/lesson/leftOver.ts";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { markTrimmed } from "../../../server/protocol/trimmed.ts";
import type { Lesson } from "../../../server/protocol/lessons.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const POD = { apiVersion: "v1", kind: "Pod", metadata: { name: "pod-4" } };

const lesson: Lesson = {
  id: "left",
  title: "What is left",
  minutes: 5,
  intro: "",
  setup: "",
  objects: ["pods/pod-4", "deployments/web", "pods/pod-5"],
  unlabel: [],
  steps: [
    {
      id: "one",
      title: "One",
      text: "Apply:\n\n```yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-4\n```\n",
      checks: [],
      hints: [],
      answer: "",
      mistakes: [],
    },
  ],
};

function object(kind: string, name: string, more: Partial<KubeObject["metadata"]> = {}): KubeObject {
  const apiVersion = kind === "Pod" ? "v1" : "apps/v1";
  return { apiVersion, kind, metadata: { name, namespace: "default", uid: name, ...more } } as KubeObject;
}

const tables = (...objects: readonly (readonly [string, KubeObject])[]) => {
  const all = new Map<string, Map<string, KubeObject>>();
  for (const [resource, one] of objects) {
    const table = all.get(resource) ?? new Map<string, KubeObject>();
    all.set(resource, table.set(`${one.metadata.namespace}/${one.metadata.name}`, one));
  }
  return all;
};
const names = (found: ReturnType<typeof leftOver>) => found.map(({ object: { metadata } }) => metadata.name);

describe("LESSON-40 what is in a lesson's way", () => {
  test("is what has its names and was made by something else", () => {
    const there = tables(["pods", object("Pod", "pod-4")], ["deployments.apps", object("Deployment", "web")]);
    expect(names(leftOver(lesson, there, "default"))).toEqual(["pod-4", "web"]);
    expect(names(leftOver(lesson, there, "other"))).toEqual([]);
  });

  test("is not what may be its own, but is too large to be held whole", () => {
    const large = object("Pod", "pod-4", { annotations: { [LAST_APPLIED]: "" } });
    expect(names(leftOver(lesson, tables(["pods", large]), "default"))).toEqual(["pod-4"]);
    markTrimmed(large, 100_000);
    expect(names(leftOver(lesson, tables(["pods", large]), "default"))).toEqual([]);
  });

  test("is not what its own manifest made, nor what goes already", () => {
    const applied = (manifest: unknown) => ({ annotations: { [LAST_APPLIED]: `${JSON.stringify(manifest)}\n` } });
    const own = tables(["pods", object("Pod", "pod-4", applied(POD))]);
    expect(names(leftOver(lesson, own, "default"))).toEqual([]);
    const other = tables(["pods", object("Pod", "pod-4", applied({ ...POD, spec: {} }))]);
    expect(names(leftOver(lesson, other, "default"))).toEqual(["pod-4"]);
    const going = tables(["pods", object("Pod", "pod-4", { deletionTimestamp: "2026-01-01T00:00:00Z" })]);
    expect(names(leftOver(lesson, going, "default"))).toEqual([]);
  });

  test("objects are found by plural and by group resource", () => {
    const there = tables(["deployments.apps", object("Deployment", "web")]);
    expect(findObject(there, "deployments/web", "default")?.resource).toBe("deployments.apps");
    expect(findObject(there, "deployments.apps/web", "default")?.resource).toBe("deployments.apps");
    expect(findObject(there, "pods/web", "default")).toBeUndefined();
  });
});
