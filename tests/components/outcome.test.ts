import { describe, expect, it } from "vitest";
import { outcomeOf, summed } from "../../components/classroom/outcome.ts";
import type { Pod } from "../../server/protocol/kubernetes/types.generated.ts";

const pod = (nodeName: string | undefined, waiting?: string): Pod =>
  ({
    metadata: { name: "pod-4", namespace: "default" },
    spec: { containers: [{ name: "c", image: "i" }], ...(nodeName ? { nodeName } : {}) },
    status: {
      phase: waiting ? "Running" : "Pending",
      ...(waiting ? { containerStatuses: [{ name: "c", state: { waiting: { reason: waiting } } }] } : {}),
    },
  }) as unknown as Pod;

describe("CLASS-9 what came of a question about a pod", () => {
  it("CLASS-9 is its node, or nowhere, or its status as kubectl prints it", () => {
    expect(outcomeOf("node", pod("k8s-worker2"))).toBe("k8s-worker2");
    expect(outcomeOf("node", pod(undefined))).toBe("Pending");
    expect(outcomeOf("state", pod("k8s-worker2", "CrashLoopBackOff"))).toBe("CrashLoopBackOff");
    expect(outcomeOf("number", pod("k8s-worker2"))).toBeUndefined();
    expect(outcomeOf("node", undefined)).toBeUndefined();
  });

  it("CLASS-9 is one word where it is everywhere the same, else how often each", () => {
    expect(summed(["a", "a"])).toBe("a");
    expect(summed(["a", "b", "b"])).toBe("b ×2, a ×1");
    expect(summed([])).toBe("");
  });
});
