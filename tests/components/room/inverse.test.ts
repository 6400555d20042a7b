import { describe, expect, test } from "vitest";
import { asDraft, inverseOf, mergePatch } from "../../../components/room/doing/inverse.ts";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { markTrimmed } from "../../../server/protocol/trimmed.ts";

const target = { resource: "deployments.apps", namespace: "default", name: "web" };
function deployment(replicas: number, more: object = {}): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "web",
      namespace: "default",
      uid: "u1",
      resourceVersion: String(replicas),
      creationTimestamp: "2026-01-01T00:00:00Z",
      generation: replicas,
      ...more,
    },
    spec: { replicas },
    status: { readyReplicas: replicas },
  } as unknown as KubeObject;
}

test("PAGE-28 of what the page does not hold whole nothing is written back", () => {
  const before = deployment(2);
  markTrimmed(before, 100_000);
  expect(inverseOf({ target, before, after: undefined })).toBe("large");
  expect(inverseOf({ target, before, after: deployment(3) })).toBe("large");
  // Nor of what is made of it.
  expect(() => asDraft({ ...before, kind: "Deployment" })).toThrow("web is not held whole");
  expect(JSON.stringify(before)).toBe(JSON.stringify(deployment(2)));
});

describe("PAGE-11 what takes a change back", () => {
  test("of a change: a patch with the old values, status and what the server sets left out", () => {
    const inverse = inverseOf({ target, before: deployment(2), after: deployment(3, { labels: { a: "b" } }) });
    expect(inverse).toMatchObject({
      method: "PATCH",
      path: "/apis/apps/v1/namespaces/default/deployments/web",
      contentType: "application/merge-patch+json",
    });
    expect(JSON.parse((inverse as { body: string }).body)).toEqual({
      metadata: { labels: null },
      spec: { replicas: 2 },
    });
  });
  test("of a creation: a deletion", () => {
    expect(inverseOf({ target, before: undefined, after: deployment(1) })).toEqual({
      method: "DELETE",
      path: "/apis/apps/v1/namespaces/default/deployments/web",
    });
  });
  test("of a deletion: the object again, unless a controller owns it", () => {
    const inverse = inverseOf({ target, before: deployment(2), after: undefined });
    expect(inverse).toMatchObject({ method: "POST", path: "/apis/apps/v1/namespaces/default/deployments" });
    expect(JSON.parse((inverse as { body: string }).body)).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "default" },
      spec: { replicas: 2 },
    });
    const owned = deployment(1, { ownerReferences: [{ controller: true }] });
    expect(inverseOf({ target, before: owned, after: undefined })).toBe("owned");
  });
  test("a pod made again may go to another node, a Service gets another address", () => {
    const pod = { ...deployment(1), apiVersion: "v1", kind: "Pod", spec: { nodeName: "n1", containers: [] } };
    const at = { resource: "pods", namespace: "default", name: "web" };
    const again = inverseOf({ target: at, before: pod, after: undefined }) as { body: string };
    expect(JSON.parse(again.body).spec).toEqual({ containers: [] });
  });
  test("of nothing: nothing", () => {
    expect(inverseOf({ target, before: deployment(2), after: deployment(2) })).toBe("nothing");
  });
  test("merge patches name what differs and take away what is gone", () => {
    expect(mergePatch({ a: 1, b: [1], c: { d: 1 } }, { a: 1, b: [2], c: {}, e: 5 })).toEqual({
      b: [2],
      c: { d: null },
      e: 5,
    });
  });
});
