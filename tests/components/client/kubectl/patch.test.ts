import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../components/client/kubectl/json.ts";
import { applyJsonPatch } from "../../../../components/client/kubectl/patch/jsonPatch.ts";
import { threeWayMergePatch } from "../../../../components/client/kubectl/patch/mergePatch.ts";
import { applyStrategicMergePatch } from "../../../../components/client/kubectl/patch/strategicMerge.ts";
import {
  PatchConflict,
  threeWayStrategicPatch,
  twoWayStrategicPatch,
} from "../../../../components/client/kubectl/patch/strategicPatch.ts";

const DEPLOYMENT = "apps.v1.Deployment";
const deployment = (containers: JsonObject[], more: JsonObject = {}): JsonObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { ...more, template: { spec: { containers } } },
});

describe("patches kubectl computes", () => {
  it("KWR-1 an object that already is as asked gives an empty patch", () => {
    const asked = deployment([{ name: "a", image: "x" }]);
    const current = deployment([{ name: "a", image: "x", imagePullPolicy: "Always" }], { replicas: 3 });
    expect(threeWayStrategicPatch({ original: asked, modified: asked, current }, DEPLOYMENT, true)).toEqual({});
  });

  it("KWR-1 list items are changed and removed by their key, and the order is told", () => {
    const original = deployment([
      { name: "a", image: "x" },
      { name: "b", image: "y" },
    ]);
    const modified = deployment([{ name: "a", image: "z" }]);
    const patch = threeWayStrategicPatch({ original, modified, current: original }, DEPLOYMENT, true);
    expect(patch).toEqual({
      spec: {
        template: {
          spec: {
            "$setElementOrder/containers": [{ name: "a" }],
            containers: [
              { name: "a", image: "z" },
              { name: "b", $patch: "delete" },
            ],
          },
        },
      },
    });
    expect(applyStrategicMergePatch(original, patch, DEPLOYMENT)).toEqual(modified);
  });

  it("KWR-1 what was applied before and is left out now is removed, what others added stays", () => {
    const original = deployment([], { replicas: 2 });
    const current = deployment([], { replicas: 2, paused: true });
    expect(threeWayStrategicPatch({ original, modified: deployment([]), current }, DEPLOYMENT, true)).toEqual({
      spec: { replicas: null },
    });
  });

  it("KWR-2 without --overwrite a change of someone else is a conflict", () => {
    const three = {
      original: deployment([], { replicas: 1 }),
      modified: deployment([], { replicas: 2 }),
      current: deployment([], { replicas: 3 }),
    };
    expect(() => threeWayStrategicPatch(three, DEPLOYMENT, false)).toThrow(PatchConflict);
    expect(threeWayStrategicPatch(three, DEPLOYMENT, true)).toEqual({ spec: { replicas: 2 } });
  });

  it("KWR-1 a strategy that changes keeps only the members it has", () => {
    const before = deployment([], { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } });
    const after = deployment([], { strategy: { type: "Recreate" } });
    const patch = twoWayStrategicPatch(before, after, DEPLOYMENT);
    expect(patch).toEqual({
      spec: { strategy: { $retainKeys: ["type"], type: "Recreate", rollingUpdate: null } },
    });
    expect(applyStrategicMergePatch(before, patch, DEPLOYMENT)).toEqual(after);
  });

  it("KWR-3 custom resources get a JSON merge patch: lists are replaced, what was applied and is gone is null", () => {
    const patch = threeWayMergePatch({
      original: { spec: { size: 1, colour: "red", parts: [1] } },
      modified: { spec: { size: 2, parts: [1, 2] } },
      current: { spec: { size: 1, colour: "red", parts: [1], seen: true } },
    });
    expect(patch).toEqual({ spec: { size: 2, colour: null, parts: [1, 2] } });
  });

  it("KWR-4 JSON patches apply in order and say which path is missing", () => {
    expect(applyJsonPatch({ a: [1, 3] }, [{ op: "add", path: "/a/1", value: 2 }])).toEqual({ a: [1, 2, 3] });
    expect(() => applyJsonPatch({}, [{ op: "remove", path: "/a" }])).toThrow("nonexistent key: a");
  });
});
