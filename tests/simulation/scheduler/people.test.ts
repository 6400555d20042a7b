import { describe, expect, it } from "vitest";
import type { ExplainedDecision } from "../../../server/protocol/scheduling.ts";
import { newCluster, pass, podManifest, PODS, send } from "../../support/clusters.ts";

describe("who is behind a refusal", () => {
  it("SCHED-41 names the command that each pod in the way came of", () => {
    const cluster = newCluster();
    const asking = (cpu: string): object => ({ container: { resources: { requests: { cpu } } } });
    send(cluster, "POST", PODS, { cause: 7, body: podManifest("first", asking("3")) });
    pass(cluster, 10);
    send(cluster, "POST", PODS, { cause: 8, body: podManifest("second", asking("3")) });
    pass(cluster, 10);
    const answer = send(cluster, "GET", `${PODS}/second/scheduling`).body as ExplainedDecision;
    const missing = answer.decision.refusals["k8s-worker2"]?.missing;
    expect(missing?.flatMap(({ holders }) => holders).map(({ name, by }) => [name, by])).toEqual([["first", 7]]);
  });
});
