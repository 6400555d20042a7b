import { describe, expect, it } from "vitest";
import { compact, sortRules, uncovered } from "../../../../components/client/kubectl/auth/policyRules.ts";
import { reconciledBinding, reconciledRole } from "../../../../components/client/kubectl/auth/reconciled.ts";
import { unifiedDiff } from "../../../../components/client/kubectl/diff/unifiedDiff.ts";
import { type DrainRules, podsToEvict } from "../../../../components/client/kubectl/drain/podsToEvict.ts";
import { changeEnv, parseEnvChanges } from "../../../../components/client/kubectl/edit/env.ts";
import { changeLabels, parseLabelChanges } from "../../../../components/client/kubectl/edit/labels.ts";
import { changeTaints, parseTaints } from "../../../../components/client/kubectl/edit/taints.ts";
import type { JsonObject } from "../../../../components/client/kubectl/json.ts";
import { rolloutStatus } from "../../../../components/client/kubectl/rollout/status.ts";
import { hasCondition, parseWaitFor } from "../../../../components/client/kubectl/wait/conditions.ts";

const lines = (...texts: string[]): string => texts.map((text) => `${text}\n`).join("");

describe("edits kubectl computes", () => {
  it("KWR-7 labels are added, changed with --overwrite and removed, and what happened is told", () => {
    const pod = (): JsonObject => ({ metadata: { labels: { a: "1" } } });
    expect(changeLabels(pod(), parseLabelChanges(["b=2"]), false)).toBe("labeled");
    expect(changeLabels(pod(), parseLabelChanges(["a=1"]), false)).toBe("not labeled");
    expect(changeLabels(pod(), parseLabelChanges(["a-"]), false)).toBe("unlabeled");
    expect(changeLabels(pod(), parseLabelChanges(["a-", "b=1"]), false)).toBe("modified");
    expect(() => changeLabels(pod(), parseLabelChanges(["a=2"]), false)).toThrow("'a' already has a value (1)");
    expect(() => parseLabelChanges(["a=b=c"])).toThrow("invalid label spec: a=b=c");
  });

  it("KWR-7 taints: new ones first, removal by key or effect, contradictions refused", () => {
    const old = [{ key: "k", effect: "NoSchedule" }];
    expect(changeTaints(old, parseTaints(["a=b:NoExecute"]), false)).toEqual({
      taints: [{ key: "a", value: "b", effect: "NoExecute" }, ...old],
      operation: "tainted",
    });
    expect(changeTaints(old, parseTaints(["k-"]), false)).toEqual({ taints: [], operation: "untainted" });
    expect(() => changeTaints(old, parseTaints(["x-"]), false)).toThrow('taint "x" not found');
    expect(() => parseTaints(["a=b:Never"])).toThrow("invalid taint effect: Never, unsupported taint effect");
  });

  it("KWR-7 variables keep their places, new ones come last", () => {
    const existing: JsonObject[] = [{ name: "A", value: "1" }, { name: "B" }];
    const changes = parseEnvChanges(["C=3", "A=2", "B-"], () => "");
    expect(changeEnv(existing, changes)).toEqual([
      { name: "A", value: "2" },
      { name: "C", value: "3" },
    ]);
  });

  it("KWR-8 a rollout's status names what it waits for, and fails past its deadline", () => {
    const web = (status: JsonObject): JsonObject => ({
      metadata: { name: "web", generation: 2 },
      spec: { replicas: 3 },
      status: { observedGeneration: 2, ...status },
    });
    const text = (status: JsonObject): string => rolloutStatus(web(status), "Deployment.apps", 0).text;
    expect(text({ observedGeneration: 1 })).toContain("spec update to be observed");
    expect(text({ updatedReplicas: 1 })).toContain("1 out of 3 new replicas have been updated...");
    expect(text({ updatedReplicas: 3, replicas: 4 })).toContain("1 old replicas are pending termination...");
    expect(text({ updatedReplicas: 3, replicas: 3, availableReplicas: 3 })).toBe(
      'deployment "web" successfully rolled out\n',
    );
    const late = { conditions: [{ type: "Progressing", reason: "ProgressDeadlineExceeded" }] };
    expect(() => text(late)).toThrow('deployment "web" exceeded its progress deadline');
  });

  it("KWR-9 a drain refuses pods without controller, with local storage and of DaemonSets unless told otherwise", () => {
    const pod = (name: string, more: JsonObject): JsonObject => ({
      metadata: { name, namespace: "d", ...(more.metadata as JsonObject | undefined) },
      spec: (more.spec as JsonObject) ?? {},
    });
    const owned = (kind: string): JsonObject => ({
      metadata: { ownerReferences: [{ kind, apiVersion: "apps/v1", name: "o", controller: true }] },
    });
    const rules: DrainRules = {
      force: false,
      ignoreDaemonSets: false,
      deleteEmptyDirData: false,
      skipDeletedAfter: 0,
      now: 0,
      daemonSetProblem: () => undefined,
    };
    const pods = [
      pod("bare", {}),
      pod("agent", owned("DaemonSet")),
      pod("web", owned("ReplicaSet")),
      pod("scratch", { ...owned("ReplicaSet"), spec: { volumes: [{ name: "v", emptyDir: {} }] } }),
    ];
    expect(podsToEvict(pods, rules).problems).toEqual([
      "cannot delete Pods that declare no controller (use --force to override): d/bare",
      "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): d/agent",
      "cannot delete Pods with local storage (use --delete-emptydir-data to override): d/scratch",
    ]);
    const all = podsToEvict(pods, { ...rules, force: true, ignoreDaemonSets: true, deleteEmptyDirData: true });
    expect(all.problems).toEqual([]);
    expect(all.pods.map((found) => (found.metadata as JsonObject).name)).toEqual(["bare", "web", "scratch"]);
    expect(all.warnings).toContain("ignoring DaemonSet-managed Pods: d/agent");
  });

  it("KWR-10 conditions waited for must belong to the object's generation", () => {
    const [condition] = parseWaitFor(["condition=ready=false"]);
    expect(condition).toEqual({ kind: "condition", name: "ready", status: "false" });
    expect(parseWaitFor(["jsonpath={.status.phase}=Running"])[0]).toMatchObject({ value: "Running" });
    expect(() => parseWaitFor([])).toThrow("unrecognized condition: []");
    const pod = { metadata: { generation: 2 }, status: { conditions: [{ type: "Ready", status: "True" }] } };
    expect(hasCondition(pod, "ready", "true")).toBe(true);
    const stale = { ...pod, status: { ...pod.status, observedGeneration: 1 } };
    expect(hasCondition(stale, "ready", "true")).toBe(false);
  });

  it("KWR-11 a diff has hunks with three lines around, and none for equal texts", () => {
    expect(unifiedDiff(lines("a", "b"), lines("a", "b"))).toBe("");
    expect(unifiedDiff("", lines("a", "b"))).toBe("@@ -0,0 +1,2 @@\n+a\n+b\n");
    const before = lines("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
    expect(unifiedDiff(before, before.replace("2\n", "two\n").replace("12\n", ""))).toContain("@@ -1,5 +1,5 @@\n");
    expect(unifiedDiff(lines("x", "a", "a", "y"), lines("x", "a", "a", "a", "y"))).toBe(
      "@@ -1,4 +1,5 @@\n x\n a\n a\n+a\n y\n",
    );
  });

  it("KWR-12 rules are compared part by part", () => {
    const own = [{ verbs: ["get", "list"], apiGroups: [""], resources: ["pods"] }];
    const wanted = [{ verbs: ["get", "delete"], apiGroups: [""], resources: ["pods", "pods/log"] }];
    expect(compact(uncovered(own, wanted))).toEqual([
      { verbs: ["delete"], apiGroups: [""], resources: ["pods"] },
      { verbs: ["get", "delete"], apiGroups: [""], resources: ["pods/log"] },
    ]);
    const sorted = sortRules([
      { verbs: ["list"], nonResourceURLs: ["/a"] },
      { verbs: ["create"], resources: ["x"] },
    ]);
    expect(sorted[0]?.verbs).toEqual(["create"]);
  });

  it("KWR-12 reconciling adds what is missing, and removes what is too much only when told", () => {
    const rule = (verb: string): JsonObject => ({ verbs: [verb], apiGroups: [""], resources: ["pods"] });
    const expected = { metadata: { name: "r", labels: { a: "1" } }, rules: [rule("get")] };
    const existing = { metadata: { name: "r" }, rules: [rule("list")] };
    expect(reconciledRole(expected, existing, false)).toMatchObject({
      operation: "update",
      object: { metadata: { labels: { a: "1" } }, rules: [rule("list"), rule("get")] },
    });
    expect(reconciledRole(expected, existing, true).object.rules).toEqual([rule("get")]);
    const binding = { metadata: {}, roleRef: { name: "a" }, subjects: [] };
    expect(reconciledBinding(binding, { ...binding, roleRef: { name: "b" } }, false).operation).toBe("recreate");
  });
});
